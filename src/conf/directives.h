/*
 * directives.h - table of the configuration directives
 *
 * A directive needs only a row in the table, a field in struct settings and an entry in the manual
 * page.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_H
#define MIREDO_DIRECTIVES_H

#include <stddef.h>
#include <stdint.h>
#include "conf/exit.h"
#include "conf/value.h"

#define DIRECTIVE_VALUE_MAX EXIT_NETWORKS_TEXT /* bytes of a value that print writes */

struct settings;

enum settings_mode { MODE_CLIENT, MODE_RELAY, MODE_SERVER };

/* Modes in which a directive has an effect. */
#define IN_CLIENT (1u << MODE_CLIENT)
#define IN_RELAY  (1u << MODE_RELAY)
#define IN_SERVER (1u << MODE_SERVER)

/* In the order in which they are shown. */
enum {
	DIRECTIVE_TYPE,
	DIRECTIVE_SERVER,
	DIRECTIVE_SERVER2,
	DIRECTIVE_IDENTIFIER,
	DIRECTIVE_SECRET_FILE,
	DIRECTIVE_REFRESH,
	DIRECTIVE_ADAPTIVE_REFRESH,
	DIRECTIVE_DISCOVERY,
	DIRECTIVE_DISCOVERY_INTERFACES,
	DIRECTIVE_SERVER_ADDRESS,
	DIRECTIVE_SERVER_ADDRESS2,
	DIRECTIVE_CLIENTS_FILE,
	DIRECTIVE_SECURE_ONLY,
	DIRECTIVE_FORWARD_RATE,
	DIRECTIVE_BIND_ADDRESS,
	DIRECTIVE_BIND_PORT,
	DIRECTIVE_PORT_MAPPING,
	DIRECTIVE_SYMMETRIC,
	DIRECTIVE_UPNP_SYMMETRIC,
	DIRECTIVE_PORT_PRESERVING,
	DIRECTIVE_SEQUENTIAL,
	DIRECTIVE_HAIRPINNING,
	DIRECTIVE_LOAD_REDUCTION,
	DIRECTIVE_BIRTHDAY,
	DIRECTIVE_INTERFACE,
	DIRECTIVE_PREFIX,
	DIRECTIVE_MTU,
	DIRECTIVE_EXIT,
	DIRECTIVE_EXIT_SERVER,
	DIRECTIVE_EXIT_ALLOW,
	DIRECTIVE_EXIT_DENY,
	DIRECTIVE_EXIT_KEY_FILE,
	DIRECTIVE_EXIT_CLIENT_RATE,
	DIRECTIVE_EXIT_RATE,
	DIRECTIVE_OFFLOAD,
	DIRECTIVE_WORKERS,
	DIRECTIVE_FACILITY,
	DIRECTIVES
};

/* A set of directives: one bit each. */
typedef uint64_t directive_set;
#define DIRECTIVE_BIT(directive) ((directive_set)1 << (directive))

/* When a changed value takes effect. */
enum directive_change { ON_RELOAD, ON_RESTART };

struct directive {
	char name[20];
	unsigned modes;
	enum directive_change change;
	/* Stores a value in the settings. */
	struct verdict (*parse) (struct settings *, const char *value);
	/* Writes the value as text that parse accepts; "": not set, the default. */
	void (*print) (const struct settings *, char *text, size_t size);
};

extern const struct directive directives[DIRECTIVES];

/* Finds a directive that has an effect in one of these modes by its name, which is
 * case-insensitive; or NULL. */
const struct directive *directives_find (const char *name, unsigned modes);

/* Writes the names of the directives in a set, separated by commas, as far as they
 * fit into size bytes. */
void directives_list (directive_set, char *text, size_t size);

#endif
