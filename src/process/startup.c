/*
 * startup.c - steps of a daemon's start-up and reload
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/startup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "process/daemon.h"
#include "base/i18n.h"
#include "base/log.h"
#include "net/state.h"
#include "report/notify.h"
#include "process/sandbox.h"

void startup_prepare (const struct options *options, const char *program)
{
	notify_prepare ();
	state_prepare ();
	daemon_clean ();
	log_prepare (program);
	if (!options->foreground)
		log_to_syslog (LOG_DAEMON);
}

int startup_configure (struct options *options, enum settings_program program,
                       struct settings *settings)
{
	struct diagnostics diags = { .list = NULL };
	char *path = *options->config != '/' ? realpath (options->config, NULL) : NULL;
	int result;

	if (path != NULL)
		options->config = path; /* never freed */
	result = settings_read (settings, program, options->config, options->server, &diags);
	if (diagnostics_fatal (&diags))
		result = -1;
	diagnostics_log (&diags);
	return result;
}

static void log_applied (const struct settings *old, const struct settings *new,
                         directive_set applied)
{
	char from[DIRECTIVE_VALUE_MAX + 1], to[DIRECTIVE_VALUE_MAX + 1];

	for (size_t i = 0; i < DIRECTIVES; i++) {
		if ((applied & DIRECTIVE_BIT (i)) == 0)
			continue;
		directives[i].print (old, from, sizeof (from));
		directives[i].print (new, to, sizeof (to));
		log_notice (_ ("%s changed from %s to %s"), directives[i].name,
		            from[0] != '\0' ? from : _ ("default"),
		            to[0] != '\0' ? to : _ ("default"));
	}
}

static void log_pending (directive_set pending)
{
	char names[512];

	directives_list (pending, names, sizeof (names));
	if (pending != 0)
		log_warning (_ ("restart required to apply: %s"), names);
}

/* root read the file at start-up, but the daemon is another user now. */
static void explain_access (const struct options *options)
{
	if (access (options->config, R_OK) != 0 && errno == EACCES)
		log_error (_ ("%s must be readable by user \"%s\""), options->config,
		           options->user);
}

struct startup_reload startup_reload (struct options *options, enum settings_program program,
                                      struct settings *settings)
{
	const struct settings old = *settings;
	struct settings_changes changes;
	struct settings new;
	int result;

	result = startup_configure (options, program, &new);
	if (result != 0) {
		explain_access (options);
		log_error (_ ("reload failed; keeping the current configuration"));
		return (struct startup_reload){ .failed = true };
	}
	changes = settings_update (settings, &new);
	if ((changes.applied & DIRECTIVE_BIT (DIRECTIVE_FACILITY)) != 0)
		startup_log (options, settings);
	log_applied (&old, settings, changes.applied);
	log_pending (changes.pending);
	return (struct startup_reload){ .applied = changes.applied };
}

void startup_log (const struct options *options, const struct settings *settings)
{
	if (!options->foreground)
		log_to_syslog (settings->facility);
}

static int lock_pidfile (const struct options *options, struct pidfile *pidfile)
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

int startup_begin (const struct options *options, struct pidfile *pidfile)
{
	if (lock_pidfile (options, pidfile) != 0)
		return -1;
	if (!options->foreground && daemon_start () != 0) {
		log_error (_ ("cannot start a background process: %s"), strerror (errno));
		return -1;
	}
	if (pidfile_write (pidfile) != 0) {
		log_error (_ ("PID file %s: %s"), options->pidfile, strerror (errno));
		return -1;
	}
	return 0;
}

void startup_end (void)
{
	log_leave_stderr ();
	daemon_ready ();
}

int startup_drop (const struct options *options)
{
	if (sandbox_daemon (options->user, options->root) == 0)
		return 0;
	if (errno == EDOM)
		log_error (_ ("cannot run as user \"%s\", which is root; choose another one with "
		              "--user"),
		           options->user);
	else if (errno == ESRCH)
		log_error (
			_ ("there is no user \"%s\"; create it or choose another one with --user"),
			options->user);
	else if (options->root != NULL)
		log_error (_ ("cannot chroot to %s and switch to user \"%s\": %s"), options->root,
		           options->user, strerror (errno));
	else
		log_error (_ ("cannot give up privileges and switch to user \"%s\": %s"),
		           options->user, strerror (errno));
	return -1;
}

int startup_fail (void)
{
	log_error (_ ("cannot start: %s"), strerror (errno));
	return -1;
}
