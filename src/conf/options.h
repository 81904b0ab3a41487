/*
 * options.h - the command line of miredo and miredo-server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_OPTIONS_H
#define MIREDO_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *config; /* file */
	const char *pidfile;
	const char *user;
	const char *root;   /* folder to be confined to, or NULL */
	const char *server; /* miredo: the one argument, or NULL */
	bool foreground;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/*
 * Reads the command line into *options, which holds the defaults. DONE: help or
 * the version was wanted and given. WRONG: said why on standard error.
 */
enum options_result options_parse (struct options *, int argc, char *const argv[],
                                   bool takes_server);

/* What other programs' command lines have in common with it: version and licence to
 * standard output; what is wrong to standard error. */
void options_version (void);
enum options_result options_unknown (const char *program); /* getopt has named the option */
enum options_result options_unexpected (const char *program, const char *argument);

#endif
