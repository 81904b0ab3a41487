/*
 * admitted.c - clients that have proved who and where they are, by their mapped endpoints
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/admitted.h"

#include <stdlib.h>
#include "bytes/mac.h"

#define WAYS    8u /* places that an endpoint may take */
#define BUCKETS (TEREDO_ADMITTED_MAX / WAYS)

_Static_assert((BUCKETS & (BUCKETS - 1)) == 0, "buckets are found by a mask");

struct place {
	struct teredo_endpoint who;
	uint32_t until; /* seconds, rounded up; 0: empty */
};

struct teredo_admitted {
	struct teredo_key key;
	struct place places[BUCKETS][WAYS];
};

static uint32_t seconds (teredo_time when)
{
	return (uint32_t)((when + 999) / 1000);
}

struct teredo_admitted *teredo_admitted_new (const struct teredo_env *env)
{
	struct teredo_admitted *admitted = calloc (1, sizeof (*admitted));

	if (admitted != NULL)
		env->random (env->ctx, &admitted->key, sizeof (admitted->key));
	return admitted;
}

void teredo_admitted_free (struct teredo_admitted *admitted)
{
	free (admitted);
}

/* The index of the bucket of an endpoint; clients choose their ports, but not the key. */
static size_t bucket_of (const struct teredo_admitted *admitted, const struct teredo_endpoint *who)
{
	struct in6_addr text = { .s6_addr = { 0 } };
	struct teredo_writer w;

	teredo_writer_init (&w, text.s6_addr, sizeof (text.s6_addr));
	teredo_write_u32 (&w, who->ip);
	teredo_write_u16 (&w, who->port);
	return teredo_hash_ip6 (&admitted->key, &text) & (BUCKETS - 1);
}

void teredo_admitted_add (struct teredo_admitted *admitted, const struct teredo_endpoint *who,
                          teredo_time until, teredo_time now)
{
	struct place *bucket = admitted->places[bucket_of (admitted, who)];
	struct place *place = &bucket[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (bucket[i].until != 0 && teredo_endpoint_equal (&bucket[i].who, who)) {
			place = &bucket[i];
			break;
		}
		if (bucket[i].until < place->until)
			place = &bucket[i];
	}
	if (until <= now
	    || (teredo_endpoint_equal (&place->who, who) && place->until > seconds (until)))
		return;
	*place = (struct place){ *who, seconds (until) };
}

bool teredo_admitted_has (const struct teredo_admitted *admitted, const struct teredo_endpoint *who,
                          teredo_time now)
{
	const struct place *bucket = admitted->places[bucket_of (admitted, who)];

	for (size_t i = 0; i < WAYS; i++)
		if (bucket[i].until > now / 1000 && teredo_endpoint_equal (&bucket[i].who, who))
			return true;
	return false;
}

void teredo_admitted_each (const struct teredo_admitted *admitted, teredo_time now,
                           void (*call) (void *ctx, const struct teredo_endpoint *,
                                         teredo_time left),
                           void *ctx)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (size_t j = 0; j < WAYS; j++) {
			const struct place *place = &admitted->places[i][j];

			if (place->until > now / 1000)
				call (ctx, &place->who, TEREDO_SECONDS (place->until) - now);
		}
}

static void count_one (void *ctx, const struct teredo_endpoint *who, teredo_time left)
{
	uint32_t *count = ctx;

	(void)who;
	(void)left;
	++*count;
}

uint32_t teredo_admitted_count (const struct teredo_admitted *admitted, teredo_time now)
{
	uint32_t count = 0;

	teredo_admitted_each (admitted, now, count_one, &count);
	return count;
}
