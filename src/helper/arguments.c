/*
 * arguments.c - command line of miredo-privproc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/arguments.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include "base/number.h"
#include "bytes/params.h"
#include "values/addr.h"

/* Positions in argv. */
enum { PROGRAM, KIND, INTERFACE, INDEX, PREFIX, MTU, LOG, PIDFILE, END };
/* The settings of an exit follow, if there is one. */
enum { EXIT = END, EXIT_SERVER, EXIT_ALLOW, EXIT_DENY, EXIT_CLIENT_RATE, EXIT_RATE, EXIT_END };

/* Returns the number of arguments. */
static int write_exit (struct arguments *a, const struct exit_config *config)
{
	exit_print (config, a->exit, sizeof (a->exit));
	exit_print_server (config->server, a->exit_server, sizeof (a->exit_server));
	exit_print_networks (&config->allow, a->exit_allow, sizeof (a->exit_allow));
	exit_print_networks (&config->deny, a->exit_deny, sizeof (a->exit_deny));
	exit_print_rate (config->client_rate, a->exit_client_rate, sizeof (a->exit_client_rate));
	exit_print_rate (config->rate, a->exit_rate, sizeof (a->exit_rate));
	a->argv[EXIT] = a->exit;
	a->argv[EXIT_SERVER] = a->exit_server;
	a->argv[EXIT_ALLOW] = a->exit_allow;
	a->argv[EXIT_DENY] = a->exit_deny;
	a->argv[EXIT_CLIENT_RATE] = a->exit_client_rate;
	a->argv[EXIT_RATE] = a->exit_rate;
	return EXIT_END;
}

int arguments_write (struct arguments *a, const struct helper_setup *setup)
{
	int argc = END;

	snprintf (a->ifindex, sizeof (a->ifindex), "%u", setup->ifindex);
	snprintf (a->prefix, sizeof (a->prefix), "%08x", setup->prefix);
	snprintf (a->mtu, sizeof (a->mtu), "%u", setup->mtu);
	snprintf (a->facility, sizeof (a->facility), "%d", setup->facility);
	a->argv[PROGRAM] = "miredo-privproc";
	a->argv[KIND] = setup->kind == HELPER_CLIENT ? "client" : "relay";
	a->argv[INTERFACE] = setup->iface;
	a->argv[INDEX] = a->ifindex;
	a->argv[PREFIX] = a->prefix;
	a->argv[MTU] = a->mtu;
	a->argv[LOG] = setup->facility < 0 ? "stderr" : a->facility;
	a->argv[PIDFILE] = setup->pidfile;
	if (setup->exit.kind != EXIT_NONE)
		argc = write_exit (a, &setup->exit);
	a->argv[argc] = NULL;
	return argc;
}

static bool read_kind (enum helper_kind *kind, const char *text)
{
	*kind = strcmp (text, "relay") == 0 ? HELPER_RELAY : HELPER_CLIENT;
	return *kind == HELPER_RELAY || strcmp (text, "client") == 0;
}

static bool read_facility (int *facility, const char *text)
{
	unsigned number;

	*facility = -1;
	if (strcmp (text, "stderr") == 0)
		return true;
	if (!number_parse (&number, text, 10, 0, LOG_LOCAL7))
		return false;
	*facility = (int)number;
	return true;
}

static bool is_file_name (const char *text)
{
	return *text != '\0' && strchr (text, '/') == NULL && strcmp (text, ".") != 0
	       && strcmp (text, "..") != 0;
}

static bool is_valid (struct verdict verdict)
{
	return verdict.text == NULL;
}

static bool read_networks (struct exit_networks *networks, const char *text)
{
	return *text == '\0' || is_valid (exit_parse_networks (networks, text));
}

static bool read_exit (struct helper_setup *setup, char *const argv[])
{
	struct exit_config *config = &setup->exit;

	return setup->kind == HELPER_RELAY && exit_can_name (setup->iface)
	       && is_valid (exit_parse (config, argv[EXIT])) && config->kind != EXIT_NONE
	       && !(config->kind == EXIT_PREFIX
	            && teredo_address_in_prefix (&config->prefix, setup->prefix))
	       && is_valid (exit_parse_server (&config->server, argv[EXIT_SERVER]))
	       && read_networks (&config->allow, argv[EXIT_ALLOW])
	       && read_networks (&config->deny, argv[EXIT_DENY])
	       && is_valid (exit_parse_rate (&config->client_rate, argv[EXIT_CLIENT_RATE]))
	       && is_valid (exit_parse_rate (&config->rate, argv[EXIT_RATE]));
}

bool arguments_read (struct helper_setup *setup, int argc, char *const argv[])
{
	if (argc != END && argc != EXIT_END)
		return false;
	*setup = (struct helper_setup){ .iface = argv[INTERFACE], .pidfile = argv[PIDFILE] };
	return read_kind (&setup->kind, argv[KIND]) && strlen (setup->iface) < IF_NAMESIZE
	       && number_parse (&setup->ifindex, argv[INDEX], 10, 1, UINT32_MAX)
	       && number_parse (&setup->prefix, argv[PREFIX], 16, 0, UINT32_MAX)
	       && number_parse (&setup->mtu, argv[MTU], 10, TEREDO_MTU_MIN, TEREDO_MTU_MAX)
	       && read_facility (&setup->facility, argv[LOG]) && is_file_name (setup->pidfile)
	       && (argc == END || read_exit (setup, argv));
}
