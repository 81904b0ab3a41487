/*
 * test-token-bucket.c - token buckets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/token-bucket.h"

#include "unit.h"

static struct teredo_token_bucket bucket;

static unsigned take_all (teredo_time now)
{
	unsigned taken = 0;

	while (teredo_token_bucket_take (&bucket, now))
		taken++;
	return taken;
}

START_TEST (bucket_gives_burst_then_rate)
{
	teredo_token_bucket_init (&bucket, 10, 5, 1000);
	ck_assert_uint_eq (take_all (1000), 5);
	ck_assert_uint_eq (take_all (1099), 0);
	ck_assert_uint_eq (take_all (1100), 1);
	ck_assert_uint_eq (take_all (1350), 2);
	ck_assert_uint_eq (take_all (1400), 1); /* fractions are kept */
	ck_assert_uint_eq (take_all (100000), 5);
}
END_TEST

START_TEST (extreme_times_do_not_overflow_bucket)
{
	teredo_token_bucket_init (&bucket, UINT32_MAX, UINT32_MAX, 0);
	ck_assert (teredo_token_bucket_take (&bucket, TEREDO_NEVER));
	teredo_token_bucket_init (&bucket, 1, 3, 0);
	ck_assert_uint_eq (take_all (0), 3);
	ck_assert_uint_eq (take_all (TEREDO_NEVER), 3);
	ck_assert_uint_eq (take_all (5), 0); /* time going back adds nothing */
}
END_TEST

START_TEST (rate_0_never_refills_bucket)
{
	teredo_token_bucket_init (&bucket, 0, 2, 0);
	ck_assert_uint_eq (take_all (1000000), 2);
	ck_assert_uint_eq (take_all (2000000), 0);
}
END_TEST

UNIT_MAIN ("token-bucket", bucket_gives_burst_then_rate, extreme_times_do_not_overflow_bucket,
           rate_0_never_refills_bucket)
