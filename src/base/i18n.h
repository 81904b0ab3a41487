/*
 * i18n.h - messages in the user's language
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_I18N_H
#define MIREDO_I18N_H

#include <config.h>

#define _(text)  i18n_text (text)
#define N_(text) text /* to be translated where it is used */

/* Takes the language from the environment. */
void i18n_init (void);

/* The language taken, as LC_ALL has it: for programs that we start. */
const char *i18n_language (void);

/* A text in the user's language; the same text if there is no translation. */
const char *i18n_text (const char *text) __attribute__ ((format_arg (1)));

/* Of two texts, for one and for many, in English, that for n. */
const char *i18n_plural (const char *one, const char *many, unsigned long n)
	__attribute__ ((format_arg (1), format_arg (2)));

#endif
