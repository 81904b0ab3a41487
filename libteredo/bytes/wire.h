/*
 * wire.h - bounds-checked reader and writer of packet bytes
 *
 * Errors are sticky: after a read or write that does not fit, all later ones do
 * nothing (and reads return zeros), so it is enough to check "bad" at the end.
 * Integers are in network byte order on the wire and in host byte order here. All
 * functions are inline: they are a large part of what a packet costs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_WIRE_H
#define LIBTEREDO_WIRE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes owned by someone else. */
struct teredo_slice {
	const uint8_t *data;
	size_t len; /* bytes */
};

struct teredo_reader {
	const uint8_t *next;
	size_t left; /* bytes */
	bool bad;    /* a read went past the end */
};

/* Starts to read at the first byte; the bytes must outlive the reader. */
static inline void teredo_reader_init (struct teredo_reader *r, struct teredo_slice bytes)
{
	*r = (struct teredo_reader){ .next = bytes.data, .left = bytes.len };
}

/* Skips len bytes and returns them as a slice (empty on error). */
static inline struct teredo_slice teredo_read_slice (struct teredo_reader *r, size_t len)
{
	const struct teredo_slice slice = { r->next, len };

	if (r->bad || len > r->left) {
		r->bad = true;
		return (struct teredo_slice){ NULL, 0 };
	}
	r->next += len;
	r->left -= len;
	return slice;
}

/* Copies len bytes to dst; fills it with zeros on error. */
static inline void teredo_read_bytes (struct teredo_reader *r, void *dst, size_t len)
{
	const struct teredo_slice slice = teredo_read_slice (r, len);

	if (r->bad)
		memset (dst, 0, len);
	else if (len > 0)
		memcpy (dst, slice.data, len);
}

static inline uint8_t teredo_read_u8 (struct teredo_reader *r)
{
	const uint8_t *b = teredo_read_slice (r, 1).data;

	return r->bad ? 0 : b[0];
}

static inline uint16_t teredo_read_u16 (struct teredo_reader *r)
{
	const uint8_t *b = teredo_read_slice (r, 2).data;

	return r->bad ? 0 : (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t teredo_read_u32 (struct teredo_reader *r)
{
	const uint8_t *b = teredo_read_slice (r, 4).data;

	return r->bad ? 0
	              : (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

struct teredo_writer {
	uint8_t *base;
	size_t len; /* bytes written */
	size_t cap; /* size of the buffer in bytes */
	bool bad;   /* a write did not fit */
};

/* Starts to write at the beginning of a buffer of cap bytes. */
static inline void teredo_writer_init (struct teredo_writer *w, void *buf, size_t cap)
{
	*w = (struct teredo_writer){ .base = buf, .cap = cap };
}

static inline void teredo_write_bytes (struct teredo_writer *w, const void *src, size_t len)
{
	if (w->bad || len > w->cap - w->len) {
		w->bad = true;
		return;
	}
	if (len > 0)
		memcpy (w->base + w->len, src, len);
	w->len += len;
}

static inline void teredo_write_u8 (struct teredo_writer *w, uint8_t v)
{
	teredo_write_bytes (w, &v, 1);
}

static inline void teredo_write_u16 (struct teredo_writer *w, uint16_t v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	teredo_write_bytes (w, b, sizeof (b));
}

static inline void teredo_write_u32 (struct teredo_writer *w, uint32_t v)
{
	const uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
		               (uint8_t)v };

	teredo_write_bytes (w, b, sizeof (b));
}

/* Overwrites the 16 bits at offset at, which must have been written before. */
static inline void teredo_write_u16_at (struct teredo_writer *w, size_t at, uint16_t v)
{
	if (w->bad)
		return;
	assert (at + 2 <= w->len);
	w->base[at] = (uint8_t)(v >> 8);
	w->base[at + 1] = (uint8_t)v;
}

/* Returns what has been written; an empty slice on error. */
static inline struct teredo_slice teredo_writer_done (const struct teredo_writer *w)
{
	return (struct teredo_slice){ w->base, w->bad ? 0 : w->len };
}

#endif
