/*
 * exit.c - settings of an exit: IPv6 access for the clients of one server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/exit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/number.h"
#include "bytes/array.h"
#include "values/ipv4.h"

#define NETWORK_SIZE 19 /* bytes: "255.255.255.255/32" */

static char reason[256]; /* the text of a verdict that is not constant */

/* --- Exit --- */

static uint64_t first_bits (const struct in6_addr *address)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | address->s6_addr[i];
	return bits;
}

/* Why no clients can be mapped to a prefix; NULL if they can. */
static const char *unusable (const struct in6_addr *prefix)
{
	static const struct {
		uint64_t bits;
		unsigned length;
		const char *name;
	} ranges[] = {
		{ 0x0000000000000000, 64, N_ ("loopback") },
		{ 0xfe80000000000000, 10, N_ ("link-local") },
		{ 0xfec0000000000000, 10, N_ ("site-local") },
		{ 0xfc00000000000000, 7, N_ ("unique local") },
		{ 0xff00000000000000, 8, N_ ("multicast") },
		{ 0x2001000000000000, 32, N_ ("Teredo") },
	};
	const uint64_t bits = first_bits (prefix);

	for (size_t i = 0; i < ARRAY_LEN (ranges); i++)
		if ((bits ^ ranges[i].bits) >> (64 - ranges[i].length) == 0)
			return ranges[i].name;
	return bits >> 61 != 1 ? N_ ("outside 2000::/3") : NULL;
}

static struct verdict check_prefix (const struct in6_addr *prefix)
{
	struct in6_addr network = *prefix;
	char text[INET6_ADDRSTRLEN];
	const char *wrong = unusable (prefix);

	memset (network.s6_addr + 8, 0, 8);
	if (memcmp (prefix, &network, sizeof (network)) != 0) {
		snprintf (reason, sizeof (reason), _ ("bits after the first 64 are set; use %s/64"),
		          inet_ntop (AF_INET6, &network, text, sizeof (text)));
		return value_invalid (reason);
	}
	if (wrong == NULL)
		return value_valid;
	snprintf (reason, sizeof (reason), _ ("not a global unicast prefix (%s)"), _ (wrong));
	return value_invalid (reason);
}

struct verdict exit_parse (struct exit_config *config, const char *value)
{
	const size_t len = strcspn (value, "/");
	char text[INET6_ADDRSTRLEN] = "";
	struct in6_addr prefix;
	struct verdict verdict;

	if (strcasecmp (value, "no") == 0 || strcasecmp (value, "masquerade") == 0) {
		config->kind = strcasecmp (value, "no") == 0 ? EXIT_NONE : EXIT_MASQUERADE;
		return value_valid;
	}
	if (len < sizeof (text))
		memcpy (text, value, len);
	if (strcmp (value + len, "/64") != 0 || inet_pton (AF_INET6, text, &prefix) != 1)
		return value_invalid (_ ("must be no, masquerade, or an IPv6 prefix of 64 bits "
		                         "such as 2001:db8:99::/64"));
	verdict = check_prefix (&prefix);
	if (verdict.text == NULL) {
		config->kind = EXIT_PREFIX;
		config->prefix = prefix;
	}
	return verdict;
}

void exit_print (const struct exit_config *config, char *text, size_t size)
{
	char prefix[INET6_ADDRSTRLEN];

	if (config->kind == EXIT_PREFIX)
		snprintf (text, size, "%s/64",
		          inet_ntop (AF_INET6, &config->prefix, prefix, sizeof (prefix)));
	else
		snprintf (text, size, "%s", config->kind == EXIT_NONE ? "no" : "masquerade");
}

bool exit_can_name (const char *interface)
{
	return interface[0] != '\0'
	       && interface[strspn (interface, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
	                                       "uvwxyz0123456789._-")]
	                  == '\0';
}

/* --- ExitServer --- */

struct verdict exit_parse_server (uint32_t *server, const char *value)
{
	uint32_t ip;

	if (!value_ipv4 (&ip, value))
		return value_invalid (_ ("must be an IPv4 address"));
	if (!teredo_ipv4_is_global (ip)) {
		snprintf (reason, sizeof (reason), _ ("not a public IPv4 address (%s)"),
		          _ (teredo_ipv4_special (ip)));
		return value_invalid (reason);
	}
	*server = ip;
	return value_valid;
}

void exit_print_server (uint32_t server, char *text, size_t size)
{
	const struct in_addr address = { htonl (server) };

	text[0] = '\0';
	if (server != 0)
		inet_ntop (AF_INET, &address, text, (socklen_t)size);
}

/* --- ExitAllow, ExitDeny --- */

uint32_t exit_network_mask (const struct exit_network *network)
{
	return network->length == 0 ? 0 : UINT32_MAX << (32 - network->length);
}

static int print_network (const struct exit_network *network, char *text, size_t size)
{
	const struct in_addr address = { htonl (network->ip) };
	char ip[INET_ADDRSTRLEN];

	inet_ntop (AF_INET, &address, ip, sizeof (ip));
	if (network->length == 32)
		return snprintf (text, size, "%s", ip);
	return snprintf (text, size, "%s/%u", ip, network->length);
}

/* Reads "192.0.2.0/24" or "192.0.2.1"; host bits are not checked. */
static bool read_network (struct exit_network *network, char *text)
{
	char *slash = strchr (text, '/');

	if (slash != NULL)
		*slash = '\0';
	network->length = 32;
	return value_ipv4 (&network->ip, text)
	       && (slash == NULL || number_parse (&network->length, slash + 1, 10, 0, 32));
}

static struct verdict parse_network (struct exit_network *network, const char *word, size_t len)
{
	const int shown = len < 40 ? (int)len : 40;
	char text[NETWORK_SIZE] = "";

	if (len < sizeof (text))
		memcpy (text, word, len);
	if (!read_network (network, text)) {
		snprintf (reason, sizeof (reason),
		          _ ("\"%.*s\" is not an IPv4 network such as 192.0.2.0/24"), shown, word);
		return value_invalid (reason);
	}
	if ((network->ip & ~exit_network_mask (network)) == 0)
		return value_valid;
	network->ip &= exit_network_mask (network);
	print_network (network, text, sizeof (text));
	snprintf (reason, sizeof (reason), _ ("\"%.*s\" has host bits set; use %s"), shown, word,
	          text);
	return value_invalid (reason);
}

struct verdict exit_parse_networks (struct exit_networks *networks, const char *value)
{
	const char *blanks = " \t";
	struct exit_networks new = { .count = 0 };

	for (const char *at = value; *at != '\0'; at += strspn (at, blanks)) {
		const size_t len = strcspn (at, blanks);
		struct verdict verdict;

		if (new.count == EXIT_NETWORKS_MAX) {
			snprintf (reason, sizeof (reason), _ ("more than %d networks"),
			          EXIT_NETWORKS_MAX);
			return value_invalid (reason);
		}
		verdict = parse_network (&new.list[new.count], at, len);
		if (verdict.text != NULL)
			return verdict;
		new.count++;
		at += len;
	}
	if (new.count == 0)
		return value_invalid (_ ("must be a list of IPv4 networks such as 192.0.2.0/24, "
		                         "separated by blanks"));
	*networks = new;
	return value_valid;
}

void exit_print_networks (const struct exit_networks *networks, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < networks->count && len + 1 < size; i++) {
		if (i > 0)
			text[len++] = ' ';
		len += (size_t)print_network (&networks->list[i], text + len, size - len);
	}
}

/* --- ExitClientRate, ExitRate --- */

struct verdict exit_parse_rate (uint32_t *rate, const char *value)
{
	if (!number_parse (rate, value, 10, 0, EXIT_RATE_MAX))
		return value_invalid (
			_ ("must be a number of Mbit/s from 1 to 100000, or 0 for no limit"));
	return value_valid;
}

void exit_print_rate (uint32_t rate, char *text, size_t size)
{
	snprintf (text, size, "%u", rate);
}
