/*
 * diagnostics.c - errors and warnings about a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"

/* Whether line a sorts before line b. */
static bool goes_before (unsigned a, unsigned b)
{
	return a != 0 && (b == 0 || a < b);
}

void diagnostics_add (struct diagnostics *diags, enum diagnostic_kind kind, const char *file,
                      unsigned line, const char *format, ...)
{
	struct diagnostic *list = realloc (diags->list, (diags->count + 1) * sizeof (*list));
	char reason[512], text[768];
	size_t at = diags->count;
	va_list args;

	if (list == NULL)
		abort (); /* out of memory while reading a small file */
	diags->list = list;
	va_start (args, format);
	vsnprintf (reason, sizeof (reason), format, args);
	va_end (args);
	if (line != 0)
		snprintf (text, sizeof (text), "%.200s:%u: %s", file, line, reason);
	else
		snprintf (text, sizeof (text), "%.200s: %s", file, reason);
	for (; at > 0 && goes_before (line, list[at - 1].line); at--)
		list[at] = list[at - 1];
	list[at] = (struct diagnostic){ .kind = kind, .line = line, .text = strdup (text) };
	if (list[at].text == NULL)
		abort ();
	diags->count++;
}

bool diagnostics_fatal (const struct diagnostics *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		if (diags->list[i].kind == DIAGNOSTIC_ERROR)
			return true;
	return false;
}

void diagnostics_log (struct diagnostics *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		log_at (diags->list[i].kind == DIAGNOSTIC_ERROR ? LOG_ERR : LOG_WARNING, "%s",
		        diags->list[i].text);
	diagnostics_clear (diags);
}

void diagnostics_clear (struct diagnostics *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		free (diags->list[i].text);
	free (diags->list);
	*diags = (struct diagnostics){ .list = NULL };
}
