/*
 * test-wire.c - bounded reading and writing of packet bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/wire.h"

#include "unit.h"

START_TEST (values_are_read_in_network_order)
{
	const struct unit_bytes bytes = unit_hex ("01 0203 04050607 0809");
	struct teredo_reader r;
	uint8_t two[2];

	teredo_reader_init (&r, unit_slice (&bytes));
	ck_assert_uint_eq (teredo_read_u8 (&r), 0x01);
	ck_assert_uint_eq (teredo_read_u16 (&r), 0x0203);
	ck_assert_uint_eq (teredo_read_u32 (&r), 0x04050607);
	teredo_read_bytes (&r, two, 2);
	ck_assert_uint_eq (two[1], 0x09);
	ck_assert (!r.bad);
	ck_assert_uint_eq (r.left, 0);
}
END_TEST

START_TEST (read_past_end_fails_all_later_reads)
{
	const struct unit_bytes bytes = unit_hex ("010203");
	struct teredo_reader r;
	uint8_t four[4] = { 9, 9, 9, 9 };

	teredo_reader_init (&r, unit_slice (&bytes));
	teredo_read_bytes (&r, four, 4);
	ck_assert (r.bad);
	ck_assert_uint_eq (four[0] | four[1] | four[2] | four[3], 0);
	/* not even the bytes that are there */
	ck_assert_uint_eq (teredo_read_u8 (&r), 0);
	ck_assert_uint_eq (teredo_read_slice (&r, 1).len, 0);
	ck_assert_uint_eq (r.left, 3);
}
END_TEST

START_TEST (slices_point_into_the_input)
{
	const struct unit_bytes bytes = unit_hex ("01020304");
	struct teredo_reader r;
	struct teredo_slice slice;

	teredo_reader_init (&r, unit_slice (&bytes));
	(void)teredo_read_u8 (&r);
	slice = teredo_read_slice (&r, 2);
	ck_assert_ptr_eq (slice.data, bytes.data + 1);
	ck_assert_uint_eq (slice.len, 2);
	ck_assert_uint_eq (teredo_read_slice (&r, SIZE_MAX).len, 0);
	ck_assert (r.bad);
}
END_TEST

START_TEST (values_are_written_in_network_order)
{
	struct teredo_writer w;
	uint8_t buf[9];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_write_u8 (&w, 0x01);
	teredo_write_u16 (&w, 0);
	teredo_write_u32 (&w, 0x04050607);
	teredo_write_bytes (&w, "\x08\x09", 2);
	teredo_write_u16_at (&w, 1, 0x0203);
	unit_check_bytes (teredo_writer_done (&w), "010203040506070809");
}
END_TEST

START_TEST (write_past_end_fails_all_later_writes)
{
	uint8_t buf[4] = { 7, 7, 7, 7 };
	struct teredo_writer w;

	teredo_writer_init (&w, buf, 3);
	teredo_write_u16 (&w, 0x0102);
	teredo_write_u16 (&w, 0x0304);
	ck_assert (w.bad);
	teredo_write_u8 (&w, 5);
	teredo_write_u16_at (&w, 0, 0);
	ck_assert_uint_eq (teredo_writer_done (&w).len, 0);
	ck_assert_uint_eq (buf[0], 1);
	ck_assert_uint_eq (buf[2], 7);
	ck_assert_uint_eq (buf[3], 7);
}
END_TEST

UNIT_MAIN ("wire", values_are_read_in_network_order, read_past_end_fails_all_later_reads,
           slices_point_into_the_input, values_are_written_in_network_order,
           write_past_end_fails_all_later_writes)
