/*
 * conf.h - the lines of a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CONF_H
#define MIREDO_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include "conf/diagnostics.h"

#define CONF_SIZE_MAX 65536 /* bytes of a file */

/* A directive and its value, as they stand. */
struct conf_line {
	unsigned number; /* from 1 */
	char *name;
	char *value; /* without blanks around it; may be empty */
};

struct conf {
	char *file; /* its name, for messages */
	char *text; /* that the lines point into */
	struct conf_line *lines;
	size_t count;
	bool unreadable; /* there is no such file, or the like: a fault says why */
};

/*
 * Takes text apart: a directive, blanks, a value on each line; "#" begins a
 * comment at the start of a line or after a blank. Lines that cannot be
 * directives become diags. 0, or -1 with errno (ENOMEM).
 */
int conf_parse (struct conf *, const char *file, const char *text, size_t len,
                struct diagnostics *);

/* The same from a file; one that cannot be read is a fault. */
int conf_read (struct conf *, const char *file, struct diagnostics *);

void conf_clear (struct conf *);

#endif
