/*
 * directives-client.h - directives of a client, for the table in directives.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_CLIENT_H
#define MIREDO_DIRECTIVES_CLIENT_H

#include "conf/directives.h"

struct verdict directive_parse_refresh (struct settings *, const char *value);
void directive_print_refresh (const struct settings *, char *text, size_t size);
struct verdict directive_parse_adaptive_refresh (struct settings *, const char *value);
void directive_print_adaptive_refresh (const struct settings *, char *text, size_t size);
struct verdict directive_parse_discovery (struct settings *, const char *value);
void directive_print_discovery (const struct settings *, char *text, size_t size);
struct verdict directive_parse_discovery_interfaces (struct settings *, const char *value);
void directive_print_discovery_interfaces (const struct settings *, char *text, size_t size);
struct verdict directive_parse_port_mapping (struct settings *, const char *value);
void directive_print_port_mapping (const struct settings *, char *text, size_t size);
struct verdict directive_parse_symmetric (struct settings *, const char *value);
void directive_print_symmetric (const struct settings *, char *text, size_t size);
struct verdict directive_parse_upnp_symmetric (struct settings *, const char *value);
void directive_print_upnp_symmetric (const struct settings *, char *text, size_t size);
struct verdict directive_parse_port_preserving (struct settings *, const char *value);
void directive_print_port_preserving (const struct settings *, char *text, size_t size);
struct verdict directive_parse_sequential (struct settings *, const char *value);
void directive_print_sequential (const struct settings *, char *text, size_t size);
struct verdict directive_parse_hairpinning (struct settings *, const char *value);
void directive_print_hairpinning (const struct settings *, char *text, size_t size);
struct verdict directive_parse_load_reduction (struct settings *, const char *value);
void directive_print_load_reduction (const struct settings *, char *text, size_t size);
struct verdict directive_parse_birthday (struct settings *, const char *value);
void directive_print_birthday (const struct settings *, char *text, size_t size);

#endif
