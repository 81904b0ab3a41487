/*
 * options.h - command line of miredo and miredo-server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_OPTIONS_H
#define MIREDO_OPTIONS_H

#include <stdbool.h>
#include "conf/settings.h"

struct options {
	const char *config; /* file */
	const char *pidfile;
	const char *user;   /* name or number */
	const char *root;   /* folder to chroot to, or NULL */
	const char *server; /* the argument: a client's server, a server's address; or NULL */
	bool foreground;
	unsigned debug; /* level: how often -d was given */
};

/* Exit status if the command line or the configuration is invalid, so that starting
 * again would fail in the same way. Other failures: EXIT_FAILURE. */
#define EXIT_WRONG 2

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* The exit status after OPTIONS_DONE or OPTIONS_WRONG. */
int options_status (enum options_result);

/*
 * Parses the command line into *options, which holds the defaults. DONE: printed
 * the help text or the version. WRONG: printed an error to standard error.
 */
enum options_result options_parse (struct options *, int argc, char *const argv[],
                                   enum settings_program);

/* For the command lines of other programs. Prints version and licence. */
void options_version (void);

/* Print an error to standard error; WRONG. After getopt, which names the unknown
 * option; about an argument too many. */
enum options_result options_unknown (const char *program);
enum options_result options_unexpected (const char *program, const char *argument);

#endif
