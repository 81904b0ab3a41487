/*
 * test-lookup.c - host names of addresses to bind
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "unit.h"

static int find_it (const char *name, uint32_t *ip)
{
	ck_assert_str_eq (name, "x");
	*ip = unit_ipv4 ("192.0.2.7");
	return 0;
}

static int find_nothing (const char *name, uint32_t *ip)
{
	(void)name;
	(void)ip;
	return EAI_NONAME;
}

static int hang (const char *name, uint32_t *ip)
{
	(void)name;
	(void)ip;
	pause ();
	return 0;
}

static int die (const char *name, uint32_t *ip)
{
	(void)name;
	(void)ip;
	_exit (1);
}

START_TEST (lookup_returns_address_or_error)
{
	uint32_t ip = 0;

	ck_assert_int_eq (lookup_within (5000, find_it, "x", &ip), 0);
	ck_assert_uint_eq (ip, unit_ipv4 ("192.0.2.7"));
	ck_assert_int_eq (lookup_within (5000, find_nothing, "x", &ip), EAI_NONAME);
}
END_TEST

START_TEST (lookup_that_hangs_or_dies_ends)
{
	uint32_t ip;

	ck_assert_int_eq (lookup_within (20, hang, "x", &ip), EAI_AGAIN);
	ck_assert_int_eq (lookup_within (5000, die, "x", &ip), EAI_AGAIN);
	ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1); /* no child is left */
	ck_assert_int_eq (errno, ECHILD);
}
END_TEST

static struct settings with_names (enum settings_mode mode, const char *name, const char *name2)
{
	struct settings s = { .mode = mode };

	strcpy (s.bind_name, name);
	strcpy (s.bind_name2, name2);
	return s;
}

/* A bare Debian system has no /etc/hosts. */
static bool knows_localhost (void)
{
	struct addrinfo *list = NULL;
	const bool known = getaddrinfo ("localhost", NULL, NULL, &list) == 0;

	if (known)
		freeaddrinfo (list);
	else
		puts ("localhost is unknown: names_to_bind_become_addresses is not run");
	return known;
}

START_TEST (names_to_bind_become_addresses)
{
	struct settings s = with_names (MODE_CLIENT, "localhost", "");

	if (!knows_localhost ())
		return;
	ck_assert_int_eq (lookup_bind_addresses (&s), 0);
	ck_assert_uint_eq (s.bind_address, unit_ipv4 ("127.0.0.1"));
	ck_assert_str_eq (s.bind_name, "localhost");
	s = with_names (MODE_RELAY, "", "");
	ck_assert_int_eq (lookup_bind_addresses (&s), 0);
	ck_assert_uint_eq (s.bind_address, 0);
	s = with_names (MODE_SERVER, "localhost", "");
	ck_assert_int_eq (lookup_bind_addresses (&s), 0);
	ck_assert_uint_eq (s.bind_address2, unit_ipv4 ("127.0.0.2"));
	s = with_names (MODE_SERVER, "192.0.2.1", "localhost");
	ck_assert_int_eq (lookup_bind_addresses (&s), 0);
	ck_assert_uint_eq (s.bind_address, unit_ipv4 ("192.0.2.1"));
	ck_assert_uint_eq (s.bind_address2, unit_ipv4 ("127.0.0.1"));
	s = with_names (MODE_SERVER, "localhost", SETTINGS_NONE);
	ck_assert_int_eq (lookup_bind_addresses (&s), 0);
	ck_assert_uint_eq (s.bind_address, unit_ipv4 ("127.0.0.1"));
	ck_assert_uint_eq (s.bind_address2, 0);
}
END_TEST

START_TEST (names_of_one_address_are_an_error_in_a_server)
{
	struct settings s = with_names (MODE_SERVER, "127.0.0.1", "localhost");

	ck_assert_int_eq (lookup_bind_addresses (&s), -1);
}
END_TEST

UNIT_MAIN ("lookup", lookup_returns_address_or_error, lookup_that_hangs_or_dies_ends,
           names_to_bind_become_addresses, names_of_one_address_are_an_error_in_a_server)
