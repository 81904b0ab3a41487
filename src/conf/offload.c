/*
 * offload.c - what the kernel may do with several packets at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/offload.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "base/i18n.h"
#include "bytes/array.h"

#define BLANKS " \t"

static const struct {
	char name[12];
	enum offload bit;
} offloads[] = {
	{ "tun-tcp", OFFLOAD_TUN_TCP },
	{ "tun-udp", OFFLOAD_TUN_UDP },
	{ "udp-segment", OFFLOAD_UDP_SEGMENT },
	{ "udp-join", OFFLOAD_UDP_JOIN },
};

/* The bit with a name of len bytes; 0: none. */
static unsigned find (const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN (offloads); i++)
		if (len == strlen (offloads[i].name)
		    && strncasecmp (name, offloads[i].name, len) == 0)
			return offloads[i].bit;
	return 0;
}

/* 0 if anything in the list is not an offload, or it is empty. */
static unsigned parse_list (const char *list)
{
	unsigned set = 0;

	for (const char *at = list; *at != '\0'; at += strspn (at, BLANKS)) {
		const size_t len = strcspn (at, BLANKS);
		const unsigned bit = find (at, len);

		if (bit == 0)
			return 0;
		set |= bit;
		at += len;
	}
	return set;
}

struct verdict offload_parse (unsigned *set, const char *value)
{
	unsigned list;

	if (strcasecmp (value, "yes") == 0 || strcasecmp (value, "no") == 0) {
		*set = strcasecmp (value, "yes") == 0 ? OFFLOAD_ALL : 0;
		return value_valid;
	}
	list = parse_list (value);
	if (list == 0)
		return value_invalid (_ ("must be yes, no, or a list of tun-tcp, tun-udp, "
		                         "udp-segment and udp-join"));
	*set = list;
	return value_valid;
}

void offload_print (unsigned set, char *text, size_t size)
{
	size_t len = 0;

	snprintf (text, size, "%s", set == 0 ? "no" : "yes");
	if (set == 0 || set == OFFLOAD_ALL)
		return;
	for (size_t i = 0; i < ARRAY_LEN (offloads) && len < size; i++)
		if ((set & offloads[i].bit) != 0)
			len += (size_t)snprintf (text + len, size - len, "%s%s", len > 0 ? " " : "",
			                         offloads[i].name);
}
