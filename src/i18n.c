/*
 * i18n.c - messages in the user's language
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "i18n.h"

#include <locale.h>

void i18n_init (void)
{
	setlocale (LC_MESSAGES, "");
	setlocale (LC_CTYPE, "");
	bindtextdomain (PACKAGE, LOCALEDIR);
	textdomain (PACKAGE);
}
