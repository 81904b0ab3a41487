/*
 * resolver.c - looking up a server's addresses, without waiting
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
	struct evdns_base *dns; /* of the look-up under way */
	struct evdns_getaddrinfo_request *request;
	bool cancelled;    /* a request of dns, which must outlive that */
	struct event *end; /* finishes, from the loop */
	char names[2][SETTINGS_NAME_MAX + 1];
	uint32_t found[2]; /* host byte order */
	unsigned at;       /* which name is looked up */
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
		log_warning (_ ("name server: no answer about %s"), r->names[r->at]);
	cancel (r);
	/* A second address that cannot be found must not become another one. */
	if (r->names[1][0] != '\0' && r->found[1] == 0)
		r->found[0] = 0;
	r->done (r->ctx, r->found[0], r->found[1]);
}

/* What libevent says of name servers; the outcome is told in our own words. */
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
	/* libevent acknowledges a cancelled request from the loop, and then still
	 * looks at its base. */
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

/* The first name is found: on to the second, or to the end. */
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
		log_warning (_ ("name server: %s: %s"), r->names[r->at],
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
	/* Anew each time: the name servers may be others than at the last look-up,
	 * or none may have been known at boot. */
	r->dns = evdns_base_new (r->base, 0);
	if (r->dns == NULL) {
		event_active (r->end, EV_READ, 0);
		return;
	}
	evdns_base_resolv_conf_parse (r->dns, DNS_OPTIONS_ALL, "/etc/resolv.conf");
	look_up (r);
}
