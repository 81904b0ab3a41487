/*
 * diagnostics.h - errors and warnings about a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIAGNOSTICS_H
#define MIREDO_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

enum diagnostic_kind { DIAGNOSTIC_WARNING, DIAGNOSTIC_ERROR };

struct diagnostic {
	enum diagnostic_kind kind;
	unsigned line; /* 0: about the file as a whole */
	char *text;    /* "file:line: reason" */
};

struct diagnostics {
	struct diagnostic *list;
	size_t count;
};

/* Adds a diagnostic and keeps the list sorted by line; line 0, about the file as a
 * whole, comes last. */
void diagnostics_add (struct diagnostics *, enum diagnostic_kind, const char *file, unsigned line,
                      const char *format, ...) __attribute__ ((format (printf, 5, 6)));

/* Whether there is an error. */
bool diagnostics_fatal (const struct diagnostics *);

/* Logs all of them, then clears the list. */
void diagnostics_log (struct diagnostics *);
void diagnostics_clear (struct diagnostics *);

#endif
