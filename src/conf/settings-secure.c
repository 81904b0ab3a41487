/*
 * settings-secure.c - settings of secure qualification, checked together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include "base/hmac.h"
#include "base/i18n.h"

/* If one is set, the other must be. */
static void require (const struct settings *s, size_t directive, size_t other, const char *file,
                     struct diagnostics *diags)
{
	if (s->lines[directive] != 0 && s->lines[other] == 0)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, s->lines[directive],
		                 _ ("%s requires %s"), directives[directive].name,
		                 directives[other].name);
}

/* A build without it must not accept the directives. */
static void require_hmac (const struct settings *s, size_t directive, const char *file,
                          struct diagnostics *diags)
{
	if (s->lines[directive] != 0 && hmac_sha1 () == NULL)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, s->lines[directive],
		                 _ ("%s: this build of Miredo has no secure qualification "
		                    "(configure --with-libmd)"),
		                 directives[directive].name);
}

void settings_complete_secure (const struct settings *s, const char *file,
                               struct diagnostics *diags)
{
	require (s, DIRECTIVE_IDENTIFIER, DIRECTIVE_SECRET_FILE, file, diags);
	require (s, DIRECTIVE_SECRET_FILE, DIRECTIVE_IDENTIFIER, file, diags);
	require_hmac (s, DIRECTIVE_IDENTIFIER, file, diags);
	require_hmac (s, DIRECTIVE_CLIENTS_FILE, file, diags);
	require_hmac (s, DIRECTIVE_EXIT_KEY_FILE, file, diags);
	if (s->mode == MODE_SERVER)
		require (s, DIRECTIVE_EXIT_KEY_FILE, DIRECTIVE_CLIENTS_FILE, file, diags);
	if (s->secure.forward_rate > 0)
		require (s, DIRECTIVE_FORWARD_RATE, DIRECTIVE_CLIENTS_FILE, file, diags);
	if (s->secure.only)
		require (s, DIRECTIVE_SECURE_ONLY, DIRECTIVE_CLIENTS_FILE, file, diags);
}
