/*
 * directives-servers.c - directives of a client's servers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/directives-servers.h"

#include <stdio.h>
#include <strings.h>
#include "base/i18n.h"
#include "conf/list.h"
#include "conf/settings.h"
#include "roles/servers.h"

/* Appends servers to a list, to which an earlier line may have added some. none: the word is
 * allowed. */
static struct verdict parse_servers (char *list, const char *value, bool none)
{
	const size_t count = list_count (value);
	char word[SETTINGS_NAME_MAX + 1], name[SETTINGS_NAME_MAX + 1];
	struct verdict verdict;
	uint32_t ip;

	if (count == 0 || list_count (list) + count > TEREDO_SERVERS_MAX)
		return value_invalid (_ ("must be one to eight host names or IPv4 addresses"));
	for (size_t i = 0; i < count; i++) {
		list_word (value, i, word, sizeof (word));
		if (none && strcasecmp (word, SETTINGS_NONE) == 0)
			continue;
		verdict = value_server (name, &ip, word);
		if (verdict.text != NULL)
			return verdict;
	}
	if (!list_append (list, SETTINGS_SERVERS_TEXT, value))
		return value_invalid (_ ("the names of all servers are longer than 1023 bytes"));
	return value_valid;
}

struct verdict directive_parse_server (struct settings *s, const char *value)
{
	return parse_servers (s->server, value, false);
}

struct verdict directive_parse_server2 (struct settings *s, const char *value)
{
	return parse_servers (s->server2, value, true);
}

void directive_print_server (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->server);
}

void directive_print_server2 (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->server2);
}
