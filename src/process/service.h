/*
 * service.h - start, event loop and end of miredo, miredo-server and teredo-mire
 *
 * Each program supplies its calls; service_main is its main function:
 *
 *   1. parses the command line, reads the configuration (daemons);
 *   2. goes into the background, writes the PID file (daemons);
 *   3. open, with the privileges the program was started with;
 *   4. gives up privileges (daemons);
 *   5. make, then start; reports that it is ready (daemons), or does so in step 6 when the
 *      program calls service_ready;
 *   6. runs the event loop until SIGINT or SIGTERM or a fatal error;
 *   7. finish, then close.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SERVICE_H
#define MIREDO_SERVICE_H

#include <event2/event.h>
#include "process/startup.h"

struct service;

/* All get the ctx of the service. Those that return int: 0, or -1 having logged why. */
struct service_calls {
	const char *name; /* of the program */
	bool daemon;      /* false: no configuration, PID file, privileges, service manager */
	enum settings_program program; /* daemon */
	/* The command line; NULL: options_parse. */
	enum options_result (*parse) (void *ctx, int argc, char *const argv[]);
	int (*open) (void *ctx); /* opens what needs privileges, or may be in use */
	int (*make) (void *ctx); /* allocates the rest */
	/* Begins to work, and says so in the log. SERVICE_STARTING: not ready yet. */
	int (*start) (void *ctx);
	void (*report) (void *ctx); /* SIGUSR1: logs state and counters */
	/* SIGHUP: acts on the directives that changed; daemon. */
	void (*reload) (void *ctx, directive_set changed);
	int (*finish) (void *ctx); /* after the event loop; -1: an error ended it */
	void (*close) (void *ctx); /* frees what was opened, made and started so far */
};

#define SERVICE_STARTING 1 /* from start: the program will call service_ready */

#define SERVICE_SIGNALS 5

struct service {
	const struct service_calls *calls;
	void *ctx;
	struct options options;   /* defaults, then the command line */
	struct settings settings; /* daemon */
	struct pidfile pidfile;   /* initially PIDFILE_NONE */
	struct event_base *base;  /* from make to close */
	bool ready;               /* service_ready was called */
	struct event *signals[SERVICE_SIGNALS];
};

/*
 * Reports, once, that start-up has succeeded: to the service manager, and to the command
 * that started the daemon. That command fails, and the service manager with it, if the
 * program ends before this.
 */
void service_ready (struct service *);

/* Runs the program; its exit status. */
int service_main (struct service *, int argc, char **argv);

#endif
