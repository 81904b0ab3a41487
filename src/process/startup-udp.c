/*
 * startup-udp.c - opening UDP sockets at start-up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/startup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"
#include "net/udp.h"
#include "report/notify.h"

#define REMIND 60 /* seconds from one message about a missing address to the next */

static const char *ipv4_text (uint32_t ip, char text[INET_ADDRSTRLEN])
{
	const struct in_addr address = { htonl (ip) };

	inet_ntop (AF_INET, &address, text, INET_ADDRSTRLEN);
	return text;
}

static void explain (const struct teredo_endpoint *local, int err)
{
	char text[INET_ADDRSTRLEN];

	ipv4_text (local->ip, text);
	switch (err) {
	case EADDRNOTAVAIL:
		log_error (_ ("no interface of this host has the address %s"), text);
		break;
	case EADDRINUSE:
		log_error (_ ("UDP port %u of address %s is in use by another program"),
		           local->port, text);
		break;
	case EACCES:
		log_error (_ ("no permission to use UDP port %u"), local->port);
		break;
	default:
		log_error (_ ("UDP port %u of address %s: %s"), local->port, text, strerror (err));
	}
}

/* Called each second. Start-up is over for the command that started the daemon: it must not
 * delay the boot of the system. */
static void report_wait (uint32_t ip, unsigned seconds)
{
	char text[INET_ADDRSTRLEN];

	if (seconds == 0) {
		signal (SIGHUP, SIG_IGN);
		signal (SIGUSR1, SIG_IGN);
	}
	if (seconds % REMIND == 0) {
		log_warning (_ ("no interface of this host has the address %s; waiting for it"),
		             ipv4_text (ip, text));
		notify_status (_ ("no interface of this host has the address %s; waiting for it"),
		               text);
	}
	if (seconds == 0)
		startup_end ();
	notify_starting ();
}

static int open_one (const struct teredo_endpoint *local, bool wait)
{
	int fd;

	for (unsigned seconds = 0;; seconds++) {
		fd = udp_open (local);
		if (fd >= 0 || errno != EADDRNOTAVAIL || !wait)
			return fd;
		report_wait (local->ip, seconds);
		sleep (1);
	}
}

/* The kernel lets programs bind such an address. */
static bool is_of_no_host (uint32_t ip)
{
	return ip == INADDR_BROADCAST || IN_MULTICAST (ip);
}

static int open_all (int *fds, const struct teredo_endpoint *locals, size_t count, bool wait)
{
	char text[INET_ADDRSTRLEN];

	for (size_t i = 0; i < count; i++) {
		if (is_of_no_host (locals[i].ip)) {
			log_error (_ ("cannot bind to %s (%s); configure an address of this host"),
			           ipv4_text (locals[i].ip, text),
			           _ (teredo_ipv4_special (locals[i].ip)));
			return -1;
		}
		fds[i] = open_one (&locals[i], wait);
		if (fds[i] < 0) {
			explain (&locals[i], errno);
			return -1;
		}
	}
	return 0;
}

int startup_open_udp (int *fds, const struct teredo_endpoint *locals, size_t count)
{
	return open_all (fds, locals, count, false);
}

int startup_await_udp (int *fds, const struct teredo_endpoint *locals, size_t count)
{
	return open_all (fds, locals, count, true);
}

void startup_close_udp (int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fds[i] >= 0)
			close (fds[i]);
		fds[i] = -1;
	}
}
