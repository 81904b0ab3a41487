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

/* Positions in argv. */
enum { PROGRAM, KIND, INTERFACE, INDEX, PREFIX, MTU, LOG, END };

void arguments_write (struct arguments *a, const struct helper_setup *setup)
{
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
	a->argv[END] = NULL;
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

bool arguments_read (struct helper_setup *setup, int argc, char *const argv[])
{
	if (argc != END)
		return false;
	setup->iface = argv[INTERFACE];
	return read_kind (&setup->kind, argv[KIND]) && strlen (setup->iface) < IF_NAMESIZE
	       && number_parse (&setup->ifindex, argv[INDEX], 10, 1, UINT32_MAX)
	       && number_parse (&setup->prefix, argv[PREFIX], 16, 0, UINT32_MAX)
	       && number_parse (&setup->mtu, argv[MTU], 10, TEREDO_MTU_MIN, TEREDO_MTU_MAX)
	       && read_facility (&setup->facility, argv[LOG]);
}
