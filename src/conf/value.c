/*
 * value.c - values of directives: hosts and numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/value.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/number.h"

const struct verdict value_valid = { NULL, DIAGNOSTIC_WARNING };

struct verdict value_invalid (const char *text)
{
	return (struct verdict){ text, DIAGNOSTIC_ERROR };
}

struct verdict value_doubtful (const char *text)
{
	return (struct verdict){ text, DIAGNOSTIC_WARNING };
}

/* --- hosts --- */

bool value_ipv4 (uint32_t *to, const char *value)
{
	struct in_addr address;

	if (inet_pton (AF_INET, value, &address) != 1)
		return false;
	*to = ntohl (address.s_addr);
	return true;
}

/* Whether the last label is a number: in an IPv4 address, but not in a host name. */
static bool ends_in_number (const char *value)
{
	const size_t len = strlen (value) - (value[strlen (value) - 1] == '.');
	size_t start = len;

	while (start > 0 && value[start - 1] >= '0' && value[start - 1] <= '9')
		start--;
	return start < len && (start == 0 || value[start - 1] == '.');
}

struct verdict value_host (char *to, uint32_t *ip, const char *value)
{
	const char *wrong = _ ("must be a host name or an IPv4 address such as 192.0.2.1");
	size_t len = strlen (value);

	if (len == 0 || len > VALUE_HOST_MAX
	    || strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
	               != len)
		return value_invalid (wrong);
	*ip = 0;
	if (!value_ipv4 (ip, value) && ends_in_number (value))
		return value_invalid (wrong);
	memcpy (to, value, len + 1);
	return value_valid;
}

struct verdict value_server (char *to, uint32_t *ip, const char *value)
{
	const uint32_t any = 0, multicast = 0xe, broadcast = UINT32_MAX;
	uint32_t address;

	if (value_ipv4 (&address, value)
	    && (address >> 24 == any || address >> 28 == multicast || address == broadcast))
		return value_invalid (_ ("no server can have this address; use a host name or a "
		                         "unicast IPv4 address"));
	return value_host (to, ip, value);
}

/* --- numbers --- */

static bool is_decimal (const char *value)
{
	return value[0] != '0' || value[1] == '\0';
}

bool value_number (uint32_t *to, const char *value, uint32_t max)
{
	if (strncasecmp (value, "0x", 2) == 0)
		return number_parse (to, value + 2, 16, 0, max);
	return number_parse (to, value, is_decimal (value) ? 10 : 8, 0, max);
}

struct verdict value_notation (const char *value, uint32_t number)
{
	static char text[256];

	if (is_decimal (value))
		return value_valid;
	snprintf (text, sizeof (text), _ ("read as %u; write a decimal number"), number);
	return value_doubtful (text);
}

struct verdict value_yes_no (bool *to, const char *value)
{
	if (strcasecmp (value, "yes") != 0 && strcasecmp (value, "no") != 0)
		return value_invalid (_ ("must be yes or no"));
	*to = strcasecmp (value, "yes") == 0;
	return value_valid;
}

void value_print_yes_no (bool yes, char *text, size_t size)
{
	snprintf (text, size, "%s", yes ? "yes" : "no");
}
