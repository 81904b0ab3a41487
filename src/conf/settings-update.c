/*
 * settings-update.c - new settings for a running daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <assert.h>
#include <string.h>

/* Copies the value of a directive by way of its text. */
static void copy (struct settings *to, const struct settings *from, size_t directive)
{
	const struct directive *d = &directives[directive];
	char value[DIRECTIVE_VALUE_MAX + 1];
	struct verdict verdict = { NULL, DIAGNOSTIC_WARNING };

	d->print (from, value, sizeof (value));
	if (value[0] != '\0')
		verdict = d->parse (to, value);
	assert (verdict.text == NULL);
	(void)verdict;
	to->lines[directive] = from->lines[directive];
}

static bool differs (const struct settings *a, const struct settings *b, size_t directive)
{
	char value_a[DIRECTIVE_VALUE_MAX + 1], value_b[DIRECTIVE_VALUE_MAX + 1];

	directives[directive].print (a, value_a, sizeof (value_a));
	directives[directive].print (b, value_b, sizeof (value_b));
	return strcmp (value_a, value_b) != 0;
}

struct settings_changes settings_update (struct settings *running, const struct settings *new)
{
	struct settings_changes changes = { 0, 0 };
	struct settings result;

	settings_set_defaults (&result, running->mode);
	for (size_t i = 0; i < DIRECTIVES; i++) {
		const unsigned modes = directives[i].modes;
		const bool comparable = (modes & 1u << new->mode) != 0;
		const bool apply = comparable && directives[i].change == ON_RELOAD;

		if ((modes & 1u << running->mode) == 0)
			continue;
		if (comparable && differs (running, new, i))
			*(apply ? &changes.applied : &changes.pending) |= DIRECTIVE_BIT (i);
		copy (&result, apply ? new : running, i);
	}
	result.bind_address = running->bind_address; /* names are not looked up again */
	result.bind_address2 = running->bind_address2;
	*running = result;
	return changes;
}
