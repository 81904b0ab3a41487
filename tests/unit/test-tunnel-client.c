/*
 * test-tunnel-client.c - what a client logs about its type of NAT, in invented time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "loop.h"
#include "roles/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "messages/nd.h"
#include "node.h"

#define P SERVER ":3544"
#define Q "203.0.113.121:3544"

static FILE *log_file;
static teredo_time now = 1000;

/* All nonces are the same. */
static void fill (void *ctx, void *buf, size_t len)
{
	(void)ctx;
	memset (buf, 7, len);
}

static void set_up (uint32_t server2)
{
	static const struct teredo_env env = { .random = fill };
	struct teredo_client_config config;

	log_file = tmpfile ();
	ck_assert_ptr_nonnull (log_file);
	dup2 (fileno (log_file), STDERR_FILENO);
	teredo_client_config_default (&config);
	config.server = unit_ipv4 (SERVER);
	config.server2 = server2;
	config.nat_tests = config.adaptive_refresh = false;
	loop_start (teredo_client_new (&config, &env, now), SERVER);
}

static void tear_down (void)
{
	loop_end ();
	fclose (log_file);
}

/* An address of the server answers, if it was asked. */
static void answer (const char *from)
{
	static const uint8_t nonce[TEREDO_NONCE_LEN] = { 7, 7, 7, 7, 7, 7, 7, 7 };
	const struct teredo_ra content = { TEREDO_PREFIX, unit_ipv4 (SERVER), TEREDO_MTU_MIN };
	const struct teredo_endpoint endpoint = unit_endpoint (from),
				     origin = unit_endpoint (MAPPED);
	struct teredo_slice packet;
	struct teredo_writer w;
	struct in6_addr src;
	uint8_t ra[256];

	teredo_linklocal_server (&src, unit_ipv4 (SERVER));
	teredo_writer_init (&w, ra, sizeof (ra));
	teredo_encap_write_nonce (&w, nonce, 0);
	teredo_encap_write_origin (&w, &origin);
	teredo_ra_write (&w, &src, &teredo_linklocal_client, &content);
	teredo_role_rx (loop_tunnel.role, now, &endpoint, teredo_writer_done (&w), &packet);
	tunnel_settle (&loop_tunnel, now);
}

/* Lets time pass; the primary address answers, and the secondary one if it works. */
static void pass (teredo_time how_long, bool works)
{
	const teredo_time end = now + how_long;

	for (;;) {
		answer (P);
		if (works)
			answer (Q);
		if (teredo_role_deadline (loop_tunnel.role) > end)
			break;
		now = teredo_role_deadline (loop_tunnel.role);
		teredo_role_expire (loop_tunnel.role, now);
		tunnel_settle (&loop_tunnel, now);
	}
	now = end;
}

/* The number of lines logged that contain a text. */
static unsigned lines (const char *wanted)
{
	static char text[65536];
	const ssize_t len = pread (fileno (log_file), text, sizeof (text) - 1, 0);
	unsigned count = 0;

	ck_assert (len >= 0 && (size_t)len < sizeof (text) - 1);
	text[len] = '\0';
	for (const char *at = text; (at = strstr (at, wanted)) != NULL; at++)
		count++;
	return count;
}

static void check_lines (unsigned unknown, unsigned known, unsigned warnings)
{
	ck_assert_uint_eq (lines (", NAT type unknown, server "), unknown);
	ck_assert_uint_eq (lines (", NAT not symmetric, server "), known);
	ck_assert_uint_eq (lines ("warning: no answer from 203.0.113.121, the secondary"),
	                   warnings);
}

START_TEST (silent_secondary_address_causes_one_warning)
{
	set_up (0);
	answer (P);
	ck_assert_uint_eq (lines ("; NAT type unknown, soliciting secondary address 203.0.113.121"),
	                   1);
	pass (TEREDO_SECONDS (6), false);
	check_lines (0, 0, 0);
	pass (TEREDO_SECONDS (24 * 3600), false);
	check_lines (1, 0, 1);
	/* The network may have changed: the state is logged again. */
	teredo_role_network_changed (loop_tunnel.role, now);
	pass (TEREDO_SECONDS (3600), false);
	check_lines (2, 0, 1);
	tear_down ();
}
END_TEST

START_TEST (late_answer_of_secondary_address_is_logged)
{
	set_up (0);
	pass (TEREDO_SECONDS (3600), false);
	check_lines (1, 0, 1);
	pass (TEREDO_SECONDS (3600), true);
	check_lines (1, 1, 1);
	pass (TEREDO_SECONDS (24 * 3600), true);
	check_lines (1, 1, 1);
	tear_down ();
}
END_TEST

START_TEST (same_address_twice_is_not_asked_and_causes_no_warning)
{
	set_up (unit_ipv4 (SERVER));
	pass (TEREDO_SECONDS (3600), true);
	check_lines (1, 0, 0);
	ck_assert_uint_eq (lines ("warning: no answer"), 0);
	ck_assert_uint_eq (lines ("secondary"), 0);
	tear_down ();
}
END_TEST

UNIT_MAIN ("tunnel-client", silent_secondary_address_causes_one_warning,
           late_answer_of_secondary_address_is_logged,
           same_address_twice_is_not_asked_and_causes_no_warning)
