/*
 * i18n-none.c - untranslated messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/i18n.h"

void i18n_init (void)
{
}

const char *i18n_language (void)
{
	return "C";
}

const char *i18n_text (const char *text)
{
	return text;
}

const char *i18n_plural (const char *one, const char *many, unsigned long n)
{
	return n == 1 ? one : many;
}
