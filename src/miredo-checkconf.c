/*
 * miredo-checkconf.c - miredo-checkconf: check a configuration, print its values
 *
 * It reads the file, and the files of secrets that it names, as the daemons do and reports
 * all errors and warnings. It does not use the network, not even to look up names.
 *
 * Exit status: EXIT_SUCCESS, EXIT_FAILURE (errors in the files), EXIT_WRONG (the
 * command line is invalid, or the configuration file cannot be read).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include "conf/directives.h"
#include "base/i18n.h"
#include "conf/options.h"
#include "conf/secrets.h"
#include "conf/settings.h"

#define PROGRAM "miredo-checkconf"

#define FILE_CLIENT PKGSYSCONFDIR "/miredo.conf"
#define FILE_SERVER PKGSYSCONFDIR "/miredo-server.conf"

struct arguments {
	const char *file; /* NULL: the default */
	bool server;      /* it is miredo-server's; false: find out */
	bool print;
	bool lenient; /* accept what the daemons ignore with a warning */
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "lenient", no_argument, NULL, 'l' },
	{ "print", no_argument, NULL, 'p' },
	{ "server", no_argument, NULL, 's' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void help (void)
{
	printf (_ ("Usage: %s [OPTIONS] [FILE]\n"), PROGRAM);
	puts (_ ("Check a configuration file of miredo or miredo-server"));
	printf (_ ("\n"
	           "  -c, --config FILE    configuration file [%s]\n"
	           "  -h, --help           print this text\n"
	           "  -l, --lenient        accept lines that the daemons ignore with a warning\n"
	           "  -p, --print          print all values and where each is set\n"
	           "  -s, --server         check as a configuration of miredo-server\n"
	           "  -V, --version        print version and licence\n"),
	        FILE_CLIENT);
}

static enum options_result parse (struct arguments *arguments, int argc, char *const argv[])
{
	int option;

	/* -f is the name of -c in Miredo 1.2. */
	while ((option = getopt_long (argc, argv, "c:f:hlpsV", long_options, NULL)) != -1) {
		switch (option) {
		case 'c':
		case 'f':
			arguments->file = optarg;
			break;
		case 'h':
			help ();
			return OPTIONS_DONE;
		case 'l':
			arguments->lenient = true;
			break;
		case 'p':
			arguments->print = true;
			break;
		case 's':
			arguments->server = true;
			break;
		case 'V':
			options_version ();
			return OPTIONS_DONE;
		default:
			return options_unknown (PROGRAM);
		}
	}
	if (arguments->file == NULL && optind < argc)
		arguments->file = argv[optind++];
	return optind < argc ? options_unexpected (PROGRAM, argv[optind]) : OPTIONS_RUN;
}

/* --- values --- */

static void print_origin (const struct settings *s, const char *file, size_t directive)
{
	if (s->lines[directive] != 0)
		printf ("# %s:%u\n", file, s->lines[directive]);
	else if (directive == DIRECTIVE_SERVER_ADDRESS2)
		printf ("# %s\n", _ ("default: ServerBindAddress plus one"));
	else if (directive == DIRECTIVE_EXIT_SERVER && s->exit.server != 0)
		printf (_ ("# default: ServerBindAddress of %s\n"), FILE_SERVER);
	else
		printf ("# %s\n", _ ("default"));
}

/* Prints them as a valid configuration file. */
static void print_values (const struct settings *s, const char *file)
{
	for (size_t i = 0; i < DIRECTIVES; i++) {
		char value[DIRECTIVE_VALUE_MAX + 1];

		if ((directives[i].modes & 1u << s->mode) == 0)
			continue;
		directives[i].print (s, value, sizeof (value));
		if (value[0] == '\0')
			printf ("# %-18s ", directives[i].name);
		else
			printf ("%-20s %-24s ", directives[i].name, value);
		print_origin (s, file, i);
	}
}

static const char *verdict (enum settings_mode mode)
{
	switch (mode) {
	case MODE_CLIENT:
		return _ ("valid client configuration");
	case MODE_RELAY:
		return _ ("valid relay configuration");
	case MODE_SERVER:
		break;
	}
	return _ ("valid server configuration");
}

/* --- files of secrets --- */

static void check_secret (const char *file, struct diagnostics *diags)
{
	struct teredo_identity identity;

	secrets_read_identity (&identity, "", file, diags);
}

/* Reads them if the daemon would; "": not set, or wrong. */
static void check_secrets (const struct settings *s, struct diagnostics *clients,
                           struct diagnostics *diags)
{
	const struct secure_config *secure = &s->secure;

	if (secure->clients_file[0] != '\0')
		teredo_keyring_free (secrets_read_clients (secure->clients_file, clients));
	if (secure->secret_file[0] != '\0')
		check_secret (secure->secret_file, diags);
	if (secure->exit_key_file[0] != '\0'
	    && (s->mode == MODE_SERVER || s->exit.kind != EXIT_NONE))
		check_secret (secure->exit_key_file, diags);
}

/* --- the check --- */

static int check (const struct arguments *arguments)
{
	const char *standard = arguments->server ? FILE_SERVER : FILE_CLIENT;
	const char *file = arguments->file != NULL ? arguments->file : standard;
	struct diagnostics diags = { .strict = !arguments->lenient };
	struct diagnostics clients = { .list = NULL }, keys = { .list = NULL };
	struct settings settings;
	bool read, valid;

	read = settings_read (&settings,
	                      arguments->server ? SETTINGS_MIREDO_SERVER : SETTINGS_EITHER, file,
	                      NULL, &diags)
	       == 0;
	if (read && !settings.type_wrong)
		check_secrets (&settings, &clients, &keys);
	valid = !diagnostics_fatal (&diags) && !diagnostics_fatal (&clients)
	        && !diagnostics_fatal (&keys);
	if (valid && arguments->print)
		print_values (&settings, file);
	else if (valid)
		printf ("%s: %s\n", file, verdict (settings.mode));
	fflush (stdout);
	diagnostics_log (&diags);
	diagnostics_log (&clients);
	diagnostics_log (&keys);
	if (!read)
		return EXIT_WRONG;
	return valid ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main (int argc, char **argv)
{
	struct arguments arguments = { .file = NULL };
	enum options_result parsed;

	i18n_init ();
	parsed = parse (&arguments, argc, argv);
	return parsed == OPTIONS_RUN ? check (&arguments) : options_status (parsed);
}
