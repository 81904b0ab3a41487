/*
 * sim-matrix.c - which clients connect, and how fast, by the NATs that they are behind
 *
 * make nat-matrix prints the tables; doc/rfc6081.md explains them. In the environment: SIM_MATRIX,
 * a file to append the tables to, and SIM_SEEDS, the runs of each cell.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "unit.h"

#define SEEDS_MAX 1000
#define PATIENCE  TEREDO_SECONDS (20)

static struct scene s;

static const struct side {
	const char *name;
	struct scene_nats nats;
} sides[] = {
	{ "none", { NAT_NONE, NAT_NONE, false, false } },
	{ "cone", { NAT_CONE, NAT_NONE, false, false } },
	{ "address", { NAT_ADDRESS, NAT_NONE, false, false } },
	{ "port", { NAT_PORT, NAT_NONE, false, false } },
	{ "port+map", { NAT_PORT, NAT_NONE, true, false } },
	{ "preserve", { NAT_PRESERVING, NAT_NONE, false, false } },
	{ "pres+map", { NAT_PRESERVING, NAT_NONE, true, false } },
	{ "sequence", { NAT_SEQUENTIAL, NAT_NONE, false, false } },
	{ "random", { NAT_SYMMETRIC, NAT_NONE, false, false } },
	{ "carrier", { NAT_PORT, NAT_CONE, false, false } },
	{ "carr-sym", { NAT_CONE, NAT_SYMMETRIC, false, false } },
};

#define SIDES ARRAY_LEN (sides)

/*
 * What is expected of each pair, by rows of the one that starts: median time without
 * loss at most 0.5 s (a), 1 s (b), 3 s (c), 6 s (d); never connects (-); with luck (*).
 */
static const char *const wanted[SIDES] = {
	"aaaaaaaaaaa", /* none */
	"aaaaaaaaaaa", /* cone */
	"aaaaaaaaaaa", /* address */
	"aaaaaaaa-a-", /* port */
	"aaaaaaaaaaa", /* port+map */
	"aaaaadaa-a-", /* preserve */
	"aaaaaaaaaaa", /* pres+map */
	"aaaaada--a-", /* sequence */
	"aaa-a-a----", /* random */
	"aaaaaaaa-a-", /* carrier */
	"aaa-a-a----", /* carr-sym */
};

/* --- cells --- */

struct cell {
	unsigned connected; /* percent of runs */
	teredo_time median; /* of those that connected */
};

static unsigned seeds (void)
{
	const char *given = getenv ("SIM_SEEDS");
	const unsigned count = given != NULL ? (unsigned)strtoul (given, NULL, 10) : 20;

	ck_assert (count > 0 && count <= SEEDS_MAX);
	return count;
}

/* Makes the scene of a cell, and returns the client to connect to. */
typedef struct host *(*set_up) (unsigned seed, size_t from, size_t to);

static struct cell measure (set_up make, size_t from, size_t to, unsigned loss)
{
	teredo_time times[SEEDS_MAX];
	unsigned connected = 0;

	for (unsigned seed = 0; seed < seeds (); seed++) {
		struct host *other = make (seed, from, to);
		teredo_time took;

		world_run (s.w, TEREDO_SECONDS (10));
		s.w->loss = loss;
		took = scene_time_to_answer (&s, s.a, other, PATIENCE);
		if (took != TEREDO_NEVER)
			times[connected++] = took;
		scene_end (&s);
	}
	qsort (times, connected, sizeof (times[0]), scene_compare_times);
	return (struct cell){ connected * 100 / seeds (),
		              connected > 0 ? times[connected / 2] : 0 };
}

static teredo_time limit_of (char class)
{
	switch (class) {
	case 'a':
		return 500;
	case 'b':
		return 1000;
	case 'c':
		return 3000;
	default:
		return 6000;
	}
}

/* slack: how much longer it may take. */
static void check_cell (const struct cell *cell, unsigned loss, teredo_time slack, char class,
                        const char *from, const char *to)
{
	if (class == '*')
		return;
	if (class == '-')
		ck_assert_msg (cell->connected == 0, "%s to %s: %u %% connect at %u %% loss", from,
		               to, cell->connected, loss);
	else
		ck_assert_msg (cell->connected >= (loss == 0      ? 100
		                                   : class == 'd' ? 40
		                                                  : 60)
		                       && cell->median <= limit_of (class) + slack,
		               "%s to %s: %u %% connect at %u %% loss, in %u ms", from, to,
		               cell->connected, loss, (unsigned)cell->median);
}

/* --- tables --- */

struct table {
	const char *name;
	set_up set_up;
	unsigned loss;
	teredo_time slack; /* above the time expected */
};

static FILE *output (void)
{
	const char *name = getenv ("SIM_MATRIX");
	FILE *file = name != NULL ? fopen (name, "a") : stdout;

	ck_assert_ptr_nonnull (file);
	return file;
}

static void print_cell (FILE *out, const struct cell *cell)
{
	char text[32];

	if (cell->connected == 0)
		snprintf (text, sizeof (text), "-");
	else if (cell->connected == 100)
		snprintf (text, sizeof (text), "%.2f", (double)cell->median / 1000);
	else
		snprintf (text, sizeof (text), "%u%% %.1f", cell->connected,
		          (double)cell->median / 1000);
	fprintf (out, "%9s", text);
}

static struct host *set_up_pair (unsigned seed, size_t from, size_t to)
{
	s.nat_tests = true;
	scene_init_nats (&s, (seed + 1) * SEEDS_MAX + from * SIDES + to, sides[from].nats,
	                 sides[to].nats);
	return s.b;
}

static struct host *set_up_other_server (unsigned seed, size_t from, size_t to)
{
	struct scene_nats other = sides[to].nats;

	other.other_server = true;
	s.nat_tests = true;
	scene_init_nats (&s, (seed + 1) * SEEDS_MAX + from * SIDES + to, sides[from].nats, other);
	return s.b;
}

static void print_table (const struct cell cells[SIDES][SIDES], const struct table *table)
{
	FILE *out = output ();

	fprintf (out, "%s, %u %% loss: seconds to the first answer, median of %u runs\n%9s",
	         table->name, table->loss, seeds (), "");
	for (size_t to = 0; to < SIDES; to++)
		fprintf (out, "%9s", sides[to].name);
	for (size_t from = 0; from < SIDES; from++) {
		fprintf (out, "\n%-9s", sides[from].name);
		for (size_t to = 0; to < SIDES; to++)
			print_cell (out, &cells[from][to]);
	}
	fprintf (out, "\n\n");
	if (out != stdout)
		fclose (out);
}

static void check_table (const struct table *table)
{
	struct cell cells[SIDES][SIDES];

	for (size_t from = 0; from < SIDES; from++)
		for (size_t to = 0; to < SIDES; to++)
			cells[from][to] = measure (table->set_up, from, to, table->loss);
	print_table (cells, table);
	for (size_t from = 0; from < SIDES; from++)
		for (size_t to = 0; to < SIDES; to++)
			check_cell (&cells[from][to], table->loss, table->slack, wanted[from][to],
			            sides[from].name, sides[to].name);
}

START_TEST (each_pair_of_nats_connects_as_expected)
{
	check_table (&(struct table){ "One server", set_up_pair, 0, 0 });
}
END_TEST

START_TEST (each_pair_of_nats_connects_as_expected_at_10_percent_loss)
{
	check_table (&(struct table){ "One server", set_up_pair, 10, 2000 });
}
END_TEST

START_TEST (clients_of_different_servers_connect_as_expected)
{
	check_table (&(struct table){ "Different servers", set_up_other_server, 0, 4000 });
}
END_TEST

/* --- clients behind one NAT --- */

static const struct together {
	const char *name;
	enum nat_kind kind;
	enum nat_hairpinning hairpinning;
	bool homes; /* each behind its home's NAT, port-restricted; the one NAT is the carrier's */
	char wanted;
} together[] = {
	{ "hairpinning cone NAT", NAT_CONE, NAT_HAIRPIN_PUBLIC, false, 'a' },
	{ "hairpinning port-restricted NAT", NAT_PORT, NAT_HAIRPIN_PUBLIC, false, 'a' },
	{ "hairpinning NAT with private sources", NAT_CONE, NAT_HAIRPIN_PRIVATE, false, 'a' },
	{ "no hairpinning, two routed LANs", NAT_CONE, NAT_HAIRPIN_NONE, false, 'a' },
	{ "hairpinning NAT of a carrier", NAT_CONE, NAT_HAIRPIN_PUBLIC, true, 'a' },
	{ "carrier's NAT without hairpinning", NAT_CONE, NAT_HAIRPIN_NONE, true, '-' },
};

/* The other client; its LAN is another one. */
static struct host *set_up_together (unsigned seed, size_t number, size_t unused)
{
	const struct together *t = &together[number];
	const struct teredo_endpoint here = { 0xc0a8030a, 4096 };
	struct nat *nat = &s.nat_a;

	(void)unused;
	if (t->homes) {
		scene_init_nats (&s, 600 + seed,
		                 (struct scene_nats){ .home = NAT_PORT, .carrier = t->kind },
		                 (struct scene_nats){ .home = NAT_PORT });
		nat = &s.nat_b;
		nat->ip = 0x64400003;
		nat->outer = &s.carrier_a;
		nat->count = 0;
		s.carrier_a.hairpinning = t->hairpinning;
	} else {
		scene_init (&s, 600 + seed, t->kind, NAT_NONE);
		s.nat_a.hairpinning = t->hairpinning;
	}
	return world_client (s.w, "c", nat, here, SCENE_SERVER);
}

static void check_together (unsigned loss)
{
	FILE *out = output ();

	fprintf (out, "Two clients behind one NAT, %u %% loss\n", loss);
	for (size_t i = 0; i < ARRAY_LEN (together); i++) {
		const struct cell cell = measure (set_up_together, i, 0, loss);

		fprintf (out, "%-36s", together[i].name);
		print_cell (out, &cell);
		fprintf (out, "\n");
		check_cell (&cell, loss, loss == 0 ? 0 : 2000, together[i].wanted, together[i].name,
		            "its like");
	}
	fprintf (out, "\n");
	if (out != stdout)
		fclose (out);
}

START_TEST (clients_behind_one_nat_connect_as_expected)
{
	check_together (0);
	check_together (10);
}
END_TEST

UNIT_MAIN ("sim-matrix", each_pair_of_nats_connects_as_expected,
           each_pair_of_nats_connects_as_expected_at_10_percent_loss,
           clients_of_different_servers_connect_as_expected,
           clients_behind_one_nat_connect_as_expected)
