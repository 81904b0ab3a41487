/*
 * directives-servers.h - directives of a client's servers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_SERVERS_H
#define MIREDO_DIRECTIVES_SERVERS_H

#include "conf/value.h"

struct settings;

/* For the table in directives.c. Values are appended to those of earlier lines. */
struct verdict directive_parse_server (struct settings *, const char *value);
struct verdict directive_parse_server2 (struct settings *, const char *value);
void directive_print_server (const struct settings *, char *text, size_t size);
void directive_print_server2 (const struct settings *, char *text, size_t size);

#endif
