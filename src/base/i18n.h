/*
 * i18n.h - translated messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_I18N_H
#define MIREDO_I18N_H

#include <config.h>

#define _(text)  i18n_text (text)
#define N_(text) text /* marks text that is passed to _ elsewhere */

/* Sets the language from the environment. */
void i18n_init (void);

/* The language, as a value of LC_ALL for programs that we start. */
const char *i18n_language (void);

/* Translates a text; returns it unchanged if there is no translation. */
const char *i18n_text (const char *text) __attribute__ ((format_arg (1)));

/* Translates the English singular or plural, whichever the language needs for n. */
const char *i18n_plural (const char *one, const char *many, unsigned long n)
	__attribute__ ((format_arg (1), format_arg (2)));

#endif
