/*
 * startup.h - steps of a daemon's start-up and reload
 *
 * Each function that fails has logged why. service.c calls them in order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_STARTUP_H
#define MIREDO_STARTUP_H

#include "conf/options.h"
#include "conf/settings.h"
#include "process/pidfile.h"
#include "values/ipv4.h"

/* Brings the process to a known state (daemon.h) and connects to syslog: without
 * --foreground, messages go there and to standard error until start-up is complete. */
void startup_prepare (const struct options *, const char *program);

/*
 * Reads the configuration and logs what is wrong with it. Makes the file's name
 * in the options absolute, so that a reload finds it after chdir. 0, or -1.
 */
int startup_configure (struct options *, enum settings_program, struct settings *);

struct startup_reload {
	bool failed;           /* the configuration has errors; nothing was changed */
	directive_set applied; /* directives that have new values */
};

/* Reads the configuration again, applies what a reload can apply, logs each change
 * and which directives need a restart. */
struct startup_reload startup_reload (struct options *, enum settings_program, struct settings *);

/* Sends messages to the configured facility of syslog, unless the daemon stays in the
 * foreground. */
void startup_log (const struct options *, const struct settings *);

/* Locks the PID file, continues in a background process unless --foreground is given, and
 * writes the PID file. 0, or -1. */
int startup_begin (const struct options *, struct pidfile *);

/* Start-up has succeeded, or takes so long that nobody should wait for it: leaves standard
 * error for syslog, and lets the command that started the daemon exit with status 0. */
void startup_end (void);

/* Gives up privileges (sandbox.h). 0, or -1. */
int startup_drop (const struct options *);

/* Opens a UDP socket for each local endpoint (udp_open). 0, or -1: fds is filled as
 * far as sockets were opened. */
int startup_open_udp (int *fds, const struct teredo_endpoint *locals, size_t count);

/*
 * The same, but waits for addresses that no interface has yet, as when the system boots.
 * Before it waits it calls startup_end, and until the event loop runs, SIGHUP and SIGUSR1 are
 * ignored; SIGTERM and SIGINT end the process.
 */
int startup_await_udp (int *fds, const struct teredo_endpoint *locals, size_t count);

/* Closes those sockets that are open (not -1). */
void startup_close_udp (int *fds, size_t count);

/* Logs that the program cannot start because of errno; -1. */
int startup_fail (void);

#endif
