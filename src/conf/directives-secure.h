/*
 * directives-secure.h - directives of secure qualification, for the table in directives.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_SECURE_H
#define MIREDO_DIRECTIVES_SECURE_H

#include "conf/directives.h"

struct verdict directive_parse_identifier (struct settings *, const char *value);
void directive_print_identifier (const struct settings *, char *text, size_t size);
struct verdict directive_parse_secret_file (struct settings *, const char *value);
void directive_print_secret_file (const struct settings *, char *text, size_t size);
struct verdict directive_parse_clients_file (struct settings *, const char *value);
void directive_print_clients_file (const struct settings *, char *text, size_t size);
struct verdict directive_parse_secure_only (struct settings *, const char *value);
void directive_print_secure_only (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_key_file (struct settings *, const char *value);
void directive_print_exit_key_file (const struct settings *, char *text, size_t size);
struct verdict directive_parse_forward_rate (struct settings *, const char *value);
void directive_print_forward_rate (const struct settings *, char *text, size_t size);

#endif
