/*
 * sim-workers.c - a relay with two workers: all packets of a peer arrive at one of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "net/steer.h"
#include "unit.h"

#define CLIENTS 8

static struct scene s;
static struct host *second; /* worker; the first is s.relay */
static struct host *clients[CLIENTS];
static struct nat nats[CLIENTS];

static uint32_t peers (const struct host *worker)
{
	struct teredo_status status;

	teredo_role_status (worker->role, &status);
	return status.peers;
}

/* Clients behind NATs of one kind, each with its own public address. */
static void set_up (enum nat_kind kind)
{
	scene_init_qualified (&s, 200, kind, kind);
	second = world_relay (s.w, s.relay->here);
	clients[0] = s.a;
	clients[1] = s.b;
	for (uint32_t i = 2; i < CLIENTS; i++) {
		const uint32_t public = 0xc0000210 + i, private = 0xc0a80310 + i;

		nat_init (&nats[i], kind, public, TEREDO_SECONDS (35));
		clients[i] = world_client (s.w, "another", kind == NAT_NONE ? NULL : &nats[i],
		                           (struct teredo_endpoint){
						   kind == NAT_NONE ? public : private, 4096 },
		                           SCENE_SERVER);
		ck_assert (world_run_until (s.w, clients[i], true, TEREDO_SECONDS (60)));
	}
}

/* Each client is a peer of the worker that its address belongs to, and of no other. */
static void check_peers (void)
{
	uint32_t at_first = 0;

	for (unsigned i = 0; i < CLIENTS; i++) {
		struct teredo_status status;

		teredo_role_status (clients[i]->role, &status);
		at_first += steer_worker (status.mapped.ip, 2) == 0;
	}
	ck_assert_uint_gt (at_first, 0);
	ck_assert_uint_lt (at_first, CLIENTS);
	ck_assert_uint_eq (peers (s.relay), at_first);
	ck_assert_uint_eq (peers (second), CLIENTS - at_first);
}

static void check_both_ways (uint32_t number)
{
	for (unsigned i = 0; i < CLIENTS; i++) {
		host_send (clients[i], &s.native->address, number + i, 1000);
		host_send (s.native, &clients[i]->address, number + i, 1000);
	}
	world_run (s.w, TEREDO_SECONDS (1));
	for (unsigned i = 0; i < CLIENTS; i++) {
		ck_assert_uint_eq (host_got (s.native, number + i), 1);
		ck_assert_uint_eq (host_got (clients[i], number + i), 1);
	}
}

static void check_contact (enum nat_kind kind, bool client_first)
{
	set_up (kind);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		if (client_first)
			host_send (clients[i], &s.native->address, i, 1000);
		else
			host_send (s.native, &clients[i]->address, i, 1000);
	}
	world_run (s.w, TEREDO_SECONDS (1));
	for (uint32_t i = 0; i < CLIENTS; i++)
		ck_assert_msg (host_got (client_first ? s.native : clients[i], i) == 1,
		               "%s, client %u", nat_names[kind], i);
	check_peers ();
	check_both_ways (100);
	check_peers ();
	scene_end (&s);
}

START_TEST (client_contacts_native_host_by_its_worker)
{
	for (enum nat_kind kind = NAT_NONE; kind < NAT_KINDS; kind++)
		check_contact (kind, true);
}
END_TEST

START_TEST (native_host_contacts_client_by_its_worker)
{
	for (enum nat_kind kind = NAT_NONE; kind < NAT_KINDS; kind++)
		check_contact (kind, false);
}
END_TEST

/* A client's packets come without a contact: the worker was restarted. */
START_TEST (restarted_workers_ask_the_clients_that_they_do_not_know)
{
	set_up (NAT_PORT);
	check_both_ways (0);
	world_run (s.w, TEREDO_SECONDS (3)); /* bubbles are 2 s apart */
	world_restart_relay (s.relay);
	world_restart_relay (second);
	check_both_ways (100);
	check_peers ();
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-workers", client_contacts_native_host_by_its_worker,
           native_host_contacts_client_by_its_worker,
           restarted_workers_ask_the_clients_that_they_do_not_know)
