/*
 * privproc-main.c - miredo-privproc: changes addresses and routes for miredo
 *
 * miredo-privproc client|relay INTERFACE INDEX PREFIX HOOK
 *
 * Started by miredo while that is root, without an environment, and with the
 * channel at SPAWN_CHANNEL. It ends when the channel does, and not before: so
 * signals that a terminal or init sends to all are left to miredo, and the
 * interface is taken down in order whichever way miredo ends.
 *
 * Stages: 1. arguments  2. descriptors: only the standard ones and the channel
 * stay  3. signals  4. all capabilities but CAP_NET_ADMIN go  5. requests.
 * User 0 stays, for a hook to have that capability too; no_new_privs is set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "privproc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>
#include "hook.h"
#include "sandbox.h"
#include "spawn.h"

#define EXIT_USAGE 2

__attribute__ ((format (printf, 2, 3)))
static void log_one (int priority, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	vsyslog (priority, format, args);
	va_end (args);
}

/* A number, the whole text, in base; 0 if it is none. */
static unsigned number (const char *text, int base)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul (text, &end, base);
	if (errno != 0 || end == text || *end != '\0' || value > UINT32_MAX)
		return 0;
	return (unsigned)value;
}

static bool read_arguments (struct privproc_config *config, int argc, char *argv[])
{
	if (argc != 6)
		return false;
	config->rules.relay = strcmp (argv[1], "relay") == 0;
	config->ifname = argv[2];
	config->ifindex = number (argv[3], 10);
	config->rules.prefix = number (argv[4], 16);
	config->hook = argv[5];
	return (config->rules.relay || strcmp (argv[1], "client") == 0)
	       && strlen (config->ifname) - 1 < 15 && config->ifindex != 0
	       && config->rules.prefix != 0 && config->hook[0] == '/';
}

/* Whether miredo gave us a channel; nobody else has a use for this program. */
static bool have_channel (void)
{
	int type = 0;
	socklen_t len = sizeof (type);

	return getsockopt (SPAWN_CHANNEL, SOL_SOCKET, SO_TYPE, &type, &len) == 0
	       && type == SOCK_SEQPACKET
	       && fcntl (SPAWN_CHANNEL, F_SETFD, FD_CLOEXEC) == 0;
}

static void ignore_signals (void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2 };

	for (size_t i = 0; i < sizeof (ignored) / sizeof (ignored[0]); i++)
		signal (ignored[i], SIG_IGN);
}

int main (int argc, char *argv[])
{
	struct privproc_config config = { .limit = HOOK_LIMIT, .log = log_one };

	if (!read_arguments (&config, argc, argv) || !have_channel ()) {
		fputs ("miredo-privproc: this is a part of miredo, which starts it\n", stderr);
		return EXIT_USAGE;
	}
	closefrom (SPAWN_CHANNEL + 1);
	ignore_signals ();
	umask (022);
	if (chdir ("/") != 0)
		return EXIT_FAILURE;
	openlog ("miredo-privproc", LOG_PID | LOG_PERROR, LOG_DAEMON);
	if (sandbox_keep_net_admin () != 0) {
		syslog (LOG_CRIT, "privileges cannot be dropped: %m");
		return EXIT_FAILURE;
	}
	return privproc_serve (SPAWN_CHANNEL, &config) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
