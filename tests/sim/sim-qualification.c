/*
 * sim-qualification.c - qualification and maintenance
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "values/addr.h"
#include "bytes/params.h"
#include "unit.h"

static struct scene s;

static struct teredo_status status_of (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status;
}

static void check_history (const struct host *host, const enum teredo_qualification_state *wanted,
                           unsigned count)
{
	ck_assert_uint_eq (host->state_count, count);
	for (unsigned i = 0; i < count; i++)
		ck_assert_int_eq (host->states[i], wanted[i]);
}

/* RFC 4380 5.2.1, RFC 5991 3.2, RFC 6081 3.1: the address has the mapping seen by the
 * primary address of the server. The secondary one is asked only where there is a NAT. */
START_TEST (client_qualifies_behind_any_nat)
{
	static const enum teredo_qualification_state history[] = { TEREDO_STARTING,
		                                                   TEREDO_CONFIRMING,
		                                                   TEREDO_QUALIFIED };
	static const enum teredo_qualification_state direct[] = { TEREDO_STARTING,
		                                                  TEREDO_QUALIFIED };

	for (enum nat_kind kind = NAT_NONE; kind < NAT_KINDS; kind++) {
		struct teredo_status status;
		struct teredo_address parts;
		teredo_time began;

		scene_init (&s, 1, kind, NAT_CONE);
		began = s.w->now;
		ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (10)));
		/* one round trip; another one for the type of NAT */
		ck_assert_int_eq (s.w->now - began, 2 * s.w->delay);
		world_run (s.w, 2 * s.w->delay);
		status = status_of (s.a);
		if (kind == NAT_NONE)
			check_history (s.a, direct, 2);
		else
			check_history (s.a, history, 3);
		ck_assert_int_eq (status.nat, kind == NAT_NONE          ? TEREDO_NAT_NONE
		                              : nat_is_symmetric (kind) ? TEREDO_NAT_SYMMETRIC
		                                                        : TEREDO_NAT_NOT_SYMMETRIC);
		teredo_address_decode (&parts, &s.a->address);
		ck_assert_uint_eq (parts.prefix, TEREDO_PREFIX);
		ck_assert_uint_eq (parts.server, SCENE_SERVER);
		ck_assert_uint_eq (parts.mapped.ip, s.nat_a.ip);
		ck_assert_uint_eq (parts.mapped.port,
		                   kind == NAT_NONE ? 4096 : s.nat_a.entries[0].port);
		ck_assert_uint_eq (parts.flags & ~TEREDO_FLAG_RANDOM, 0);
		ck_assert_uint_eq (s.a->ups, 1);
		scene_end (&s);
	}
}
END_TEST

/* RFC 4380 5.2.5; the mappings of the NAT time out after 35 s. */
START_TEST (address_is_kept_for_a_day_of_refreshes)
{
	scene_init_qualified (&s, 2, NAT_PORT, NAT_CONE);
	world_run (s.w, TEREDO_SECONDS (24 * 3600));
	ck_assert_uint_eq (s.a->ups, 1);
	ck_assert_uint_eq (s.a->downs, 0);
	ck_assert_int_ge (s.a->refresh_min, 22500);
	ck_assert_int_le (s.a->refresh_max, 27000 + 2 * s.w->delay);
	/* random over the whole range */
	ck_assert_int_lt (s.a->refresh_min, 22700);
	ck_assert_int_gt (s.a->refresh_max, 26800);
	ck_assert_uint_eq (s.nat_a.next_port, s.nat_a.entries[0].port + 1u);
	scene_end (&s);
}
END_TEST

/* RFC 4380 5.2.1: three solicitations, off-line after 1 + 2 + 4 s. */
START_TEST (client_retries_with_pauses_until_server_answers)
{
	static const enum teredo_qualification_state history[] = { TEREDO_STARTING,
		                                                   TEREDO_OFFLINE };
	uint64_t before;

	scene_init (&s, 3, NAT_PORT, NAT_NONE);
	s.server->silent = true;
	before = s.w->datagrams;
	world_run (s.w, TEREDO_SECONDS (7) - 1);
	ck_assert_uint_eq (s.w->datagrams - before, 2 * 2); /* after the first one of each client */
	ck_assert_uint_eq (s.a->state_count, 1);
	world_run (s.w, 1);
	check_history (s.a, history, 2);
	ck_assert_uint_eq (s.a->ups, 0);

	/* Then pauses of at most 60 s: about one attempt in a minute. */
	before = s.w->datagrams;
	world_run (s.w, TEREDO_SECONDS (3600));
	ck_assert_uint_le (s.w->datagrams - before, 2 * 3 * 75);
	ck_assert_uint_ge (s.w->datagrams - before, 2 * 3 * 50);
	s.server->silent = false;
	ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (60)));
	scene_end (&s);
}
END_TEST

/* And no traffic is lost. */
START_TEST (server_silence_of_45_s_keeps_address)
{
	uint32_t number = 0;

	scene_init_qualified (&s, 4, NAT_PORT, NAT_PORT);
	host_send (s.a, &s.native->address, ++number, 100);
	world_run (s.w, TEREDO_SECONDS (1));
	s.server->silent = true;
	for (int i = 0; i < 45; i++) {
		host_send (s.a, &s.native->address, ++number, 100);
		host_send (s.native, &s.a->address, number, 100);
		world_run (s.w, TEREDO_SECONDS (1));
	}
	s.server->silent = false;
	world_run (s.w, TEREDO_SECONDS (60));
	ck_assert_int_eq (status_of (s.a).state, TEREDO_QUALIFIED);
	ck_assert_uint_eq (s.a->downs, 0);
	ck_assert_uint_eq (s.a->ups, 1);
	for (uint32_t i = 2; i <= number; i++) {
		ck_assert_uint_eq (host_got (s.native, i), 1);
		ck_assert_uint_eq (host_got (s.a, i), 1);
	}
	scene_end (&s);
}
END_TEST

START_TEST (server_silence_of_300_s_loses_address)
{
	scene_init_qualified (&s, 5, NAT_PORT, NAT_PORT);
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (290));
	ck_assert_int_eq (status_of (s.a).state, TEREDO_SILENT);
	ck_assert_uint_eq (s.a->downs, 0);
	ck_assert (world_run_until (s.w, s.a, false, TEREDO_SECONDS (60)));
	ck_assert_uint_eq (s.a->downs, 1);
	s.server->silent = false;
	ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (30)));
	scene_end (&s);
}
END_TEST

START_TEST (silent_secondary_address_leaves_only_nat_type_unknown)
{
	static const enum teredo_qualification_state history[] = { TEREDO_STARTING,
		                                                   TEREDO_CONFIRMING,
		                                                   TEREDO_QUALIFIED };

	scene_init (&s, 6, NAT_PORT, NAT_CONE);
	s.server->ip2 = 0xc6336463; /* nothing answers at primary + 1 */
	ck_assert (world_run_until (s.w, s.a, true, 2 * s.w->delay));
	host_send (s.a, &s.native->address, 1, 100);
	world_run (s.w, TEREDO_SECONDS (10));
	ck_assert_uint_eq (host_got (s.native, 1), 1);
	check_history (s.a, history, 3);
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_UNKNOWN);
	/* The first refresh comes in time all the same. */
	world_run (s.w, TEREDO_SECONDS (17) + 2 * s.w->delay);
	ck_assert_int_eq (status_of (s.a).server_answered, s.a->last_solicitation + 2 * s.w->delay);
	ck_assert_uint_eq (s.a->ups, 1);

	/* It is asked again when the network may have changed. */
	s.server->ip2 = SCENE_SERVER + 1;
	teredo_role_network_changed (s.a->role, s.w->now);
	world_settle (s.a);
	world_run (s.w, 4 * s.w->delay);
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_NOT_SYMMETRIC);
	ck_assert_uint_eq (s.a->ups, 1);
	scene_end (&s);
}
END_TEST

/* Less and less often: the next address may be that of another host. */
START_TEST (silent_secondary_address_is_asked_again_until_it_answers)
{
	static const enum nat_kind kinds[] = { NAT_PORT, NAT_SYMMETRIC };

	for (size_t i = 0; i < ARRAY_LEN (kinds); i++) {
		const struct teredo_counts *counts;
		uint64_t unanswered;
		teredo_time began;
		uint32_t port;

		scene_init (&s, 15, kinds[i], NAT_NONE);
		s.server->ip2 = 0xc6336463;
		began = s.w->now;
		ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (1)));
		ck_assert_int_eq (s.w->now - began, 2 * s.w->delay);
		world_run (s.w, TEREDO_SECONDS (24 * 3600));
		ck_assert_uint_eq (s.a->state_count, 3);
		ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_UNKNOWN);
		ck_assert_int_ge (s.a->refresh_max, 22500);
		ck_assert_uint_eq (s.a->ups, 1);
		port = status_of (s.a).mapped.port;
		counts = teredo_role_counts (s.a->role);
		unanswered = counts->of[TEREDO_TX_RS] - counts->of[TEREDO_RX_RA];
		ck_assert_uint_ge (unanswered, 3 + 24 * 3600 / 927);
		ck_assert_uint_le (unanswered, 3 + 6 + 24 * 3600 / 900);

		s.server->ip2 = SCENE_SERVER + 1;
		world_run (s.w, TEREDO_SECONDS (900 + 30));
		ck_assert_int_eq (status_of (s.a).nat, kinds[i] == NAT_SYMMETRIC
		                                               ? TEREDO_NAT_SYMMETRIC
		                                               : TEREDO_NAT_NOT_SYMMETRIC);
		ck_assert_uint_eq (status_of (s.a).mapped.port, port);
		ck_assert_uint_eq (s.a->state_count, 3);
		ck_assert_uint_eq (s.a->ups, 1);
		scene_end (&s);
	}
}
END_TEST

START_TEST (secondary_address_that_answers_a_little_later_is_noticed_within_50_s)
{
	scene_init (&s, 16, NAT_PORT, NAT_NONE);
	s.server->ip2 = 0xc6336463;
	world_run (s.w, TEREDO_SECONDS (8));
	ck_assert_int_eq (status_of (s.a).state, TEREDO_QUALIFIED);
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_UNKNOWN);
	s.server->ip2 = SCENE_SERVER + 1;
	world_run (s.w, TEREDO_SECONDS (50));
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_NOT_SYMMETRIC);
	scene_end (&s);
}
END_TEST

/* A peer replies to an indirect bubble where its server saw us. No reply gets through a symmetric
 * NAT, even where the peers connect. */
START_TEST (peer_shows_that_nat_is_not_symmetric)
{
	for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++)
		for (enum nat_kind other = NAT_NONE; other < NAT_KINDS; other++) {
			const bool shown = !nat_is_symmetric (kind)
			                   && !(kind == NAT_PORT && nat_is_symmetric (other));

			scene_init (&s, 17, kind, other);
			s.server->ip2 = 0xc6336463;
			world_run (s.w, TEREDO_SECONDS (10));
			ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_UNKNOWN);
			host_send (s.a, &s.b->address, 1, 100);
			host_send (s.a, &s.native->address, 2, 100);
			world_run (s.w, TEREDO_SECONDS (10));
			ck_assert_msg (status_of (s.a).nat
			                       == (shown ? TEREDO_NAT_NOT_SYMMETRIC
			                                 : TEREDO_NAT_UNKNOWN),
			               "%s to %s", nat_names[kind], nat_names[other]);
			host_send (s.b, &s.a->address, 3, 100);
			world_run (s.w, TEREDO_SECONDS (10));
			ck_assert_int_ne (status_of (s.a).nat, TEREDO_NAT_SYMMETRIC);
			ck_assert (!nat_is_symmetric (kind)
			           || status_of (s.a).nat == TEREDO_NAT_UNKNOWN);
			ck_assert_uint_eq (s.a->state_count, 3);
			scene_end (&s);
		}
}
END_TEST

START_TEST (nat_that_turns_symmetric_is_noticed)
{
	scene_init_qualified (&s, 10, NAT_PORT, NAT_PORT);
	world_run (s.w, 2 * s.w->delay);
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_NOT_SYMMETRIC);
	nat_rebind (&s.nat_a);
	nat_set_kind (&s.nat_a, NAT_SYMMETRIC);
	world_run (s.w, TEREDO_SECONDS (28));
	ck_assert_uint_eq (s.a->ups, 2);
	ck_assert_int_eq (status_of (s.a).nat, TEREDO_NAT_SYMMETRIC);
	scene_end (&s);
}
END_TEST

/* RFC 4380 5.2.5 */
START_TEST (nat_restart_gives_new_address_at_next_refresh)
{
	struct in6_addr before;
	teredo_time when;

	scene_init_qualified (&s, 7, NAT_PORT, NAT_PORT);
	host_send (s.a, &s.native->address, 1, 100);
	world_run (s.w, TEREDO_SECONDS (1));
	ck_assert_uint_eq (host_got (s.native, 1), 1);
	before = s.a->address;
	nat_rebind (&s.nat_a);
	when = s.w->now;
	while (IN6_ARE_ADDR_EQUAL (&before, &s.a->address)) {
		ck_assert_int_le (s.w->now - when, TEREDO_SECONDS (31));
		world_run (s.w, 100);
	}
	ck_assert_uint_eq (s.a->ups, 2);
	ck_assert_uint_eq (s.a->downs, 0); /* replaced, not removed */
	host_send (s.a, &s.native->address, 2, 100);
	world_run (s.w, TEREDO_SECONDS (1));
	ck_assert_uint_eq (host_got (s.native, 2), 1);
	scene_end (&s);
}
END_TEST

START_TEST (client_retries_failed_lookup_of_server)
{
	static const enum teredo_qualification_state history[] = {
		TEREDO_RESOLVING, TEREDO_OFFLINE,   TEREDO_RESOLVING,
		TEREDO_STARTING,  TEREDO_QUALIFIED,
	};
	static const struct teredo_server_pair server = { SCENE_SERVER, 0, 0 };
	struct host *c;

	scene_init (&s, 8, NAT_NONE, NAT_NONE);
	c = world_client (s.w, "c", NULL, (struct teredo_endpoint){ 0xc0000203, 5000 }, 0);
	teredo_client_resolved (c->role, s.w->now, NULL, 0);
	world_settle (c);
	ck_assert_int_eq (status_of (c).state, TEREDO_OFFLINE);
	world_run (s.w, 2999); /* 4 s, minus up to a quarter */
	ck_assert_int_eq (status_of (c).state, TEREDO_OFFLINE);
	world_run (s.w, 1002);
	ck_assert_int_eq (status_of (c).state, TEREDO_RESOLVING);
	teredo_client_resolved (c->role, s.w->now, &server, 1);
	world_settle (c);
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (5)));
	check_history (c, history, 5);
	/* The same answer again changes nothing. */
	teredo_client_resolved (c->role, s.w->now, &server, 1);
	ck_assert_int_eq (status_of (c).state, TEREDO_QUALIFIED);
	scene_end (&s);
}
END_TEST

START_TEST (network_change_refreshes_at_once)
{
	struct in6_addr before;

	scene_init_qualified (&s, 9, NAT_PORT, NAT_PORT);
	before = s.a->address;
	nat_rebind (&s.nat_a);
	teredo_role_network_changed (s.a->role, s.w->now);
	world_settle (s.a);
	world_run (s.w, 3 * s.w->delay);
	ck_assert (!IN6_ARE_ADDR_EQUAL (&before, &s.a->address));
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-qualification", client_qualifies_behind_any_nat,
           address_is_kept_for_a_day_of_refreshes, client_retries_with_pauses_until_server_answers,
           server_silence_of_45_s_keeps_address, server_silence_of_300_s_loses_address,
           silent_secondary_address_leaves_only_nat_type_unknown,
           silent_secondary_address_is_asked_again_until_it_answers,
           secondary_address_that_answers_a_little_later_is_noticed_within_50_s,
           peer_shows_that_nat_is_not_symmetric, nat_that_turns_symmetric_is_noticed,
           nat_restart_gives_new_address_at_next_refresh, client_retries_failed_lookup_of_server,
           network_change_refreshes_at_once)
