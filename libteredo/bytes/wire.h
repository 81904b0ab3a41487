/*
 * wire.h - bounds-checked reader and writer of packet bytes
 *
 * Errors are sticky: after a read or write that does not fit, all later ones do
 * nothing (and reads return zeros), so it is enough to check "bad" at the end.
 * Integers are in network byte order on the wire and in host byte order here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_WIRE_H
#define LIBTEREDO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
void teredo_reader_init (struct teredo_reader *, struct teredo_slice);
uint8_t teredo_read_u8 (struct teredo_reader *);
uint16_t teredo_read_u16 (struct teredo_reader *);
uint32_t teredo_read_u32 (struct teredo_reader *);

/* Copies len bytes to dst; fills it with zeros on error. */
void teredo_read_bytes (struct teredo_reader *, void *dst, size_t len);

/* Skips len bytes and returns them as a slice (empty on error). */
struct teredo_slice teredo_read_slice (struct teredo_reader *, size_t len);

struct teredo_writer {
	uint8_t *base;
	size_t len; /* bytes written */
	size_t cap; /* size of the buffer in bytes */
	bool bad;   /* a write did not fit */
};

/* Starts to write at the beginning of a buffer of cap bytes. */
void teredo_writer_init (struct teredo_writer *, void *buf, size_t cap);
void teredo_write_u8 (struct teredo_writer *, uint8_t);
void teredo_write_u16 (struct teredo_writer *, uint16_t);
void teredo_write_u32 (struct teredo_writer *, uint32_t);
void teredo_write_bytes (struct teredo_writer *, const void *src, size_t len);

/* Overwrites the 16 bits at offset at, which must have been written before. */
void teredo_write_u16_at (struct teredo_writer *, size_t at, uint16_t);

/* Returns what has been written; an empty slice on error. */
struct teredo_slice teredo_writer_done (const struct teredo_writer *);

#endif
