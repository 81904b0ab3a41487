/*
 * miredo-privproc.c - miredo-privproc: the one process of a running Miredo that is root
 *
 * Theory of operation. miredo starts it with one end of a channel and the name
 * of one interface, and then gives up its own privileges. What it does:
 *
 *   1. checks its arguments, and that a channel is where one should be;
 *   2. confines itself: no descriptor but the channel and standard ones, an
 *      empty environment, CAP_NET_ADMIN alone, no new privileges;
 *   3. for a relay, runs the script once: the interface comes up with its
 *      route. For a client, runs it for each order that comes by the channel;
 *   4. when the channel ends, for whatever reason, or something comes by it
 *      that is not exactly an order: takes the interface down, and ends.
 *
 * It ignores the signals that a terminal or an init system send to the group:
 * miredo's end is what ends it. It reads no file and opens no socket.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "bytes/array.h"
#include "process/caps.h"
#include "process/daemon.h"
#include "helper/hook.h"
#include "base/i18n.h"
#include "base/log.h"
#include "helper/request.h"
#include "process/sandbox.h"

#define CHANNEL_FD 3

struct arguments {
	bool relay;
	uint32_t prefix; /* host byte order */
	unsigned mtu;
	int facility; /* of syslog; -1: standard error */
};

static bool take_number (unsigned *to, const char *text, int base, unsigned min)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul (text, &end, base);
	*to = (unsigned)value;
	return errno == 0 && *text != '\0' && *end == '\0' && value >= min && value <= 0xffffffff;
}

/* "stderr", or the number of a syslog facility. */
static bool take_log (int *facility, const char *text)
{
	unsigned number;

	*facility = -1;
	if (strcmp (text, "stderr") == 0)
		return true;
	if (!take_number (&number, text, 10, 0) || number > LOG_LOCAL7)
		return false;
	*facility = (int)number;
	return true;
}

/* client|relay, interface, its index, prefix (hexadecimal), MTU, where to log. */
static bool take_arguments (struct arguments *a, struct hook *hook, int argc, char **argv)
{
	if (argc != 7 || (strcmp (argv[1], "client") != 0 && strcmp (argv[1], "relay") != 0)
	    || strlen (argv[2]) >= sizeof (hook->iface))
		return false;
	a->relay = strcmp (argv[1], "relay") == 0;
	hook->path = a->relay ? PKGSYSCONFDIR "/relay-hook" : PKGSYSCONFDIR "/client-hook";
	memcpy (hook->iface, argv[2], strlen (argv[2]) + 1);
	return take_number (&hook->ifindex, argv[3], 10, 1)
	       && take_number (&a->prefix, argv[4], 16, 0)
	       && take_number (&a->mtu, argv[5], 10, 1280) && take_log (&a->facility, argv[6]);
}

/* Whether miredo gave us a channel, which is then kept from the script. */
static bool take_channel (int fd)
{
	socklen_t len = sizeof (int);
	int type;

	return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET
	       && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0;
}

static void ignore_signals (void)
{
	static const int ignored[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE,
	};

	for (size_t i = 0; i < ARRAY_LEN (ignored); i++)
		signal (ignored[i], SIG_IGN);
}

static bool obey (struct hook *hook, const struct request *order)
{
	const struct hook_config config = { .address = order->address, .mtu = order->mtu };

	return order->verb == REQUEST_UP ? hook_up (hook, &config) : hook_down (hook);
}

/* One order; false when there will be no more. A relay has none to give. */
static bool serve (struct hook *hook, const struct arguments *a)
{
	uint8_t bytes[REQUEST_LEN + 1], answer;
	struct request order;
	const char *wrong;
	ssize_t len;

	do
		len = recv (CHANNEL_FD, bytes, sizeof (bytes), 0);
	while (len < 0 && errno == EINTR);
	if (len <= 0)
		return false;
	wrong = a->relay ? "relays give none"
	                 : request_unpack (&order, bytes, (size_t)len, a->prefix);
	if (wrong != NULL) {
		log_error (_ ("miredo-privproc: refuses an order that makes no sense: %s"), wrong);
		return false;
	}
	answer = obey (hook, &order) ? REPLY_DONE : REPLY_FAILED;
	return send (CHANNEL_FD, &answer, 1, MSG_NOSIGNAL) == 1;
}

/* The relay's interface: the prefix as address tells the script what to route. */
static bool set_relay_up (struct hook *hook, const struct arguments *a)
{
	struct hook_config config = { .mtu = a->mtu };

	for (int i = 0; i < 4; i++)
		config.address.s6_addr[i] = (uint8_t)(a->prefix >> (24 - 8 * i));
	return hook_up (hook, &config);
}

int main (int argc, char **argv)
{
	struct arguments arguments;
	struct hook hook = { .patience = HOOK_PATIENCE };

	i18n_init ();
	if (!take_arguments (&arguments, &hook, argc, argv) || !take_channel (CHANNEL_FD)) {
		fputs (_ ("miredo-privproc is started by miredo, not by hand.\n"), stderr);
		return EXIT_FAILURE;
	}
	ignore_signals ();
	if (arguments.facility >= 0) {
		log_to_syslog (arguments.facility);
		daemon_detach ();
	}
	if (sandbox_helper (CHANNEL_FD) != 0) {
		log_error (_ ("miredo-privproc: cannot give up privileges: %s"), strerror (errno));
		return EXIT_FAILURE;
	}
	log_prepare ("miredo-privproc");
	if (!caps_exist)
		log_info (_ (
			"miredo-privproc: built without capabilities: keeps all that root may do"));
	if (!arguments.relay || set_relay_up (&hook, &arguments))
		while (serve (&hook, &arguments))
			continue;
	hook_destroy (&hook);
	return EXIT_SUCCESS;
}
