/*
 * fuzz-arguments.c - command line of the helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/arguments.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"

#define ARGS_MAX 16

/* Splits text at the ends of lines, into at most ARGS_MAX arguments. */
static int split (char *text, char *argv[])
{
	int argc = 0;

	while (text != NULL && argc < ARGS_MAX)
		argv[argc++] = strsep (&text, "\n");
	return argc;
}

/* Valid arguments are written so that they are read as the same. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct helper_setup setup, again;
	struct arguments arguments;
	char *argv[ARGS_MAX], *text = malloc (size + 1);
	int argc;

	MUST (text != NULL);
	memcpy (text, data, size);
	text[size] = '\0';
	argc = split (text, argv);
	if (arguments_read (&setup, argc, argv)) {
		MUST (strlen (setup.iface) < IF_NAMESIZE);
		MUST (strchr (setup.pidfile, '/') == NULL && strcmp (setup.pidfile, "..") != 0);
		MUST (setup.exit.kind == EXIT_NONE || setup.kind == HELPER_RELAY);
		MUST (setup.exit.kind == EXIT_NONE || setup.exit.server != 0);
		MUST (arguments_write (&arguments, &setup) == argc);
		MUST (arguments_read (&again, argc, (char *const *)(uintptr_t)arguments.argv));
		MUST (strcmp (setup.iface, again.iface) == 0 && setup.prefix == again.prefix);
		MUST (memcmp (&setup.exit, &again.exit, sizeof (setup.exit)) == 0);
	}
	free (text);
	return 0;
}
