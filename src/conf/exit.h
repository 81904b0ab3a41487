/*
 * exit.h - settings of an exit: IPv6 access for the clients of one server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_EXIT_H
#define MIREDO_EXIT_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include "conf/value.h"

#define EXIT_NETWORKS_MAX  64
#define EXIT_NETWORKS_TEXT (EXIT_NETWORKS_MAX * 19) /* bytes: "255.255.255.255/32 " each */
#define EXIT_RATE_MAX      100000                   /* Mbit/s */

enum exit_kind {
	EXIT_NONE,
	EXIT_MASQUERADE, /* all clients have the address of this host */
	EXIT_PREFIX,     /* each client has an address in a prefix of 64 bits */
};

struct exit_network {
	uint32_t ip;     /* host byte order, host bits 0 */
	unsigned length; /* bits of the prefix, 0 to 32 */
};

/* Host byte order. */
uint32_t exit_network_mask (const struct exit_network *);

struct exit_networks {
	size_t count;
	struct exit_network list[EXIT_NETWORKS_MAX];
};

struct exit_config {
	enum exit_kind kind;
	struct in6_addr prefix;           /* EXIT_PREFIX */
	uint32_t server;                  /* whose clients use it; host byte order; 0: not set */
	struct exit_networks allow, deny; /* of mapped addresses; an empty allow: all */
	uint32_t client_rate, rate;       /* Mbit/s in each direction; 0: unlimited */
};

/* These parse the values of the directives Exit, ExitServer (a public IPv4 address),
 * ExitAllow and ExitDeny, ExitClientRate and ExitRate. */
struct verdict exit_parse (struct exit_config *, const char *value);
struct verdict exit_parse_server (uint32_t *server, const char *value);
struct verdict exit_parse_networks (struct exit_networks *, const char *value);
struct verdict exit_parse_rate (uint32_t *rate, const char *value);

/* These write values as text that can be parsed; "" for a server or networks not set. */
void exit_print (const struct exit_config *, char *text, size_t size);
void exit_print_server (uint32_t server, char *text, size_t size);
void exit_print_networks (const struct exit_networks *, char *text, size_t size);
void exit_print_rate (uint32_t rate, char *text, size_t size);

/* Whether an interface can have an exit: its name is part of the firewall's rules. */
bool exit_can_name (const char *interface);

#endif
