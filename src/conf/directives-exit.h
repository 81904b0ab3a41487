/*
 * directives-exit.h - directives of an exit, for the table in directives.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DIRECTIVES_EXIT_H
#define MIREDO_DIRECTIVES_EXIT_H

#include "conf/directives.h"

struct verdict directive_parse_exit (struct settings *, const char *value);
void directive_print_exit (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_server (struct settings *, const char *value);
void directive_print_exit_server (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_allow (struct settings *, const char *value);
void directive_print_exit_allow (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_deny (struct settings *, const char *value);
void directive_print_exit_deny (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_client_rate (struct settings *, const char *value);
void directive_print_exit_client_rate (const struct settings *, char *text, size_t size);
struct verdict directive_parse_exit_rate (struct settings *, const char *value);
void directive_print_exit_rate (const struct settings *, char *text, size_t size);

#endif
