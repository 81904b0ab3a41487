/*
 * faults.h - what is wrong with a configuration: every fault, not only the first
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_FAULTS_H
#define MIREDO_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind { FAULT_WARNING, FAULT_ERROR };

struct fault {
	enum fault_kind kind;
	unsigned line; /* 0: the file as a whole */
	char *text;    /* "file:line: reason" */
};

struct faults {
	struct fault *list;
	size_t count;
};

/* Adds a fault, in the order of lines; line 0: of the file as a whole, last. */
void faults_add (struct faults *, enum fault_kind, const char *file, unsigned line,
                 const char *format, ...) __attribute__ ((format (printf, 5, 6)));

/* Whether any is an error. */
bool faults_fatal (const struct faults *);

/* Logs them all, and forgets them. */
void faults_log (struct faults *);
void faults_clear (struct faults *);

#endif
