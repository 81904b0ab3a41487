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

struct resolver {
	struct event_base *base;
	resolver_done *done;
	void *ctx;
	struct evdns_base *dns; /* of the lookup in progress */
	struct evdns_getaddrinfo_request *request;
	bool cancelled;    /* dns must outlive a cancelled request */
	struct event *end; /* calls finish from the loop */
	char names[2][SETTINGS_NAME_MAX + 1];
	uint32_t found[2]; /* host byte order */
	unsigned at;       /* name being looked up: 0 or 1 */
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

static void finish (evutil_socket_t fd, short what, void *ctx)
{
	struct resolver *r = ctx;

	(void)fd;
	if ((what & EV_TIMEOUT) != 0)
		log_warning (_ ("DNS lookup of %s timed out"), r->names[r->at]);
	cancel (r);
	/* Without its secondary address the server is not used: no other address may stand in. */
	if (r->names[1][0] != '\0' && r->found[1] == 0)
		r->found[0] = 0;
	r->done (r->ctx, r->found[0], r->found[1]);
}

/* libevent's messages are for debugging; the result gets a message of its own. */
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

static void stop (struct resolver *r)
{
	const struct timeval soon = { .tv_sec = 0 };

	event_del (r->end);
	cancel (r);
	/* libevent completes a cancelled request from the loop, and accesses its base then. */
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
	stop (r);
	event_free (r->end);
	free (r);
}

/* Stores an address (0: not found) and looks up the second name, or finishes. */
static void next (struct resolver *r, uint32_t address)
{
	r->found[r->at] = address;
	if (address != 0 && r->at == 0 && r->names[1][0] != '\0') {
		r->at = 1;
		look_up (r);
	} else {
		event_active (r->end, EV_READ, 0);
	}
}

static void answered (int result, struct evutil_addrinfo *list, void *ctx)
{
	struct resolver *r = ctx;
	uint32_t address = 0;

	if (result == EVUTIL_EAI_CANCEL)
		return;
	r->request = NULL;
	if (result == 0 && list != NULL && list->ai_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)list->ai_addr;

		address = ntohl (in->sin_addr.s_addr);
	} else {
		log_warning (_ ("DNS lookup of %s failed: %s"), r->names[r->at],
		             evutil_gai_strerror (result));
	}
	if (list != NULL)
		evutil_freeaddrinfo (list);
	next (r, address);
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
		next (r, ntohl (literal.s_addr));
		return;
	}
	request = evdns_getaddrinfo (r->dns, r->names[r->at], NULL, &hints, answered, r);
	if (request != NULL)
		r->request = request;
}

void resolver_start (struct resolver *r, const char *primary, const char *secondary)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };

	stop (r);
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
