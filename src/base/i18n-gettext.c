/*
 * i18n-gettext.c - messages in the user's language, by gettext
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>

void i18n_init (void)
{
	setlocale (LC_MESSAGES, "");
	setlocale (LC_CTYPE, "");
	bindtextdomain (PACKAGE, LOCALEDIR);
	textdomain (PACKAGE);
	/* While the catalogue can be found: later there may be another root folder. */
	gettext ("");
}

const char *i18n_language (void)
{
	return setlocale (LC_MESSAGES, NULL);
}

const char *i18n_text (const char *text)
{
	return gettext (text);
}

const char *i18n_plural (const char *one, const char *many, unsigned long n)
{
	return ngettext (one, many, n);
}
