/*
 * i18n.h - messages in the user's language
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_I18N_H
#define MIREDO_I18N_H

#include <config.h>
#include <libintl.h>

#define _(text)  gettext (text)
#define N_(text) text /* to be translated where it is used */

/* Takes the language from the environment. */
void i18n_init (void);

#endif
