/*
 * peers.c - the peer table alone: insertions, look-ups, memory
 *
 *   peers COUNT
 *
 * Prints figures of a table of COUNT peers, NAME VALUE: insertions in a second, microseconds
 * of the longest one, nanoseconds of a look-up in random order, and bytes per peer. The
 * table is filled several times, and of each insertion the fastest time counts: so what is
 * left is the work of the table, not that of other programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "clients.h"
#include "bytes/params.h"
#include "peers/peers.h"

#define ROOM    1048576u /* for peers, at least: that of a relay */
#define WORK    2000000u /* insertions or look-ups that are timed together, at least */
#define FILLS   1000     /* at most */
#define REPEATS 5

static const struct teredo_key key = { { 1, 2, 3, 4, 5, 6, 7, 8 } };
static struct teredo_peers table;
static struct in6_addr *addresses;
static uint32_t count;

static uint64_t now (void)
{
	struct timespec t;

	clock_gettime (CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double resident (void)
{
	FILE *file = fopen ("/proc/self/statm", "re");
	long pages = 0;

	if (file == NULL || fscanf (file, "%*d %ld", &pages) != 1)
		err (1, "/proc/self/statm");
	fclose (file);
	return (double)pages * (double)sysconf (_SC_PAGESIZE);
}

static void *allocate (size_t size)
{
	void *p = calloc (count, size);

	if (p == NULL)
		err (1, "memory");
	return p;
}

static void make (void)
{
	if (teredo_peers_init (&table, count > ROOM ? count : ROOM, TEREDO_PREFIX, &key) != 0)
		err (1, "peer table");
}

static void insert (uint32_t i)
{
	if (teredo_peers_add (&table, &addresses[i], TEREDO_LIST_TRUSTED, 1) == NULL)
		errx (1, "peer %u does not fit", i);
}

static void measure_memory (void)
{
	const double before = resident ();

	make ();
	for (uint32_t i = 0; i < count; i++)
		insert (i);
	printf ("bytes %.1f\n", (resident () - before) / count);
	teredo_peers_destroy (&table);
}

static void measure_insertions (void)
{
	uint64_t time = 0, work = 0;

	for (int i = 0; i < FILLS && work < WORK; i++) {
		make ();
		time -= now ();
		for (uint32_t j = 0; j < count; j++)
			insert (j);
		time += now ();
		work += count;
		teredo_peers_destroy (&table);
	}
	printf ("insertions %.0f\n", (double)work / (double)time * 1e9);
}

static void measure_pause (void)
{
	uint32_t *best = allocate (sizeof (*best));
	uint32_t longest = 0;

	for (int repeat = 0; repeat < REPEATS; repeat++) {
		make ();
		for (uint32_t i = 0; i < count; i++) {
			const uint64_t begin = now ();
			uint32_t time;

			insert (i);
			time = (uint32_t)(now () - begin);
			if (repeat == 0 || time < best[i])
				best[i] = time;
		}
		teredo_peers_destroy (&table);
	}
	for (uint32_t i = 0; i < count; i++)
		if (best[i] > longest)
			longest = best[i];
	printf ("pause %.3f\n", longest / 1e3);
	free (best);
}

static void measure_lookups (void)
{
	uint64_t begin, work = 0;
	uint32_t found = 0;

	make ();
	for (uint32_t i = 0; i < count; i++)
		insert (i);
	for (uint32_t i = count - 1; i > 0; i--) {
		const struct in6_addr address = addresses[i];
		const uint32_t other = (uint32_t)(random () % (i + 1));

		addresses[i] = addresses[other];
		addresses[other] = address;
	}
	begin = now ();
	for (; work < WORK; work += count)
		for (uint32_t i = 0; i < count; i++)
			found += teredo_peers_find (&table, &addresses[i]) != NULL;
	printf ("lookup %.2f\n", (double)(now () - begin) / (double)work);
	if (found != (uint32_t)work)
		errx (1, "%u peers not found", (uint32_t)work - found);
	teredo_peers_destroy (&table);
}

int main (int argc, char **argv)
{
	count = argc == 2 ? (uint32_t)strtoul (argv[1], NULL, 10) : 0;
	if (count == 0 || count > CLIENTS_MAX)
		errx (1, "usage: peers COUNT (1 to %u)", CLIENTS_MAX);
	addresses = allocate (sizeof (*addresses));
	for (uint32_t i = 0; i < count; i++)
		client_address (&addresses[i], i);
	measure_memory ();
	measure_insertions ();
	measure_pause ();
	measure_lookups ();
	free (addresses);
	return 0;
}
