/*
 * test-finder.c - addresses of a client's servers, from lists of addresses; names: test-resolver.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/finder.h"

#include <string.h>
#include "conf/list.h"
#include "unit.h"

static struct event_base *base;
static struct finder *finder;
static struct teredo_server_pair found[TEREDO_SERVERS_MAX];
static size_t found_count;
static unsigned results;

static void done (void *ctx, const struct teredo_server_pair *servers, size_t count)
{
	(void)ctx;
	memcpy (found, servers, count * sizeof (*found));
	found_count = count;
	results++;
	event_base_loopbreak (base);
}

static void find (const char *servers, const char *secondaries)
{
	base = event_base_new ();
	finder = finder_new (base, done, NULL);
	ck_assert_ptr_nonnull (finder);
	results = 0;
	finder_start (finder, "192.0.2.77 192.0.2.78 192.0.2.79", ""); /* replaced by: */
	finder_start (finder, servers, secondaries);
	ck_assert_uint_eq (results, 0);
	event_base_dispatch (base);
	ck_assert_uint_eq (results, 1);
}

static void tear_down (void)
{
	finder_free (finder);
	event_base_loop (base, EVLOOP_NONBLOCK); /* runs deferred events */
	event_base_free (base);
}

static void check (size_t i, const char *primary, const char *secondary, unsigned rank)
{
	ck_assert_uint_eq (found[i].primary, unit_ipv4 (primary));
	ck_assert_uint_eq (found[i].secondary, unit_ipv4 (secondary));
	ck_assert_uint_eq (found[i].rank, rank);
}

START_TEST (servers_keep_the_order_of_the_list)
{
	find ("192.0.2.9 192.0.2.1  192.0.2.5", "");
	ck_assert_uint_eq (found_count, 3);
	check (0, "192.0.2.9", "0.0.0.0", 0);
	check (1, "192.0.2.1", "0.0.0.0", 1);
	check (2, "192.0.2.5", "0.0.0.0", 2);
	tear_down ();
}
END_TEST

START_TEST (secondary_addresses_belong_to_servers_in_order)
{
	find ("192.0.2.9 192.0.2.1 192.0.2.5", "198.51.100.1 none");
	check (0, "192.0.2.9", "198.51.100.1", 0);
	check (1, "192.0.2.1", "192.0.2.1", 1);
	check (2, "192.0.2.5", "0.0.0.0", 2);
	tear_down ();
}
END_TEST

START_TEST (server_that_cannot_be_found_leaves_the_others)
{
	find ("192.0.2.9 0.0.0.0 192.0.2.5", "");
	ck_assert_uint_eq (found_count, 2);
	check (0, "192.0.2.9", "0.0.0.0", 0);
	check (1, "192.0.2.5", "0.0.0.0", 2);
	tear_down ();
	find ("0.0.0.0", "");
	ck_assert_uint_eq (found_count, 0);
	tear_down ();
}
END_TEST

START_TEST (words_of_lists_are_separated_by_blanks)
{
	char word[6], list[12] = "";

	ck_assert_uint_eq (list_count (""), 0);
	ck_assert_uint_eq (list_count (" \t"), 0);
	ck_assert_uint_eq (list_count (" one\ttwo  three "), 3);
	ck_assert (list_word (" one\ttwo  three ", 2, word, sizeof (word)));
	ck_assert_str_eq (word, "three");
	ck_assert (!list_word ("one two", 2, word, sizeof (word)));
	ck_assert_str_eq (word, "");
	ck_assert (!list_word ("longer", 0, word, sizeof (word)));
	ck_assert (list_append (list, sizeof (list), "one"));
	ck_assert (list_append (list, sizeof (list), "three"));
	ck_assert (!list_append (list, sizeof (list), "two"));
	ck_assert_str_eq (list, "one three");
}
END_TEST

UNIT_MAIN ("finder", servers_keep_the_order_of_the_list,
           secondary_addresses_belong_to_servers_in_order,
           server_that_cannot_be_found_leaves_the_others, words_of_lists_are_separated_by_blanks)
