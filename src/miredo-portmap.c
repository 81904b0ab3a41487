/*
 * miredo-portmap.c - has the router map the client's UDP port: PCP, NAT-PMP, UPnP
 *
 * Theory of operation. miredo starts it, as root, with one end of a channel and the name of an
 * unprivileged user. It:
 *
 *   1. checks that it was given a channel, closes all other descriptors, and becomes that user,
 *      with no capability, no way to gain one, and no access to files (sandbox.h);
 *   2. has the port mapped that a request on the channel names, and keeps it mapped (search.h);
 *      reports what the router says;
 *   3. when the channel closes, or an invalid request arrives, releases the mapping and exits,
 *      within 2 s.
 *
 * It logs nothing: miredo does. What a router sends is never read by miredo, and HTML and XML only
 * by a child of this process (igd.h). It ignores the signals that a terminal or an init system
 * sends to the process group: it exits when miredo does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/i18n.h"
#include "bytes/array.h"
#include "helper/spawn.h"
#include "portmap/message.h"
#include "portmap/search.h"
#include "process/daemon.h"
#include "process/lockdown.h"
#include "process/process.h"
#include "process/sandbox.h"

#define CHANNEL_FD SPAWN_CHANNEL_FD

static void ignore_signals (void)
{
	static const int ignored[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE,
	};

	for (size_t i = 0; i < ARRAY_LEN (ignored); i++)
		signal (ignored[i], SIG_IGN);
}

/* Whether the descriptor is a channel. */
static bool take_channel (void)
{
	socklen_t len = sizeof (int);
	int type;

	return getsockopt (CHANNEL_FD, SOL_SOCKET, SO_TYPE, &type, &len) == 0
	       && type == SOCK_SEQPACKET && fcntl (CHANNEL_FD, F_SETFD, FD_CLOEXEC) == 0;
}

/* The libraries write messages to standard output and error. */
static bool confine (const char *user)
{
	ignore_signals ();
	process_close_others (CHANNEL_FD);
	process_clear_environment ();
	daemon_detach ();
	return sandbox_daemon (user, NULL) == 0 && lockdown_files () == 0;
}

static void on_request (evutil_socket_t fd, short what, void *ctx)
{
	uint8_t bytes[PORTMAP_REQUEST_LEN + 1];
	struct portmap_request request;
	struct search *search = ctx;
	ssize_t len;

	(void)what;
	do
		len = recv (fd, bytes, sizeof (bytes), 0);
	while (len < 0 && errno == EINTR);
	if (len > 0 && portmap_request_unpack (&request, bytes, (size_t)len))
		search_request (search, &request);
	else
		event_base_loopbreak (search->base);
}

static void on_report (void *ctx, const struct portmap_report *report)
{
	const struct search *search = ctx;
	uint8_t bytes[PORTMAP_REPORT_LEN];

	portmap_report_pack (bytes, report);
	if (send (CHANNEL_FD, bytes, sizeof (bytes), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		event_base_loopbreak (search->base);
}

int main (int argc, char **argv)
{
	static struct search search = { .report = on_report, .ctx = &search };
	struct event *request;

	i18n_init ();
	if (argc != 2 || !take_channel ()) {
		fputs (_ ("miredo-portmap is started by miredo; do not run it by hand.\n"), stderr);
		return EXIT_FAILURE;
	}
	if (!confine (argv[1]))
		return EXIT_FAILURE;
	search.base = event_base_new ();
	if (search.base == NULL || search_init (&search) != 0)
		return EXIT_FAILURE;
	request = event_new (search.base, CHANNEL_FD, EV_READ | EV_PERSIST, on_request, &search);
	if (request == NULL || event_add (request, NULL) != 0)
		return EXIT_FAILURE;
	event_base_dispatch (search.base);
	search_end (&search);
	event_free (request);
	event_base_free (search.base);
	return EXIT_SUCCESS;
}
