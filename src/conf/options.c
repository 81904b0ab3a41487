/*
 * options.c - command line of miredo and miredo-server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/i18n.h"

static const struct option long_options[] = {
	{ "chroot", required_argument, NULL, 't' },
	{ "chrootdir", required_argument, NULL, 't' }, /* the name in Miredo 1.2 */
	{ "config", required_argument, NULL, 'c' },
	{ "debug", no_argument, NULL, 'd' },
	{ "foreground", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "pidfile", required_argument, NULL, 'p' },
	{ "user", required_argument, NULL, 'u' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void help (const struct options *defaults, const char *program, bool server)
{
	printf (server ? _ ("Usage: %s [OPTIONS] [ADDRESS]\n")
	               : _ ("Usage: %s [OPTIONS] [SERVER]\n"),
	        program);
	puts (server ? _ ("Teredo server (RFC 4380)")
	             : _ ("Teredo client and relay: IPv6 through NATs (RFC 4380)"));
	printf (_ ("\n"
	           "  -c, --config FILE    configuration file [%s]\n"
	           "  -d, --debug          log debug messages; twice: also about single packets\n"
	           "  -f, --foreground     stay in the foreground, log to standard error\n"
	           "  -h, --help           print this text\n"
	           "  -p, --pidfile FILE   PID file [%s]\n"
	           "  -t, --chroot DIR     chroot to DIR after start-up\n"
	           "  -u, --user USER      run as USER after start-up [%s]\n"
	           "  -V, --version        print version and licence\n"),
	        defaults->config, defaults->pidfile, defaults->user);
}

int options_status (enum options_result result)
{
	return result == OPTIONS_WRONG ? EXIT_WRONG : EXIT_SUCCESS;
}

void options_version (void)
{
	puts (PACKAGE_STRING);
	puts (_ ("Free software under the GNU General Public License, version 2 or later;\n"
	         "there is no warranty, as far as the law allows."));
}

enum options_result options_unknown (const char *program)
{
	fprintf (stderr, _ ("Try \"%s --help\".\n"), program);
	return OPTIONS_WRONG;
}

enum options_result options_unexpected (const char *program, const char *argument)
{
	fprintf (stderr, _ ("%s: unexpected argument \"%s\"\n"), program, argument);
	return OPTIONS_WRONG;
}

static const char *base_name (const char *path)
{
	const char *slash = strrchr (path, '/');

	return slash != NULL ? slash + 1 : path;
}

static enum options_result parse_argument (struct options *options, int count, char *const rest[],
                                           const char *program)
{
	if (count > 0) {
		options->server = *rest++;
		count--;
	}
	return count > 0 ? options_unexpected (program, *rest) : OPTIONS_RUN;
}

enum options_result options_parse (struct options *options, int argc, char *const argv[],
                                   enum settings_program kind)
{
	const char *program = base_name (argv[0]);
	const struct options defaults = *options;
	int option;

	while ((option = getopt_long (argc, argv, "c:dfhp:t:u:V", long_options, NULL)) != -1) {
		switch (option) {
		case 'c':
			options->config = optarg;
			break;
		case 'd':
			options->debug++;
			break;
		case 'f':
			options->foreground = true;
			break;
		case 'h':
			help (&defaults, program, kind == SETTINGS_MIREDO_SERVER);
			return OPTIONS_DONE;
		case 'p':
			options->pidfile = optarg;
			break;
		case 't':
			options->root = optarg;
			break;
		case 'u':
			options->user = optarg;
			break;
		case 'V':
			options_version ();
			return OPTIONS_DONE;
		default:
			return options_unknown (program);
		}
	}
	return parse_argument (options, argc - optind, argv + optind, program);
}
