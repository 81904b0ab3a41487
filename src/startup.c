/*
 * startup.c - what miredo and miredo-server do alike at their beginning and end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "startup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "daemon.h"
#include "i18n.h"
#include "log.h"
#include "sandbox.h"

static int take_pidfile (const struct options *options, struct pidfile *pidfile)
{
	pid_t owner;

	if (pidfile_open (pidfile, options->pidfile, &owner) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		log_error (_("already running as PID %ld (%s)"), (long)owner, options->pidfile);
	else
		log_error (_("PID file %s: %s"), options->pidfile, strerror (errno));
	return -1;
}

int startup_begin (const struct options *options, struct pidfile *pidfile)
{
	daemon_clean ();
	if (take_pidfile (options, pidfile) != 0)
		return -1;
	if (!options->foreground && daemon_start () != 0) {
		log_error (_("cannot go into the background: %s"), strerror (errno));
		return -1;
	}
	if (pidfile_write (pidfile) != 0) {
		log_error (_("PID file %s: %s"), options->pidfile, strerror (errno));
		return -1;
	}
	return 0;
}

int startup_drop (const struct options *options)
{
	if (sandbox_daemon (options->user) == 0)
		return 0;
	if (errno == ENOENT)
		log_error (_("there is no user \"%s\": create it, or name another one with --user"),
		           options->user);
	else
		log_error (_("cannot give up privileges and become user \"%s\": %s"), options->user,
		           strerror (errno));
	return -1;
}

void startup_explain_bind (uint32_t ip, uint16_t port, int err)
{
	const struct in_addr address = { htonl (ip) };
	char text[INET_ADDRSTRLEN];

	inet_ntop (AF_INET, &address, text, sizeof (text));
	switch (err) {
	case EADDRNOTAVAIL:
		log_error (_("no interface of this host has the address %s"), text);
		break;
	case EADDRINUSE:
		log_error (_("UDP port %u of address %s is in use by another program"), port, text);
		break;
	case EACCES:
		log_error (_("no permission to use UDP port %u"), port);
		break;
	default:
		log_error (_("UDP port %u of address %s: %s"), port, text, strerror (err));
	}
}
