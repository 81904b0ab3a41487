/*
 * sim-refresh.c - refresh interval, adapted to the NAT
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include "bytes/params.h"
#include "unit.h"

static struct scene s;

static struct teredo_status status_of (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status;
}

static void begin (uint64_t seed, enum nat_kind kind, unsigned seconds)
{
	s.adaptive_refresh = true;
	scene_init (&s, seed, kind, NAT_NONE);
	s.nat_a.timeout = TEREDO_SECONDS (seconds);
}

/* The intervals of refreshes from now on. */
static void check_intervals (teredo_time least, teredo_time most)
{
	s.a->refresh_min = TEREDO_NEVER;
	s.a->refresh_max = 0;
	world_run (s.w, TEREDO_SECONDS (1200));
	ck_assert_int_ge (s.a->refresh_min, least);
	ck_assert_int_le (s.a->refresh_max, most);
}

static const struct {
	unsigned timeout, kept, lost;      /* seconds */
	teredo_time interval, least, most; /* milliseconds */
} nats[] = {
	{ 12, 0, 15, 10000, 7500, 9100 },      { 20, 15, 27, 13000, 9750, 11800 },
	{ 30, 27, 57, 30000, 22500, 27100 },   { 60, 57, 87, 50000, 37500, 45100 },
	{ 90, 87, 117, 77000, 57750, 69400 },  { 120, 117, 0, 104000, 78000, 93700 },
	{ 180, 117, 0, 104000, 78000, 93700 },
};

/* RFC 4380 5.2.7, RFC 6081 5.1.1 */
START_TEST (interval_adapts_to_time_out_of_every_nat)
{
	for (size_t i = 0; i < ARRAY_LEN (nats); i++)
		for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++) {
			struct teredo_status status;
			unsigned ups;

			begin (i, kind, nats[i].timeout);
			world_run (s.w, TEREDO_SECONDS (140));
			status = status_of (s.a);
			ck_assert (status.kept.over);
			ck_assert_int_eq (status.kept.kept, TEREDO_SECONDS (nats[i].kept));
			ck_assert_int_eq (status.kept.lost, TEREDO_SECONDS (nats[i].lost));
			ck_assert_int_eq (status.refresh, nats[i].interval);
			ups = s.a->ups; /* a NAT of less than 27 s has changed it before */
			ck_assert_uint_le (ups, nats[i].timeout < 27 ? 2 : 1);
			world_run (s.w, TEREDO_SECONDS (100));
			check_intervals (nats[i].least, nats[i].most);
			ck_assert_uint_eq (s.a->ups, ups);
			scene_end (&s);
		}
}
END_TEST

/* For a NAT that gives the mapping its old port again, nothing else shows it. */
START_TEST (short_time_out_of_port_preserving_nat_is_found)
{
	begin (1, NAT_PORT, 20);
	s.nat_a.ports = NAT_PORTS_PRESERVED;
	world_run (s.w, TEREDO_SECONDS (60));
	ck_assert_uint_eq (s.a->ups, 1);
	ck_assert_int_eq (status_of (s.a).refresh, 13000);
	for (unsigned i = 0; i < 300; i++) { /* an indirect bubble would always arrive */
		ck_assert_uint_gt (s.nat_a.count, 0);
		ck_assert_int_lt (s.w->now - s.nat_a.entries[0].used, s.nat_a.timeout);
		world_run (s.w, TEREDO_SECONDS (1));
	}
	scene_end (&s);
}
END_TEST

START_TEST (trials_send_few_packets_and_end)
{
	const struct teredo_counts *counts;

	begin (2, NAT_PORT, 180);
	world_run (s.w, TEREDO_SECONDS (140));
	counts = teredo_role_counts (s.a->role);
	/* two for each trial, and the service port's */
	ck_assert_uint_le (counts->of[TEREDO_TX_RS], 5 * 2 + 2 + 6);
	ck_assert_uint_eq (counts->of[TEREDO_TX_BUBBLE_INDIRECT], 5 * 2);
	world_run (s.w, TEREDO_SECONDS (86400));
	ck_assert_uint_eq (counts->of[TEREDO_TX_BUBBLE_INDIRECT], 5 * 2);
	for (unsigned i = 0; i <= TEREDO_SOCKETS_MAX; i++)
		ck_assert_uint_eq (s.a->ports[i], 0);
	scene_end (&s);
}
END_TEST

START_TEST (loss_of_10_percent_never_makes_the_interval_too_long)
{
	unsigned runs = 0, right = 0;

	for (size_t i = 0; i < ARRAY_LEN (nats); i++)
		for (uint64_t seed = 0; seed < 20; seed++) {
			begin (seed, NAT_PORT, nats[i].timeout);
			s.w->loss = 10;
			world_run (s.w, TEREDO_SECONDS (200));
			ck_assert_int_le (status_of (s.a).refresh,
			                  nats[i].interval > 30000 ? nats[i].interval : 30000);
			runs++;
			right += status_of (s.a).refresh == nats[i].interval;
			scene_end (&s);
		}
	printf ("right: %u of %u\n", right, runs);
	ck_assert_uint_ge (right * 100, runs * 80);
}
END_TEST

START_TEST (server_silent_during_trials_does_not_shorten_the_interval)
{
	begin (3, NAT_PORT, 180);
	world_run (s.w, TEREDO_SECONDS (15));
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (60));
	s.server->silent = false;
	world_run (s.w, TEREDO_SECONDS (100));
	ck_assert_int_ge (status_of (s.a).refresh, TEREDO_REFRESH);
	ck_assert_int_eq (status_of (s.a).kept.lost, 0);
	scene_end (&s);
}
END_TEST

/* A server that forwards no bubbles to its own clients, or not from link-local addresses. */
START_TEST (interval_stays_30_s_if_bubbles_do_not_come_back)
{
	begin (4, NAT_PORT, 180);
	s.server->no_bubbles = true;
	world_run (s.w, TEREDO_SECONDS (200));
	ck_assert (status_of (s.a).kept.over);
	ck_assert_int_eq (status_of (s.a).refresh, TEREDO_REFRESH);
	check_intervals (22500, 27100);
	scene_end (&s);
}
END_TEST

START_TEST (lost_mapping_brings_the_default_interval_back)
{
	begin (5, NAT_PORT, 180);
	world_run (s.w, TEREDO_SECONDS (200));
	ck_assert_int_eq (status_of (s.a).refresh, 104000);
	nat_rebind (&s.nat_a);
	world_run (s.w, TEREDO_SECONDS (100));
	ck_assert_uint_eq (s.a->ups, 2);
	ck_assert_int_eq (status_of (s.a).refresh, TEREDO_REFRESH);
	world_run (s.w, TEREDO_SECONDS (400));
	ck_assert_int_eq (status_of (s.a).refresh, TEREDO_REFRESH); /* which was tried again */
	ck_assert_int_eq (status_of (s.a).kept.kept, TEREDO_SECONDS (27));
	scene_end (&s);
}
END_TEST

START_TEST (network_change_begins_again)
{
	begin (6, NAT_PORT, 180);
	world_run (s.w, TEREDO_SECONDS (200));
	s.nat_a.timeout = TEREDO_SECONDS (60);
	nat_rebind (&s.nat_a);
	teredo_role_network_changed (s.a->role, s.w->now);
	world_settle (s.a);
	ck_assert_int_eq (status_of (s.a).refresh, TEREDO_REFRESH);
	world_run (s.w, TEREDO_SECONDS (140));
	ck_assert_int_eq (status_of (s.a).refresh, 50000);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-refresh", interval_adapts_to_time_out_of_every_nat,
           short_time_out_of_port_preserving_nat_is_found, trials_send_few_packets_and_end,
           loss_of_10_percent_never_makes_the_interval_too_long,
           server_silent_during_trials_does_not_shorten_the_interval,
           interval_stays_30_s_if_bubbles_do_not_come_back,
           lost_mapping_brings_the_default_interval_back, network_change_begins_again)
