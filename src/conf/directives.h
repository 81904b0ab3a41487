/*
 * directives.h - what can be configured: names, and values from and to text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_H
#define MIREDO_DIRECTIVES_H

#include "conf/settings.h"

/* Modes in which a directive has an effect. */
#define IN_CLIENT (1u << MODE_CLIENT)
#define IN_RELAY  (1u << MODE_RELAY)
#define IN_SERVER (1u << MODE_SERVER)

struct directive {
	char name[20];
	unsigned modes;
	/* Puts a value where it belongs; NULL, or what is wrong with it. */
	const char *(*parse) (struct settings *, const char *value);
	/* The value as text that parse accepts; "": not set. */
	void (*print) (const struct settings *, char *text, size_t size);
};

extern const struct directive directives[DIRECTIVES];

/* The directive of a name, without regard to case, in these modes; or NULL. */
const struct directive *directives_find (const char *name, unsigned modes);

/* A host name or IPv4 address into to (SETTINGS_NAME_MAX + 1 bytes); an IPv4
 * address in host byte order. NULL, or what is wrong with the value. */
const char *directives_parse_name (char *to, const char *value);
const char *directives_parse_ipv4 (uint32_t *to, const char *value);

#endif
