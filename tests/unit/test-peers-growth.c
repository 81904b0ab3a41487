/*
 * test-peers-growth.c - peer table that grows, shrinks and runs out of memory
 *
 * Its sources are included, with malloc, calloc and free replaced.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <check.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static size_t in_use;                 /* allocated and not freed */
static unsigned blocks;               /* the same, in number */
static unsigned granted = UINT32_MAX; /* allocations that succeed before the others fail */

static void *allocate (size_t count, size_t size)
{
	size_t *block;

	if (granted == 0)
		return NULL;
	granted -= granted != UINT32_MAX;
	block = calloc (1, sizeof (max_align_t) + count * size);
	if (block == NULL)
		abort ();
	*block = count * size;
	in_use += count * size;
	blocks++;
	return (char *)block + sizeof (max_align_t);
}

static void release (void *data)
{
	size_t *block;

	if (data == NULL)
		return;
	block = (size_t *)(void *)((char *)data - sizeof (max_align_t));
	in_use -= *block;
	blocks--;
	free (block);
}

#define malloc(size)        allocate (1, size)
#define calloc(count, size) allocate (count, size)
#define free(data)          release (data)
#include "peers/index.c"
#include "peers/peers.c"
#include "peers/slab.c"
#undef malloc
#undef calloc
#undef free

#include "node.h"
#include "peers/members.h"
#include "unit.h"

/* For checks made millions of times: ck_assert writes to a file each time. */
#define CHECK(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg ("%s", #condition); \
	} while (0)

#define AT_ENDPOINT 3 /* addresses with the same mapped endpoint */

static struct teredo_peers peers;

static void start (uint32_t max, unsigned key_number)
{
	struct teredo_key key = { .bytes = "a key" };

	memcpy (key.bytes, &key_number, sizeof (key_number));
	ck_assert_int_eq (teredo_peers_init (&peers, max, TEREDO_PREFIX, &key), 0);
}

/* Of every eight addresses, six are at two mapped endpoints; two are native hosts, and
 * have the same last bytes as the others. */
static struct in6_addr address (uint32_t n)
{
	const uint32_t which = n % 8, endpoint = n / 8 * 2 + which / AT_ENDPOINT % 2;
	struct in6_addr a = { .s6_addr = { 0x20, 0x01 } }; /* 2001:: */

	if (which >= 2 * AT_ENDPOINT)
		a.s6_addr[3] = 1; /* 2001:1:: */
	a.s6_addr[7] = (uint8_t)which;
	memcpy (a.s6_addr + 12, &endpoint, sizeof (endpoint));
	return a;
}

static struct teredo_peer *add (uint32_t n)
{
	const struct in6_addr a = address (n);

	return teredo_peers_add (&peers, &a, TEREDO_LIST_TRUSTED, n);
}

static struct teredo_peer *find (uint32_t n)
{
	const struct in6_addr a = address (n);

	return teredo_peers_find (&peers, &a);
}

static void fill (uint32_t first, uint32_t count)
{
	for (uint32_t n = first; n < first + count; n++)
		CHECK (add (n) != NULL);
}

static void remove_oldest (uint32_t count)
{
	while (count-- > 0)
		teredo_peers_remove (&peers, teredo_peers_oldest (&peers, TEREDO_LIST_TRUSTED),
		                     TEREDO_LIST_TRUSTED);
}

static void stop (void)
{
	granted = UINT32_MAX;
	teredo_peers_destroy (&peers);
	ck_assert_uint_eq (blocks, 0);
}

/* --- memory follows the number of peers --- */

START_TEST (large_bound_takes_no_memory_but_for_directories)
{
	start (5000000, 1);
	ck_assert_uint_le (in_use, 600000);
	stop ();
}
END_TEST

START_TEST (bytes_per_peer_are_few_at_any_number_of_peers)
{
	size_t before;

	start (1048576, 1);
	before = in_use;
	for (uint32_t n = 0; n < 100000; n++) {
		fill (n, 1);
		CHECK (in_use - before <= TEREDO_SLAB_CHUNK * sizeof (struct teredo_peer) + n * 70);
	}
	stop ();
}
END_TEST

START_TEST (five_million_peers_fit_in_300_mb)
{
	size_t before;

	/* With a 32nd of the peers, the buckets are as full. */
	start (5000000, 1);
	before = in_use;
	fill (0, 5000000 / 32);
	ck_assert_uint_le (before + 32 * (in_use - before), 300000000);
	stop ();
}
END_TEST

START_TEST (index_shrinks_when_peers_leave)
{
	size_t before;

	start (1048576, 1);
	before = in_use;
	fill (0, 100000);
	remove_oldest (99990);
	/* The slab stays. */
	ck_assert_uint_le (in_use - before, 100000 * sizeof (struct teredo_peer) + 70000);
	for (uint32_t n = 99990; n < 100000; n++)
		ck_assert_ptr_nonnull (find (n));
	stop ();
}
END_TEST

/* --- comparison with an array --- */

enum { ADDRESSES = 16000 };
static struct teredo_peer *known[ADDRESSES]; /* by number; NULL: not in the table */

static void check_others (uint32_t n)
{
	const uint32_t first = n / 8 * 8 + n % 8 / AT_ENDPOINT * AT_ENDPOINT;
	const struct in6_addr a = address (n);
	struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT];
	unsigned count = teredo_peers_find_others (&peers, &a, found), there = 0;

	if (n % 8 >= 2 * AT_ENDPOINT) /* for Teredo addresses only */
		return;
	for (uint32_t other = first; other < first + AT_ENDPOINT; other++) {
		bool is_found = false;

		for (unsigned i = 0; i < count; i++)
			is_found |= found[i] == known[other];
		CHECK (is_found == (other != n && known[other] != NULL));
		there += is_found;
	}
	CHECK (count == there);
}

static void check_all (void)
{
	uint32_t count = 0;

	for (uint32_t n = 0; n < ADDRESSES; n++) {
		CHECK (find (n) == known[n]);
		check_others (n);
		count += known[n] != NULL;
	}
	ck_assert_uint_eq (peers.count, count);
	ck_assert_uint_eq (peers.lists[TEREDO_LIST_TRUSTED].count, count);
}

/* Adds a peer that is not in the table, or removes one that is; no operation splits or merges
 * more than one bucket. */
static void change (uint32_t n, bool may_fail)
{
	const unsigned before = blocks, count = peers.count;

	if (known[n] != NULL) {
		teredo_peers_remove (&peers, known[n], TEREDO_LIST_TRUSTED);
		known[n] = NULL;
		CHECK (blocks + 1 >= before);
		return;
	}
	known[n] = add (n);
	CHECK (blocks <= before + 2); /* and a chunk */
	CHECK (may_fail || known[n] != NULL || count == peers.max);
	if (known[n] != NULL)
		known[n]->port = n & 0xffff;
}

/* Random changes, of which most are in one direction at a time. */
static void wander (uint32_t max, unsigned key, bool may_fail)
{
	enum { ROUNDS = 160000, PERIOD = 40000 };

	memset (known, 0, sizeof (known));
	start (max, key);
	for (int round = 0; round < ROUNDS; round++) {
		const uint32_t n = (uint32_t)rand () % ADDRESSES;
		const bool grows = round % PERIOD < PERIOD / 2;

		if (may_fail)
			granted = rand () % 8 == 0 ? UINT32_MAX : 0;
		CHECK (find (n) == known[n]);
		check_others (n);
		if (known[n] != NULL)
			CHECK (known[n]->port == (n & 0xffff));
		if ((known[n] == NULL) == grows || rand () % 8 == 0)
			change (n, may_fail);
		if (round % (PERIOD / 2) == 0)
			check_all ();
	}
	check_all ();
	stop ();
}

START_TEST (random_changes_match_an_array)
{
	const char *given = getenv ("TEST_SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul (given, NULL, 0) : 20061118;

	printf ("seed %u (TEST_SEED sets it)\n", seed);
	srand (seed);
	for (unsigned key = 1; key <= 3; key++) {
		wander (1048576, key, false);
		wander (10000, key, false);
		wander (1048576, key, true);
	}
}
END_TEST

/* --- no memory --- */

START_TEST (table_without_memory_is_refused)
{
	const struct teredo_key key = { .bytes = "a key" };

	for (unsigned n = 0; n < 3; n++) {
		granted = n;
		errno = 0;
		ck_assert_int_eq (teredo_peers_init (&peers, 1000, TEREDO_PREFIX, &key), -1);
		ck_assert_int_eq (errno, ENOMEM);
		ck_assert_uint_eq (blocks, 0);
		teredo_peers_destroy (&peers);
	}
	granted = 3;
	start (1000, 1);
	stop ();
}
END_TEST

/* Fills the table until there is no room; the number of peers. */
static uint32_t fill_up (void)
{
	uint32_t n = 0;

	while (add (n) != NULL)
		n++;
	ck_assert_uint_eq (peers.count, n);
	return n;
}

START_TEST (table_that_runs_out_of_memory_is_full)
{
	for (unsigned n = 0; n < 60; n++) {
		uint32_t count;

		start (1048576, n);
		granted = n;
		count = fill_up ();
		ck_assert_uint_ge (count, n * 150); /* most of the memory is in use */
		for (uint32_t i = 0; i < count + 100; i++)
			CHECK ((find (i) != NULL) == (i < count));
		if (count > 0) {
			remove_oldest (1);
			ck_assert_ptr_nonnull (add (0)); /* in the same bucket */
		}
		granted = UINT32_MAX;
		fill (count, 1000);
		for (uint32_t i = 0; i < count + 1100; i++)
			CHECK ((find (i) != NULL) == (i < count + 1000));
		stop ();
	}
}
END_TEST

START_TEST (bucket_that_cannot_be_split_is_filled_but_for_one_slot)
{
	start (1048576, 1);
	granted = 1; /* the first chunk */
	ck_assert_uint_eq (fill_up (), SLOTS - 1);
	ck_assert_ptr_null (find (SLOTS)); /* the search ends */
	for (uint32_t i = 0; i < TEREDO_SLAB_CHUNK; i++)
		CHECK (add (SLOTS) == NULL); /* and uses up no element of the chunk */
	granted = 1;                         /* a bucket */
	ck_assert_ptr_nonnull (add (SLOTS - 1));
	ck_assert_uint_eq (peers.index.depth, 1);
	stop ();
}
END_TEST

START_TEST (node_without_memory_evicts_for_a_new_peer)
{
	struct teredo_key key = { .bytes = "a key" };
	struct teredo_node node = { .env = unit_env, .prefix = TEREDO_PREFIX };
	struct in6_addr a = unit_ip6 ("2001:db8::1"), b = unit_ip6 ("2001:db8::2"),
			c = unit_ip6 ("2001:db8::3");

	ck_assert_int_eq (teredo_peers_init (&node.peers, 1000, TEREDO_PREFIX, &key), 0);
	granted = 0;
	ck_assert_ptr_null (teredo_member_add (&node, &a, true));
	granted = 1;
	for (uint32_t n = 0; n < SLOTS - 1; n++) {
		const struct in6_addr stranger = address (n * 8);

		ck_assert_ptr_nonnull (teredo_member_add (&node, &stranger, false));
	}
	ck_assert_ptr_nonnull (teredo_member_add (&node, &b, true));
	ck_assert_ptr_nonnull (teredo_member_add (&node, &c, false));
	ck_assert_uint_eq (node.peers.count, SLOTS - 1);
	ck_assert_uint_eq (node.counts.of[TEREDO_EVICTED], 2);
	ck_assert_ptr_nonnull (teredo_peers_find (&node.peers, &b));
	ck_assert_ptr_nonnull (teredo_peers_find (&node.peers, &c));
	teredo_peers_destroy (&node.peers);
}
END_TEST

UNIT_MAIN ("peers-growth", large_bound_takes_no_memory_but_for_directories,
           bytes_per_peer_are_few_at_any_number_of_peers, five_million_peers_fit_in_300_mb,
           index_shrinks_when_peers_leave, random_changes_match_an_array,
           table_without_memory_is_refused, table_that_runs_out_of_memory_is_full,
           bucket_that_cannot_be_split_is_filled_but_for_one_slot,
           node_without_memory_evicts_for_a_new_peer)
