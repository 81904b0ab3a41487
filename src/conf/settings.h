/*
 * settings.h - the configuration, understood
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SETTINGS_H
#define MIREDO_SETTINGS_H

#include <stdint.h>
#include "conf/conf.h"

#define SETTINGS_NAME_MAX       253 /* bytes of a host name */
#define SETTINGS_INTERFACES_MAX 255 /* bytes of names of interfaces */

enum settings_mode { MODE_CLIENT, MODE_RELAY, MODE_SERVER };

/* In the order in which they are shown. */
enum {
	DIRECTIVE_TYPE,
	DIRECTIVE_SERVER,
	DIRECTIVE_SERVER2,
	DIRECTIVE_DISCOVERY,
	DIRECTIVE_DISCOVERY_INTERFACES,
	DIRECTIVE_SERVER_ADDRESS,
	DIRECTIVE_SERVER_ADDRESS2,
	DIRECTIVE_BIND_ADDRESS,
	DIRECTIVE_BIND_PORT,
	DIRECTIVE_INTERFACE,
	DIRECTIVE_PREFIX,
	DIRECTIVE_MTU,
	DIRECTIVE_FACILITY,
	DIRECTIVES
};

struct settings {
	enum settings_mode mode;
	bool nat;                            /* relay behind a NAT ("restricted") */
	char server[SETTINGS_NAME_MAX + 1];  /* client: name or address of its server */
	char server2[SETTINGS_NAME_MAX + 1]; /* client: its second address, or "" */
	bool discovery;                      /* client: of others on the link (RFC 4380 5.2.8) */
	char discovery_interfaces[SETTINGS_INTERFACES_MAX + 1]; /* patterns; "": all fit ones */
	uint32_t bind_address;  /* host byte order; 0: any. Server: primary */
	uint32_t bind_address2; /* server: secondary */
	uint16_t bind_port;     /* 0: any */
	char interface[16];
	uint32_t prefix;            /* first 32 bits, host byte order */
	unsigned mtu;               /* bytes */
	int facility;               /* of syslog */
	unsigned lines[DIRECTIVES]; /* that say so; 0: a default */
};

/*
 * Understands the configuration of miredo (client or relay, as RelayType says)
 * or of miredo-server. Unknown directives, wrong values and repetitions are
 * errors; a directive without effect in the mode is a warning (an MTU in a
 * client an error), and so is what is deprecated. What is
 * required besides (a server to ask) left to settings_require, for options can give
 * it too.
 */
void settings_miredo (struct settings *, const struct conf *, struct diagnostics *);
void settings_server (struct settings *, const struct conf *, struct diagnostics *);

/* Takes the server that an option names, or NULL, into the settings of a client,
 * which needs one from either; file: what was read, for messages. */
void settings_require (struct settings *, const char *server, const char *file,
                       struct diagnostics *);

/* Writes into text (size bytes) the names of the directives that differ and that
 * only a new start can change; whether there are any. */
bool settings_fixed_changes (const struct settings *, const struct settings *, char *text,
                             size_t size);

#endif
