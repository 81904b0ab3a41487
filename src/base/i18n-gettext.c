/*
 * i18n-gettext.c - translated messages, with gettext
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
	/* Loads the catalogue, before chroot hides it. */
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
