/*
 * wire.c - bounds-checked reader and writer of packet bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/wire.h"

#include <assert.h>
#include <string.h>

void teredo_reader_init (struct teredo_reader *r, struct teredo_slice bytes)
{
	*r = (struct teredo_reader){ .next = bytes.data, .left = bytes.len };
}

struct teredo_slice teredo_read_slice (struct teredo_reader *r, size_t len)
{
	struct teredo_slice slice = { r->next, len };

	if (r->bad || len > r->left) {
		r->bad = true;
		return (struct teredo_slice){ NULL, 0 };
	}
	r->next += len;
	r->left -= len;
	return slice;
}

void teredo_read_bytes (struct teredo_reader *r, void *dst, size_t len)
{
	struct teredo_slice slice = teredo_read_slice (r, len);

	if (r->bad)
		memset (dst, 0, len);
	else if (len > 0)
		memcpy (dst, slice.data, len);
}

uint8_t teredo_read_u8 (struct teredo_reader *r)
{
	uint8_t b;

	teredo_read_bytes (r, &b, 1);
	return b;
}

uint16_t teredo_read_u16 (struct teredo_reader *r)
{
	uint8_t b[2];

	teredo_read_bytes (r, b, sizeof (b));
	return (uint16_t)(b[0] << 8 | b[1]);
}

uint32_t teredo_read_u32 (struct teredo_reader *r)
{
	uint8_t b[4];

	teredo_read_bytes (r, b, sizeof (b));
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

void teredo_writer_init (struct teredo_writer *w, void *buf, size_t cap)
{
	*w = (struct teredo_writer){ .base = buf, .cap = cap };
}

void teredo_write_bytes (struct teredo_writer *w, const void *src, size_t len)
{
	if (w->bad || len > w->cap - w->len) {
		w->bad = true;
		return;
	}
	if (len > 0)
		memcpy (w->base + w->len, src, len);
	w->len += len;
}

void teredo_write_u8 (struct teredo_writer *w, uint8_t v)
{
	teredo_write_bytes (w, &v, 1);
}

void teredo_write_u16 (struct teredo_writer *w, uint16_t v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	teredo_write_bytes (w, b, sizeof (b));
}

void teredo_write_u32 (struct teredo_writer *w, uint32_t v)
{
	teredo_write_u16 (w, (uint16_t)(v >> 16));
	teredo_write_u16 (w, (uint16_t)v);
}

void teredo_write_u16_at (struct teredo_writer *w, size_t at, uint16_t v)
{
	if (w->bad)
		return;
	assert (at + 2 <= w->len);
	w->base[at] = (uint8_t)(v >> 8);
	w->base[at + 1] = (uint8_t)v;
}

struct teredo_slice teredo_writer_done (const struct teredo_writer *w)
{
	return (struct teredo_slice){ w->base, w->bad ? 0 : w->len };
}
