/*
 * startup.h - what miredo and miredo-server do alike at their beginning and end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_STARTUP_H
#define MIREDO_STARTUP_H

#include "values/ipv4.h"
#include "conf/options.h"
#include "process/pidfile.h"
#include "conf/settings.h"

/* Exit status where the command line or the configuration is wrong: another try
 * would end the same. Any other failure has EXIT_FAILURE. */
#define STARTUP_WRONG 2

/*
 * Reads the configuration of miredo or of miredo-server, with what the options
 * say besides, and says all that is wrong with it. The name of the file is made
 * absolute, so that it can be read again. 0, or -1.
 */
int startup_configure (struct options *, bool server, struct settings *);

/* The same when the daemon runs: what can change is changed in *settings, what
 * cannot is told. 0; -1 if nothing changes, because of what is wrong. */
int startup_reconfigure (struct options *, struct settings *);

/*
 * Brings the process to a known state, takes the PID file, connects to syslog
 * under the program's name, goes into the background unless that is not wanted. 0; -1 after having
 * said why.
 */
int startup_begin (const struct options *, const char *program, struct pidfile *);

/* From here on the daemon speaks through syslog, unless in the foreground. */
void startup_log (const struct options *, const struct settings *);

/* Gives up privileges (sandbox.h); 0, or -1 after having said why. */
int startup_drop (const struct options *);

/* Opens a UDP socket (udp_open); -1 after having said why it could not be bound, and
 * what to do about it. */
int startup_open_udp (const struct teredo_endpoint *);

#endif
