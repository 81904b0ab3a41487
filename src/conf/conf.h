/*
 * conf.h - lines of a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CONF_H
#define MIREDO_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include "conf/diagnostics.h"

#define CONF_SIZE_MAX 65536 /* bytes in a file */

/* A directive and its value, not interpreted. */
struct conf_line {
	unsigned number; /* from 1 */
	char *name;
	char *value;    /* without surrounding blanks; may be empty */
	bool malformed; /* no value can be read; an error in the diagnostics says why */
};

struct conf {
	char *file; /* name, for messages */
	char *text; /* holds the names and values of the lines */
	struct conf_line *lines;
	size_t count;
	bool unreadable; /* or not a text file; an error in the diagnostics says why */
};

/*
 * Splits text into lines of a directive, blanks and a value. "#" begins a comment
 * at the start of a line or after a blank; a byte order mark is skipped. A line that
 * cannot be a directive is an error in the diagnostics. 0, or -1 with errno (ENOMEM).
 */
int conf_parse (struct conf *, const char *file, const char *text, size_t len,
                struct diagnostics *);

/* The same for a file. If it cannot be read, that is an error in the diagnostics. */
int conf_read (struct conf *, const char *file, struct diagnostics *);

void conf_clear (struct conf *);

#endif
