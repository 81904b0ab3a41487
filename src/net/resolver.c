/*
 * resolver.c - asynchronous DNS lookup of a server's addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/resolver.h"

#include <arpa/inet.h>
#include <event2/dns.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/log.h"
#include "conf/settings.h"

#define PATIENCE_SECONDS 30

/* The addresses of a name, host byte order, as the name server returned them. */
struct addresses {
	uint32_t of[TEREDO_SERVERS_MAX];
	size_t count;
};

struct resolver {
	struct event_base *base;
	resolver_done *done;
	void *ctx;
	struct evdns_base *dns; /* of the lookup in progress */
	struct evdns_getaddrinfo_request *request;
	bool cancelled;    /* dns must outlive a cancelled request */
	struct event *end; /* calls finish from the loop */
	char names[2][SETTINGS_NAME_MAX + 1];
	struct addresses found[2];
	unsigned at; /* name being looked up: 0 or 1 */
};

static void look_up (struct resolver *);

static void cancel (struct resolver *r)
{
	if (r->request == NULL)
		return;
	evdns_getaddrinfo_cancel (r->request);
	r->request = NULL;
	r->cancelled = true;
}

/* How many of the addresses are lower than one. */
static size_t rank (const struct addresses *list, uint32_t address)
{
	size_t lower = 0;

	for (size_t i = 0; i < list->count; i++)
		lower += list->of[i] < address;
	return lower;
}

/* The secondary address that belongs to the i-th primary one. */
static uint32_t secondary_of (const struct resolver *r, size_t i)
{
	const struct addresses *primary = &r->found[0], *secondary = &r->found[1];
	const uint32_t address = primary->of[i];

	if (secondary->count == 0)
		return 0;
	for (size_t j = 0; j < secondary->count; j++)
		if (secondary->of[j] == address + 1)
			return address + 1;
	for (size_t j = 0; j < secondary->count; j++)
		if (rank (secondary, secondary->of[j])
		    == rank (primary, address) % secondary->count)
			return secondary->of[j];
	return secondary->of[0];
}

static void finish (evutil_socket_t fd, short what, void *ctx)
{
	struct teredo_server_pair servers[TEREDO_SERVERS_MAX];
	struct resolver *r = ctx;
	size_t count = r->found[0].count;

	(void)fd;
	if ((what & EV_TIMEOUT) != 0)
		log_warning (_ ("DNS lookup of %s timed out"), r->names[r->at]);
	cancel (r);
	/* Without its secondary address the server is not used: no other address may take its
	 * place. */
	if (r->names[1][0] != '\0' && r->found[1].count == 0)
		count = 0;
	for (size_t i = 0; i < count; i++)
		servers[i] = (struct teredo_server_pair){ r->found[0].of[i], secondary_of (r, i),
			                                  0 };
	r->done (r->ctx, servers, count);
}

/* libevent's messages are for debugging; we log the result ourselves. */
static void log_dns (int is_warning, const char *text)
{
	(void)is_warning;
	log_debug ("evdns: %s", text);
}

struct resolver *resolver_new (struct event_base *base, resolver_done *done, void *ctx)
{
	struct resolver *r = calloc (1, sizeof (*r));

	if (r == NULL)
		return NULL;
	evdns_set_log_fn (log_dns);
	*r = (struct resolver){ .base = base, .done = done, .ctx = ctx };
	r->end = event_new (base, -1, 0, finish, r);
	if (r->end == NULL) {
		free (r);
		return NULL;
	}
	return r;
}

static void free_dns (evutil_socket_t fd, short what, void *dns)
{
	(void)fd;
	(void)what;
	evdns_base_free (dns, 0);
}

void resolver_stop (struct resolver *r)
{
	const struct timeval soon = { .tv_sec = 0 };

	event_del (r->end);
	cancel (r);
	/* libevent completes a cancelled request from the loop, and then accesses its base. */
	if (r->cancelled)
		event_base_once (r->base, -1, EV_TIMEOUT, free_dns, r->dns, &soon);
	else if (r->dns != NULL)
		evdns_base_free (r->dns, 0);
	r->dns = NULL;
	r->cancelled = false;
}

void resolver_free (struct resolver *r)
{
	if (r == NULL)
		return;
	resolver_stop (r);
	event_free (r->end);
	free (r);
}

/* Adds an address of the current name, unless it is 0 or known or there is no room. */
static void add (struct resolver *r, uint32_t address)
{
	struct addresses *found = &r->found[r->at];

	for (size_t i = 0; i < found->count; i++)
		if (found->of[i] == address)
			return;
	if (address != 0 && found->count < TEREDO_SERVERS_MAX)
		found->of[found->count++] = address;
}

/* Looks up the second name, or finishes. */
static void next (struct resolver *r)
{
	if (r->found[r->at].count != 0 && r->at == 0 && r->names[1][0] != '\0') {
		r->at = 1;
		look_up (r);
	} else {
		event_active (r->end, EV_READ, 0);
	}
}

static void answered (int result, struct evutil_addrinfo *list, void *ctx)
{
	struct resolver *r = ctx;

	if (result == EVUTIL_EAI_CANCEL)
		return;
	r->request = NULL;
	for (const struct evutil_addrinfo *one = list; one != NULL; one = one->ai_next) {
		const struct sockaddr_in *in = (const void *)one->ai_addr;

		if (one->ai_family == AF_INET)
			add (r, ntohl (in->sin_addr.s_addr));
	}
	if (list != NULL)
		evutil_freeaddrinfo (list);
	if (result != 0)
		log_warning (_ ("DNS lookup of %s failed: %s"), r->names[r->at],
		             evutil_gai_strerror (result));
	else if (r->found[r->at].count == 0)
		log_warning (_ ("DNS lookup of %s: no usable IPv4 address"), r->names[r->at]);
	next (r);
}

static void look_up (struct resolver *r)
{
	const struct evutil_addrinfo hints = {
		.ai_family = AF_INET,
		.ai_socktype = SOCK_DGRAM,
		.ai_protocol = IPPROTO_UDP,
	};
	struct evdns_getaddrinfo_request *request;
	struct in_addr literal;

	if (inet_pton (AF_INET, r->names[r->at], &literal) == 1) {
		add (r, ntohl (literal.s_addr));
		next (r);
		return;
	}
	request = evdns_getaddrinfo (r->dns, r->names[r->at], NULL, &hints, answered, r);
	if (request != NULL)
		r->request = request;
}

void resolver_start (struct resolver *r, const char *primary, const char *secondary)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };

	resolver_stop (r);
	memset (r->found, 0, sizeof (r->found));
	snprintf (r->names[0], sizeof (r->names[0]), "%s", primary);
	snprintf (r->names[1], sizeof (r->names[1]), "%s", secondary);
	r->at = 0;
	event_add (r->end, &patience);
	/* The name servers may have changed since the last lookup. */
	r->dns = evdns_base_new (r->base, 0);
	if (r->dns == NULL) {
		event_active (r->end, EV_READ, 0);
		return;
	}
	evdns_base_resolv_conf_parse (r->dns, DNS_OPTIONS_ALL, "/etc/resolv.conf");
	look_up (r);
}
