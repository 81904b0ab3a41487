/*
 * test-admission.c - the clients that an exit serves, agreed upon by two processes of a host
 *
 * Needs the privilege to create network namespaces: the ports are fixed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/admission.h"

#include <arpa/inet.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"
#include "unit.h"

static struct event_base *base;
static struct admission *server, *exit_;
static char file[] = "/tmp/test-admission-XXXXXX";

static void write_key (const char *key)
{
	const int fd = mkstemp (strcpy (file, "/tmp/test-admission-XXXXXX"));

	ck_assert_int_ge (fd, 0);
	ck_assert_int_eq (write (fd, key, strlen (key)), (ssize_t)strlen (key));
	close (fd);
}

/* Opens a side with a key, and starts it. */
static struct admission *start (enum admission_side side, const char *key)
{
	struct admission *a;

	write_key (key);
	a = admission_open (side, file);
	unlink (file);
	ck_assert_ptr_nonnull (a);
	ck_assert_int_eq (admission_start (a, base), 0);
	return a;
}

static void set_up (void)
{
	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	ck_assert_int_eq (system ("ip link set dev lo up"), 0); /* NOLINT(cert-env33-c) */
	base = event_base_new ();
}

static void tear_down (void)
{
	admission_free (server);
	admission_free (exit_);
	event_base_free (base);
}

/* What was sent over the loopback interface has arrived. */
static void settle (void)
{
	for (int i = 0; i < 10; i++)
		event_base_loop (base, EVLOOP_NONBLOCK);
}

static void admit (struct admission *a, unsigned number, teredo_time left)
{
	const struct teredo_admission *interface = admission_interface (a);
	const struct teredo_endpoint who = { unit_ipv4 ("192.0.2.1"), (uint16_t)number };

	interface->add (interface->ctx, &who, clock_now () + left, clock_now ());
}

static bool has (struct admission *a, unsigned number, teredo_time later)
{
	const struct teredo_admission *interface = admission_interface (a);
	const struct teredo_endpoint who = { unit_ipv4 ("192.0.2.1"), (uint16_t)number };

	return interface->has (interface->ctx, &who, clock_now () + later);
}

START_TEST (exit_admits_clients_of_the_server_until_they_expire)
{
	set_up ();
	server = start (ADMISSION_SERVER, "0123456789abcdef");
	exit_ = start (ADMISSION_EXIT, "0123456789abcdef");
	admit (server, 1, TEREDO_ADMITTED_TIME);
	settle ();
	ck_assert (has (server, 1, 0) && has (exit_, 1, 0) && !has (exit_, 2, 0));
	ck_assert (has (exit_, 1, TEREDO_ADMITTED_TIME - 3000));
	ck_assert (!has (exit_, 1, TEREDO_ADMITTED_TIME + 1000));
	ck_assert_uint_eq (admission_count (exit_), 1);
	tear_down ();
}
END_TEST

/* Of either process; more clients than fit in a message. */
START_TEST (restarted_process_learns_all_from_the_other)
{
	const unsigned many = 1000;

	set_up ();
	server = start (ADMISSION_SERVER, "0123456789abcdef");
	for (unsigned i = 1; i <= many; i++)
		admit (server, i, TEREDO_ADMITTED_TIME);
	exit_ = start (ADMISSION_EXIT, "0123456789abcdef");
	settle ();
	ck_assert_uint_eq (admission_count (exit_), many);
	admission_free (server);
	server = start (ADMISSION_SERVER, "0123456789abcdef");
	ck_assert_uint_eq (admission_count (server), 0);
	settle ();
	ck_assert_uint_eq (admission_count (server), many);
	tear_down ();
}
END_TEST

/* Another process on the host, in place of the server, that does not know the key. */
START_TEST (message_with_another_key_is_ignored)
{
	set_up ();
	server = start (ADMISSION_SERVER, "0123456789abcdeX");
	exit_ = start (ADMISSION_EXIT, "0123456789abcdef");
	admit (server, 1, TEREDO_ADMITTED_TIME);
	settle ();
	ck_assert_uint_eq (admission_count (exit_), 0);
	tear_down ();
}
END_TEST

static int open_fake (uint16_t port, uint16_t to)
{
	const struct sockaddr_in own = { .sin_family = AF_INET,
		                         .sin_port = htons (port),
		                         .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
	const struct sockaddr_in other = { .sin_family = AF_INET,
		                           .sin_port = htons (to),
		                           .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
	const int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	ck_assert_int_eq (bind (fd, (const struct sockaddr *)&own, sizeof (own)), 0);
	ck_assert_int_eq (connect (fd, (const struct sockaddr *)&other, sizeof (other)), 0);
	return fd;
}

/* A message of the server, recorded: with any bit changed or cut anywhere it is ignored. */
START_TEST (changed_or_cut_message_is_ignored)
{
	uint8_t message[2048];
	ssize_t len;
	int fake;

	set_up ();
	server = start (ADMISSION_SERVER, "0123456789abcdef");
	fake = open_fake (3546, 3544);
	admit (server, 1, TEREDO_ADMITTED_TIME);
	len = recv (fake, message, sizeof (message), 0);
	ck_assert_int_eq (len, 12 + 8 + 20);
	close (fake);
	admission_free (server);
	server = NULL;
	exit_ = start (ADMISSION_EXIT, "0123456789abcdef");
	fake = open_fake (3544, 3546);
	for (ssize_t bit = 0; bit < 8 * len; bit++) {
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_int_eq (send (fake, message, (size_t)len, 0), len);
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		settle ();
	}
	for (ssize_t cut = 1; cut < len; cut++) {
		ck_assert_int_eq (send (fake, message, (size_t)cut, 0), cut);
		settle ();
	}
	ck_assert_uint_eq (admission_count (exit_), 0);
	ck_assert_int_eq (send (fake, message, (size_t)len, 0), len);
	settle ();
	ck_assert_uint_eq (admission_count (exit_), 1);
	close (fake);
	tear_down ();
}
END_TEST

START_TEST (expired_client_makes_room_and_table_stays_bounded)
{
	const struct teredo_admission *interface;

	set_up ();
	server = start (ADMISSION_SERVER, "0123456789abcdef");
	interface = admission_interface (server);
	for (uint32_t i = 0; i < 2 * TEREDO_ADMITTED_MAX; i++) {
		const struct teredo_endpoint who = { i, 1 };

		interface->add (interface->ctx, &who, clock_now () + TEREDO_ADMITTED_TIME,
		                clock_now ());
		ck_assert (interface->has (interface->ctx, &who, clock_now ()));
	}
	ck_assert_uint_le (admission_count (server), TEREDO_ADMITTED_MAX);
	admit (server, 7, -1);
	ck_assert (!has (server, 7, 0));
	tear_down ();
}
END_TEST

int main (void)
{
	const TTest *const tests[] = {
		exit_admits_clients_of_the_server_until_they_expire,
		restarted_process_learns_all_from_the_other,
		message_with_another_key_is_ignored,
		changed_or_cut_message_is_ignored,
		expired_client_makes_room_and_table_stays_bounded,
	};

	if (geteuid () != 0 || system ("unshare --net true") != 0) { /* NOLINT(cert-env33-c) */
		puts ("network namespaces cannot be created here");
		return 77;
	}
	return unit_run ("admission", tests, ARRAY_LEN (tests));
}
