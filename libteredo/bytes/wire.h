/*
 * wire.h - bounded reading and writing of packet bytes
 *
 * Both cursors have a sticky error: once a read or a write did not fit, all
 * later ones do nothing (reads give zeros), and one look at the end tells.
 * All integers on the wire are in network byte order; here they are in the
 * host's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_WIRE_H
#define LIBTEREDO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some bytes that somebody else owns. */
struct teredo_slice {
	const uint8_t *data;
	size_t len; /* bytes */
};

struct teredo_reader {
	const uint8_t *next;
	size_t left; /* bytes */
	bool bad;    /* something was read past the end */
};

void teredo_reader_init (struct teredo_reader *, struct teredo_slice);
uint8_t teredo_read_u8 (struct teredo_reader *);
uint16_t teredo_read_u16 (struct teredo_reader *);
uint32_t teredo_read_u32 (struct teredo_reader *);

/* Copies len bytes to dst, or zeros when they are not there. */
void teredo_read_bytes (struct teredo_reader *, void *dst, size_t len);

/* Steps over len bytes and gives them as a slice (empty on error). */
struct teredo_slice teredo_read_slice (struct teredo_reader *, size_t len);

struct teredo_writer {
	uint8_t *base;
	size_t len; /* bytes written */
	size_t cap; /* bytes there is room for */
	bool bad;   /* something did not fit */
};

void teredo_writer_init (struct teredo_writer *, void *buf, size_t cap);
void teredo_write_u8 (struct teredo_writer *, uint8_t);
void teredo_write_u16 (struct teredo_writer *, uint16_t);
void teredo_write_u32 (struct teredo_writer *, uint32_t);
void teredo_write_bytes (struct teredo_writer *, const void *src, size_t len);

/* Changes the 16 bits written at offset at (which must have been written). */
void teredo_write_u16_at (struct teredo_writer *, size_t at, uint16_t);

/* What has been written; an empty slice if anything did not fit. */
struct teredo_slice teredo_writer_done (const struct teredo_writer *);

#endif
