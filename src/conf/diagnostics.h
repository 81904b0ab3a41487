/*
 * diagnostics.h - errors and warnings about a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIAGNOSTICS_H
#define MIREDO_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

enum diagnostic_kind {
	DIAGNOSTIC_WARNING,
	DIAGNOSTIC_IGNORED, /* a line that is wrong and ignored: a warning; strict: an error */
	DIAGNOSTIC_ERROR,
};

struct diagnostic {
	enum diagnostic_kind kind; /* WARNING or ERROR */
	unsigned line;             /* 0: about the file as a whole */
	char *text;                /* "file:line: reason" */
};

struct diagnostics {
	struct diagnostic *list;
	size_t count;
	bool strict; /* DIAGNOSTIC_IGNORED is an error */
};

/* Adds a diagnostic and keeps the list sorted by line; line 0, about the file as a
 * whole, comes last. file NULL: about the command line. */
void diagnostics_add (struct diagnostics *, enum diagnostic_kind, const char *file, unsigned line,
                      const char *format, ...) __attribute__ ((format (printf, 5, 6)));

#define DIAGNOSTIC_QUOTE_SIZE 64

/* Writes a word of the file for use in a message, and returns text: an overlong word
 * is cut and ends in "...", a control character is a "?". */
const char *diagnostic_quote (char text[DIAGNOSTIC_QUOTE_SIZE], const char *word);

/* Whether there is an error. */
bool diagnostics_fatal (const struct diagnostics *);

/* Logs all of them, then clears the list. */
void diagnostics_log (struct diagnostics *);
void diagnostics_clear (struct diagnostics *);

#endif
