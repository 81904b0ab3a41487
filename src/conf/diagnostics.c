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

/* Whether byte i is an ASCII control character, or the end of a C1 one in UTF-8. */
static bool is_control (const unsigned char *word, size_t i)
{
	const unsigned char byte = word[i], before = i > 0 ? word[i - 1] : '\0';

	if (byte >= 0x80 && byte < 0xa0)
		return before < 0x80 || before == 0xc2;
	return byte < ' ' || byte == 0x7f;
}

const char *diagnostic_quote (char text[DIAGNOSTIC_QUOTE_SIZE], const char *word)
{
	const unsigned char *bytes = (const unsigned char *)word;
	const size_t room = DIAGNOSTIC_QUOTE_SIZE - sizeof ("...");
	size_t len = strlen (word);
	const bool cut = len > room;

	if (cut)
		for (len = room; len > 0 && (bytes[len] & 0xc0) == 0x80;)
			len--; /* to the start of a UTF-8 character */
	for (size_t i = 0; i < len; i++)
		text[i] = (char)(is_control (bytes, i) ? '?' : word[i]);
	memcpy (text + len, cut ? "..." : "", cut ? sizeof ("...") : 1);
	return text;
}

/* "file:line: reason", as far as it is known where. */
static void format_text (char *text, size_t size, const char *file, unsigned line,
                         const char *reason)
{
	if (file == NULL)
		snprintf (text, size, "%s", reason);
	else if (line == 0)
		snprintf (text, size, "%.200s: %s", file, reason);
	else
		snprintf (text, size, "%.200s:%u: %s", file, line, reason);
}

static enum diagnostic_kind effective (const struct diagnostics *diags, enum diagnostic_kind kind)
{
	if (kind != DIAGNOSTIC_IGNORED)
		return kind;
	return diags->strict ? DIAGNOSTIC_ERROR : DIAGNOSTIC_WARNING;
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
	format_text (text, sizeof (text), file, line, reason);
	for (; at > 0 && goes_before (line, list[at - 1].line); at--)
		list[at] = list[at - 1];
	list[at] = (struct diagnostic){ effective (diags, kind), line, strdup (text) };
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
	*diags = (struct diagnostics){ .strict = diags->strict };
}
