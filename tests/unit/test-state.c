/*
 * test-state.c - what a client remembers across a restart
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "node.h"

#define ADDRESS "2001:0:cb00:7178:1234:efff:3fff:fdfe"

static char folder[] = "/tmp/test-state.XXXXXX";
static char path[64];

static void set_up (void)
{
	ck_assert_ptr_nonnull (mkdtemp (folder));
	snprintf (path, sizeof (path), "%s:/nonexistent", folder);
	ck_assert_int_eq (setenv ("STATE_DIRECTORY", path, 1), 0);
	state_prepare ();
	snprintf (path, sizeof (path), "%s/client-teredo", folder);
}

static void tear_down (void)
{
	unlink (path);
	rmdir (folder);
}

static void put (const char *text)
{
	FILE *file = fopen (path, "we");

	ck_assert_ptr_nonnull (file);
	fputs (text, file);
	ck_assert_int_eq (fclose (file), 0);
}

START_TEST (address_and_port_are_read_after_they_were_saved)
{
	const struct in6_addr address = unit_ip6 (ADDRESS), other = unit_ip6 ("2001::1");
	struct state state;
	struct stat file;

	set_up ();
	state_open (&state, "teredo");
	ck_assert_int_ge (state.fd, 0);
	ck_assert_uint_eq (state.port, 0);
	ck_assert (IN6_IS_ADDR_UNSPECIFIED (&state.address));
	state_save (&state, &address, 54321);
	state_save (&state, &other, 7);
	state_close (&state);
	state_open (&state, "teredo");
	ck_assert_uint_eq (state.port, 7);
	ck_assert (IN6_ARE_ADDR_EQUAL (&state.address, &other));
	state_save (&state, &address, 54321);
	state_close (&state);
	state_open (&state, "teredo");
	ck_assert_uint_eq (state.port, 54321);
	unit_check_ip6 (&state.address, ADDRESS);
	ck_assert_int_eq (stat (path, &file), 0);
	ck_assert_uint_eq (file.st_mode & 0777, 0600);
	state_close (&state);
	tear_down ();
}
END_TEST

START_TEST (damaged_file_is_ignored)
{
	static const char *const texts[] = { "",
		                             "\n",
		                             ADDRESS,
		                             ADDRESS "\n",
		                             ADDRESS " 1",
		                             ADDRESS " 0\n",
		                             ADDRESS " 65536\n",
		                             ADDRESS " -1\n",
		                             "192.0.2.1 1\n",
		                             " 1\n",
		                             ADDRESS " 1x\n" };

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (texts); i++) {
		struct state state;

		put (texts[i]);
		state_open (&state, "teredo");
		ck_assert_int_ge (state.fd, 0);
		ck_assert_msg (state.port == 0, "%s", texts[i]);
		state_close (&state);
	}
	tear_down ();
}
END_TEST

START_TEST (state_file_in_use_or_missing_folder_is_ignored)
{
	const struct in6_addr address = unit_ip6 (ADDRESS);
	struct state first, second;

	set_up ();
	state_open (&first, "teredo");
	state_open (&second, "teredo");
	ck_assert_int_eq (second.fd, -1);
	state_save (&second, &address, 1); /* harmless */
	state_close (&second);
	state_close (&first);
	tear_down ();
	state_open (&first, "teredo");
	ck_assert_int_eq (first.fd, -1);
}
END_TEST

START_TEST (symbolic_link_is_not_followed)
{
	struct state state;

	set_up ();
	ck_assert_int_eq (symlink ("/dev/null", path), 0);
	state_open (&state, "teredo");
	ck_assert_int_eq (state.fd, -1);
	tear_down ();
}
END_TEST

static struct node n;

START_TEST (address_before_restart_is_used_for_the_same_mapping)
{
	static const char *const mapped[] = { MAPPED, "192.0.2.1:4097" };

	for (size_t i = 0; i < ARRAY_LEN (mapped); i++) {
		struct teredo_client_config config;
		struct teredo_status before;

		teredo_client_config_default (&config);
		config.server = unit_ipv4 (SERVER);
		config.previous = node_teredo (MAPPED, SERVER);
		config.previous.s6_addr[8] |= 0x2a; /* random bits */
		n = (struct node){ .now = 1000000 };
		n.role = teredo_client_new (&config, &unit_env, n.now);
		node_settle (&n);
		teredo_role_status (n.role, &before);
		ck_assert (!before.have_address);
		node_rx_ra (&n, SERVER ":3544", mapped[i]);
		ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UP), 1);
		ck_assert_int_eq (IN6_ARE_ADDR_EQUAL (&n.out[0].out.address, &config.previous),
		                  i == 0);
		node_end (&n);
	}
}
END_TEST

UNIT_MAIN ("state", address_before_restart_is_used_for_the_same_mapping,
           address_and_port_are_read_after_they_were_saved, damaged_file_is_ignored,
           state_file_in_use_or_missing_folder_is_ignored, symbolic_link_is_not_followed)
