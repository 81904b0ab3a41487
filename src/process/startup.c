/*
 * startup.c - what miredo and miredo-server do alike at their beginning and end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/startup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "process/daemon.h"
#include "base/i18n.h"
#include "base/log.h"
#include "report/notify.h"
#include "process/sandbox.h"
#include "net/udp.h"

int startup_configure (struct options *options, bool server, struct settings *settings)
{
	struct diagnostics diags = { .list = NULL };
	char *path = *options->config != '/' ? realpath (options->config, NULL) : NULL;
	struct conf conf;
	int result;

	*settings = (struct settings){ .mode = server ? MODE_SERVER : MODE_CLIENT };
	if (path != NULL)
		options->config = path; /* kept as long as the process lives */
	if (conf_read (&conf, options->config, &diags) != 0) {
		log_error ("%s: %s", options->config, strerror (errno));
		return -1;
	}
	if (!conf.unreadable) {
		if (server)
			settings_server (settings, &conf, &diags);
		else
			settings_miredo (settings, &conf, &diags);
		settings_require (settings, options->server, options->config, &diags);
	}
	result = diagnostics_fatal (&diags) ? -1 : 0;
	diagnostics_log (&diags);
	conf_clear (&conf);
	return result;
}

int startup_reconfigure (struct options *options, struct settings *settings)
{
	struct settings new;
	char fixed[128];
	int result;

	notify_reloading ();
	result = startup_configure (options, settings->mode == MODE_SERVER, &new);
	notify_ready ();
	if (result != 0) {
		log_error (_ ("the configuration is not reloaded: the old one stays"));
		return -1;
	}
	if (settings_fixed_changes (settings, &new, fixed, sizeof (fixed)))
		log_warning (_ ("changed, but only a restart takes it up: %s"), fixed);
	settings->facility = new.facility;
	if (new.mode == MODE_CLIENT && settings->mode == MODE_CLIENT) {
		memcpy (settings->server, new.server, sizeof (new.server));
		memcpy (settings->server2, new.server2, sizeof (new.server2));
		settings->discovery = new.discovery;
		memcpy (settings->discovery_interfaces, new.discovery_interfaces,
		        sizeof (new.discovery_interfaces));
	}
	return 0;
}

void startup_log (const struct options *options, const struct settings *settings)
{
	if (!options->foreground)
		log_to_syslog (settings->facility);
}

static int take_pidfile (const struct options *options, struct pidfile *pidfile)
{
	pid_t owner;

	if (pidfile_open (pidfile, options->pidfile, &owner) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		log_error (_ ("already running as PID %ld (%s)"), (long)owner, options->pidfile);
	else
		log_error (_ ("PID file %s: %s"), options->pidfile, strerror (errno));
	return -1;
}

int startup_begin (const struct options *options, const char *program, struct pidfile *pidfile)
{
	notify_prepare ();
	daemon_clean ();
	log_prepare (program);
	if (take_pidfile (options, pidfile) != 0)
		return -1;
	if (!options->foreground && daemon_start () != 0) {
		log_error (_ ("cannot go into the background: %s"), strerror (errno));
		return -1;
	}
	if (pidfile_write (pidfile) != 0) {
		log_error (_ ("PID file %s: %s"), options->pidfile, strerror (errno));
		return -1;
	}
	return 0;
}

int startup_drop (const struct options *options)
{
	if (sandbox_daemon (options->user, options->root) == 0)
		return 0;
	if (errno == ESRCH)
		log_error (
			_ ("there is no user \"%s\": create it, or name another one with --user"),
			options->user);
	else if (options->root != NULL)
		log_error (_ ("cannot make %s the root folder and become user \"%s\": %s"),
		           options->root, options->user, strerror (errno));
	else
		log_error (_ ("cannot give up privileges and become user \"%s\": %s"),
		           options->user, strerror (errno));
	return -1;
}

static void explain_bind (uint32_t ip, uint16_t port, int err)
{
	const struct in_addr address = { htonl (ip) };
	char text[INET_ADDRSTRLEN];

	inet_ntop (AF_INET, &address, text, sizeof (text));
	switch (err) {
	case EADDRNOTAVAIL:
		log_error (_ ("no interface of this host has the address %s"), text);
		break;
	case EADDRINUSE:
		log_error (_ ("UDP port %u of address %s is in use by another program"), port,
		           text);
		break;
	case EACCES:
		log_error (_ ("no permission to use UDP port %u"), port);
		break;
	default:
		log_error (_ ("UDP port %u of address %s: %s"), port, text, strerror (err));
	}
}

int startup_open_udp (const struct teredo_endpoint *local)
{
	const int fd = udp_open (local);

	if (fd < 0)
		explain_bind (local->ip, local->port, errno);
	return fd;
}
