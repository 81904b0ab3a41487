/*
 * output.h - what a hook writes, line by line in the log
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_OUTPUT_H
#define MIREDO_OUTPUT_H

#include <stddef.h>
#include "bytes/token-bucket.h"

#define OUTPUT_LINE 240 /* bytes; what is longer is logged as several lines */

/* A pipe. It stays open between hooks, so that a process that a hook leaves behind does not
 * end with SIGPIPE. */
struct output {
	int read_fd;  /* non-blocking */
	int write_fd; /* standard output and error of hooks */
	const char *name;
	struct teredo_token_bucket bucket; /* lines */
	unsigned long suppressed;          /* lines since the last that was logged */
	size_t len;
	char line[OUTPUT_LINE + 1];
};

/* Makes the pipe; name precedes each line. 0, or -1 with errno. */
int output_open (struct output *, const char *name);

/* Logs lines that wait in the pipe: all, unless a hook writes as fast as they are read. At
 * most 50 at once and 5 a second are logged; the number suppressed is logged afterwards. */
void output_read (struct output *);

/* The same, and the last line even if it has no end. */
void output_flush (struct output *);

#endif
