/*
 * test-number.c - unsigned numbers in text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/number.h"

#include "unit.h"

static uint32_t number;

START_TEST (number_of_digits_is_read)
{
	ck_assert (number_parse (&number, "0", 10, 0, UINT32_MAX));
	ck_assert_uint_eq (number, 0);
	ck_assert (number_parse (&number, "4294967295", 10, 0, UINT32_MAX));
	ck_assert_uint_eq (number, UINT32_MAX);
	ck_assert (number_parse (&number, "007", 10, 7, 7));
	ck_assert_uint_eq (number, 7);
	ck_assert (number_parse (&number, "2001aBf0", 16, 0, UINT32_MAX));
	ck_assert_uint_eq (number, 0x2001abf0);
}
END_TEST

START_TEST (number_out_of_range_is_refused)
{
	number = 5;
	ck_assert (!number_parse (&number, "9", 10, 10, 20));
	ck_assert (!number_parse (&number, "21", 10, 10, 20));
	ck_assert (!number_parse (&number, "4294967296", 10, 0, UINT32_MAX));
	ck_assert (!number_parse (&number, "18446744073709551617", 10, 0, UINT32_MAX));
	ck_assert (!number_parse (&number, "100000000", 16, 0, UINT32_MAX));
	ck_assert_uint_eq (number, 5);
}
END_TEST

START_TEST (number_with_anything_else_is_refused)
{
	static const char *const bad[] = { "", " 1", "1 ", "+1", "-1", "0x1", "1x", "a", "1." };

	for (size_t i = 0; i < ARRAY_LEN (bad); i++)
		ck_assert_msg (!number_parse (&number, bad[i], 10, 0, UINT32_MAX), "%s", bad[i]);
	ck_assert (!number_parse (&number, "0x1", 16, 0, UINT32_MAX));
	ck_assert (!number_parse (&number, "g", 16, 0, UINT32_MAX));
}
END_TEST

UNIT_MAIN ("number", number_of_digits_is_read, number_out_of_range_is_refused,
           number_with_anything_else_is_refused)
