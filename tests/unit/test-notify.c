/*
 * test-notify.c - service-manager notification; the test is the service manager
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/notify.h"

#include <event2/event.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "unit.h"

static int manager;

/* An abstract name that no other process uses. */
static const char *own_name (void)
{
	static char name[64];

	snprintf (name, sizeof (name), "@miredo-test-notify-%ld", (long)getpid ());
	return name;
}

/* Opens a socket whose name is NOTIFY_SOCKET: a path, or "@" and a name. */
static void open_manager (const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t len = strlen (name);

	memcpy (address.sun_path, name, len);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	manager = socket (AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ck_assert_int_eq (bind (manager, (const struct sockaddr *)&address,
	                        (socklen_t)(offsetof (struct sockaddr_un, sun_path) + len)),
	                  0);
	setenv ("NOTIFY_SOCKET", name, 1);
	unsetenv ("WATCHDOG_USEC");
	unsetenv ("WATCHDOG_PID");
}

/* The next notification; "" if there is none. */
static const char *received (void)
{
	static char text[512];
	const ssize_t len = recv (manager, text, sizeof (text) - 1, 0);

	text[len > 0 ? len : 0] = '\0';
	return text;
}

static void check_notifications (const char *name)
{
	open_manager (name);
	notify_prepare ();
	unsetenv ("NOTIFY_SOCKET");
	notify_starting ();
	ck_assert_str_eq (received (), "EXTEND_TIMEOUT_USEC=10000000");
	notify_status ("address %d", 7);
	ck_assert_str_eq (received (), "STATUS=address 7");
	notify_ready ();
	ck_assert_str_eq (received (), "READY=1");
	notify_reloading ();
	ck_assert_int_eq (strncmp (received (), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
	notify_stopping ();
	ck_assert_str_eq (received (), "STOPPING=1");
	ck_assert_str_eq (received (), "");
	notify_end ();
	close (manager);
}

START_TEST (notifications_reach_a_socket_in_the_file_system)
{
	char folder[] = "/tmp/test-notify-XXXXXX", name[64];

	ck_assert_ptr_nonnull (mkdtemp (folder));
	snprintf (name, sizeof (name), "%s/socket", folder);
	check_notifications (name);
	unlink (name);
	rmdir (folder);
}
END_TEST

START_TEST (notifications_reach_an_abstract_socket)
{
	check_notifications (own_name ());
}
END_TEST

START_TEST (long_status_is_cut)
{
	char text[1000];

	open_manager (own_name ());
	memset (text, 'x', sizeof (text));
	text[sizeof (text) - 1] = '\0';
	notify_prepare ();
	notify_status ("%s", text);
	ck_assert_uint_eq (strlen (received ()), 255);
	close (manager);
}
END_TEST

START_TEST (unusable_names_are_ignored)
{
	static const char *const names[] = { "", "@", "/", "relative", "vsock:2:1" };
	char longest[200];

	open_manager (own_name ());
	memset (longest, 'x', sizeof (longest));
	longest[0] = '/';
	longest[sizeof (longest) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN (names); i++) {
		setenv ("NOTIFY_SOCKET", names[i], 1);
		notify_prepare ();
		notify_ready ();
	}
	setenv ("NOTIFY_SOCKET", longest, 1);
	notify_prepare ();
	notify_ready ();
	ck_assert_str_eq (received (), "");
	close (manager);
}
END_TEST

/* Whether a heartbeat comes with this environment, within two periods. */
static bool has_heartbeat (const char *pid, const char *interval)
{
	struct event_base *base = event_base_new ();
	const struct timeval limit = { 0, 200000 };
	bool came;

	open_manager (own_name ());
	setenv ("WATCHDOG_PID", pid, 1);
	setenv ("WATCHDOG_USEC", interval, 1);
	notify_prepare ();
	ck_assert_int_eq (notify_watch (base), 0);
	event_base_loopexit (base, &limit);
	event_base_dispatch (base);
	came = strcmp (received (), "WATCHDOG=1") == 0;
	notify_end ();
	event_base_free (base);
	close (manager);
	return came;
}

START_TEST (watchdog_of_this_process_gets_heartbeats)
{
	char pid[16], other[16];

	snprintf (pid, sizeof (pid), "%d", (int)getpid ());
	snprintf (other, sizeof (other), "%d", (int)getppid ());
	ck_assert (has_heartbeat (pid, "20000"));
	ck_assert (!has_heartbeat (other, "20000"));
	ck_assert (!has_heartbeat (pid, "0"));
	ck_assert (!has_heartbeat (pid, "none"));
}
END_TEST

UNIT_MAIN ("notify", notifications_reach_a_socket_in_the_file_system,
           notifications_reach_an_abstract_socket, long_status_is_cut, unusable_names_are_ignored,
           watchdog_of_this_process_gets_heartbeats)
