/*
 * sim-servers.c - a server's name with several addresses, some of which do not answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "values/addr.h"
#include "unit.h"

static struct scene s;

static struct teredo_status status_of (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status;
}

#define SILENT_ONE   0xc6336414 /* 198.51.100.20: no such host */
#define SILENT_OTHER 0xc633641e /* 198.51.100.30: no such host */
#define OTHER_SERVER 0xc6336428 /* 198.51.100.40 */

/* A client that looks up its server. */
static struct host *client_by_name (const struct teredo_server_pair *names, size_t count)
{
	struct host *c = world_client (s.w, "c", NULL, (struct teredo_endpoint){ 0xc0000203, 5000 },
	                               0);

	c->names = names;
	c->name_count = count;
	teredo_client_resolved (c->role, s.w->now, names, count);
	world_settle (c);
	return c;
}

static uint32_t server_in_address (const struct host *host)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &host->address);
	return parts.server;
}

START_TEST (every_address_of_the_server_name_is_tried)
{
	static const struct teredo_server_pair names[] = { { SILENT_ONE, 0, 0 },
		                                           { SILENT_OTHER, 0, 0 },
		                                           { SCENE_SERVER, 0, 0 } };
	struct host *c;

	scene_init (&s, 11, NAT_NONE, NAT_NONE);
	c = client_by_name (names, 3);
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (15)));
	ck_assert_uint_eq (server_in_address (c), SCENE_SERVER);
	scene_end (&s);
}
END_TEST

/* A server that ends: the client moves to another one of the name, without losing its
 * address in between. A silence of some seconds does not make it move. */
START_TEST (dead_server_is_replaced_by_another_of_its_name)
{
	static const struct teredo_server_pair names[] = { { SCENE_SERVER, 0, 0 },
		                                           { SILENT_ONE, 0, 0 },
		                                           { OTHER_SERVER, 0, 0 } };
	struct host *c;
	teredo_time died;

	scene_init (&s, 12, NAT_NONE, NAT_NONE);
	world_server (s.w, OTHER_SERVER);
	c = client_by_name (names, 3);
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (1)));
	s.server->silent = true;
	died = s.w->now;
	while (status_of (c).state != TEREDO_SILENT) {
		ck_assert_int_le (s.w->now - died, TEREDO_SECONDS (27 + 8));
		world_run (s.w, 1); /* its next solicitation is still on the way */
	}
	s.server->silent = false;
	world_run (s.w, TEREDO_SECONDS (100));
	ck_assert_int_eq (status_of (c).state, TEREDO_QUALIFIED);
	ck_assert_uint_eq (c->ups, 1);

	s.server->silent = true;
	died = s.w->now;
	while (server_in_address (c) != OTHER_SERVER) {
		ck_assert_int_le (s.w->now - died, TEREDO_SECONDS (27 + 7 + 2 * 10 + 1));
		world_run (s.w, 100);
	}
	ck_assert_uint_eq (c->ups, 2);
	ck_assert_uint_eq (c->downs, 0);
	scene_end (&s);
}
END_TEST

/* Every 30 s; the new address of the name is then used at once. */
START_TEST (name_is_looked_up_again_while_server_is_silent)
{
	static const struct teredo_server_pair before = { SCENE_SERVER, 0, 0 },
					       after = { OTHER_SERVER, 0, 0 };
	struct host *c;
	unsigned lookups;

	scene_init (&s, 13, NAT_NONE, NAT_NONE);
	world_server (s.w, OTHER_SERVER);
	c = client_by_name (&before, 1);
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (1)));
	lookups = c->lookups;
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (200));
	ck_assert_uint_ge (c->lookups - lookups, 5);
	ck_assert_uint_le (c->lookups - lookups, 7);
	ck_assert_int_eq (status_of (c).state, TEREDO_SILENT);
	c->names = &after;
	world_run (s.w, TEREDO_SECONDS (31));
	ck_assert_uint_eq (server_in_address (c), OTHER_SERVER);
	ck_assert_uint_eq (c->downs, 0);
	scene_end (&s);
}
END_TEST

/* A new server that is silent does not cost the address of the one before. */
START_TEST (address_is_kept_until_new_server_answers)
{
	static const struct teredo_server_pair silent = { SILENT_ONE, 0, 0 };

	scene_init_qualified (&s, 14, NAT_PORT, NAT_PORT);
	teredo_client_resolved (s.a->role, s.w->now, &silent, 1);
	world_settle (s.a);
	world_run (s.w, TEREDO_SECONDS (60));
	ck_assert_int_eq (status_of (s.a).state, TEREDO_SILENT);
	ck_assert_uint_eq (s.a->ups, 1);
	ck_assert_uint_eq (s.a->downs, 0);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-servers", every_address_of_the_server_name_is_tried,
           dead_server_is_replaced_by_another_of_its_name,
           name_is_looked_up_again_while_server_is_silent, address_is_kept_until_new_server_answers)
