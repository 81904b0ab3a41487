/*
 * list.c - values that are lists of words, separated by blanks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/list.h"

#include <stdio.h>
#include <string.h>

#define BLANKS " \t"

static const char *skip_blanks (const char *list)
{
	return list + strspn (list, BLANKS);
}

static const char *skip_word (const char *list)
{
	return skip_blanks (list + strcspn (list, BLANKS));
}

size_t list_count (const char *list)
{
	size_t count = 0;

	for (const char *at = skip_blanks (list); *at != '\0'; at = skip_word (at))
		count++;
	return count;
}

bool list_word (const char *list, size_t n, char *word, size_t size)
{
	const char *at = skip_blanks (list);
	size_t len;

	for (size_t i = 0; i < n; i++)
		at = skip_word (at);
	len = strcspn (at, BLANKS);
	word[0] = '\0';
	if (len == 0 || len >= size)
		return false;
	memcpy (word, at, len);
	word[len] = '\0';
	return true;
}

bool list_append (char *list, size_t size, const char *words)
{
	const size_t len = strlen (list);

	if (len + 1 + strlen (words) >= size)
		return false;
	snprintf (list + len, size - len, "%s%s", len > 0 ? " " : "", words);
	return true;
}
