/*
 * miredo-checkconf.c - miredo-checkconf: what is wrong with a configuration, what it means
 *
 * It reads the file as the daemons do, tells of every fault, and touches nothing
 * else: no network, no look-up of names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "conf/directives.h"
#include "base/i18n.h"
#include "conf/options.h"

#define PROGRAM "miredo-checkconf"

/* Exit statuses besides EXIT_SUCCESS */
#define FAULTY 1
#define WRONG  2 /* the command line, or a file that cannot be read */

#define FILE_CLIENT PKGSYSCONFDIR "/miredo.conf"
#define FILE_SERVER PKGSYSCONFDIR "/miredo-server.conf"

struct wish {
	const char *file; /* NULL: the usual one */
	bool server;      /* it is miredo-server's; else it is found out */
	bool print;
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' }, { "help", no_argument, NULL, 'h' },
	{ "print", no_argument, NULL, 'p' },        { "server", no_argument, NULL, 's' },
	{ "version", no_argument, NULL, 'V' },      { NULL, 0, NULL, 0 },
};

static void help (void)
{
	printf (_ ("Usage: %s [OPTIONS] [FILE]\n"), PROGRAM);
	puts (_ ("Checks a configuration of miredo or miredo-server"));
	printf (_ ("\n"
	           "  -c, --config FILE    the file [%s]\n"
	           "  -h, --help           this text\n"
	           "  -p, --print          print the values that would be used, and where each is from\n"
	           "  -s, --server         it is a configuration of miredo-server\n"
	           "  -V, --version        version and licence\n"),
	        FILE_CLIENT);
}

static enum options_result parse (struct wish *wish, int argc, char *const argv[])
{
	int option;

	/* -f is another name of -c, for those who know it from 1.2. */
	while ((option = getopt_long (argc, argv, "c:f:hpsV", long_options, NULL)) != -1) {
		switch (option) {
		case 'c':
		case 'f':
			wish->file = optarg;
			break;
		case 'h':
			help ();
			return OPTIONS_DONE;
		case 'p':
			wish->print = true;
			break;
		case 's':
			wish->server = true;
			break;
		case 'V':
			options_version ();
			return OPTIONS_DONE;
		default:
			return options_unknown (PROGRAM);
		}
	}
	if (wish->file == NULL && optind < argc)
		wish->file = argv[optind++];
	return optind < argc ? options_unexpected (PROGRAM, argv[optind]) : OPTIONS_RUN;
}

/* A file is miredo-server's if it says where the server listens, or by its name. */
static bool is_of_server (const struct conf *conf)
{
	const char *slash = strrchr (conf->file, '/');

	for (size_t i = 0; i < conf->count; i++) {
		const char *name = conf->lines[i].name;

		if (strcasecmp (name, directives[DIRECTIVE_SERVER_ADDRESS].name) == 0
		    || strcasecmp (name, directives[DIRECTIVE_SERVER_ADDRESS2].name) == 0)
			return true;
	}
	return strstr (slash != NULL ? slash : conf->file, "server") != NULL;
}

/* --- values --- */

static void print_origin (const struct settings *s, const char *file, size_t directive)
{
	if (s->lines[directive] != 0)
		printf ("# %s:%u\n", file, s->lines[directive]);
	else if (directive == DIRECTIVE_SERVER_ADDRESS2)
		printf ("# %s\n", _ ("default: one more than ServerBindAddress"));
	else
		printf ("# %s\n", _ ("default"));
}

/* As lines that are a configuration themselves. */
static void print_values (const struct settings *s, const char *file)
{
	for (size_t i = 0; i < DIRECTIVES; i++) {
		char value[512];

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

static const char *judgement (enum settings_mode mode)
{
	switch (mode) {
	case MODE_CLIENT:
		return _ ("a good configuration of a client");
	case MODE_RELAY:
		return _ ("a good configuration of a relay");
	case MODE_SERVER:
		break;
	}
	return _ ("a good configuration of a server");
}

/* --- all of it --- */

static int check (const struct wish *wish)
{
	const char *file = wish->file != NULL ? wish->file
	                   : wish->server     ? FILE_SERVER
	                                      : FILE_CLIENT;
	struct diagnostics diags = { .list = NULL };
	struct settings settings;
	struct conf conf;
	bool fatal;

	if (conf_read (&conf, file, &diags) != 0)
		return WRONG;
	if (conf.unreadable) {
		diagnostics_log (&diags);
		conf_clear (&conf);
		return WRONG;
	}
	if (wish->server || is_of_server (&conf))
		settings_server (&settings, &conf, &diags);
	else
		settings_miredo (&settings, &conf, &diags);
	settings_require (&settings, NULL, file, &diags);
	fatal = diagnostics_fatal (&diags);
	if (!fatal && wish->print)
		print_values (&settings, file);
	else if (!fatal)
		printf ("%s: %s\n", file, judgement (settings.mode));
	fflush (stdout);
	diagnostics_log (&diags);
	conf_clear (&conf);
	return fatal ? FAULTY : EXIT_SUCCESS;
}

int main (int argc, char **argv)
{
	struct wish wish = { .file = NULL };

	i18n_init ();
	switch (parse (&wish, argc, argv)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return WRONG;
	}
	return check (&wish);
}
