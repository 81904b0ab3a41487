/*
 * rules.c - rules that every datagram must follow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules.h"

#include <stdlib.h>
#include "values/addr.h"
#include "messages/encap.h"
#include "messages/trailers.h"
#include "values/ip6.h"
#include "network.h"
#include "bytes/params.h"
#include "unit.h"

/* Last bubble from a host to a peer through one endpoint. */
struct bubble_log {
	const struct host *host;
	struct in6_addr to;
	uint16_t port; /* sent from */
	struct teredo_endpoint via;
	bool keyed; /* link-local source */
	teredo_time when;
	teredo_time answer; /* the first of those that came sooner */
	unsigned answers;   /* in the 2 s from then on */
};

static void check_target (const struct host *host, const struct teredo_endpoint *to)
{
	/* RFC 6081 5.6: a peer behind the same NAT may have a private address. */
	const bool hairpin = host->nat != NULL && network_is_private (to);

	if (!teredo_endpoint_is_global (to) && !network_is_local (host, to) && !hairpin)
		ck_abort_msg ("%s sends to %08x:%u, not global", host->name, to->ip, to->port);
	if (to->ip == host->here.ip && to->port == host->here.port)
		ck_abort_msg ("%s sends to itself", host->name);
}

/* RFC 4380 5.2.6: bubbles to a peer through one endpoint are at least 2 s apart.
 * A bubble through another endpoint, or from another socket, may follow sooner, when a peer
 * behind a symmetric NAT has shown where it is. So may two in 2 s that return the nonce of the
 * peer: one answers its call, and one the bubble that shows where it is (RFC 6081 6.1, messages 3
 * and 7). As the peer contacts us when it wants to, they need not follow our own closely. And so
 * may one with a keyed source, for peers that do not understand the nonce of the one before. */
static void check_bubble (struct world *w, const struct host *host, uint16_t port,
                          const struct teredo_ip6 *ip6, const struct teredo_endpoint *via)
{
	const struct in6_addr *to = &ip6->dst;
	const bool keyed = IN6_IS_ADDR_LINKLOCAL (&ip6->src);
	struct teredo_trailers trailers;

	ck_assert (teredo_trailers_parse (&trailers, ip6->trailers));
	for (size_t i = 0; i < w->bubble_count; i++) {
		struct bubble_log *log = &w->bubble_log[i];

		if (log->host != host || log->port != port || log->keyed != keyed
		    || !IN6_ARE_ADDR_EQUAL (&log->to, to)
		    || !teredo_endpoint_equal (&log->via, via))
			continue;
		if (w->now - log->answer >= 2000) {
			log->answer = w->now;
			log->answers = 0;
		}
		if (w->now - log->when < 2000 && via->port != TEREDO_PORT
		    && (trailers.present & TEREDO_TRAILER_NONCE) && ++log->answers <= 2)
			return;
		ck_assert_msg (w->now - log->when >= 2000, "%s sends bubbles %d ms apart",
		               host->name, (int)(w->now - log->when));
		log->when = w->now;
		return;
	}
	w->bubble_log = realloc (w->bubble_log, (w->bubble_count + 1) * sizeof (*w->bubble_log));
	ck_assert_ptr_nonnull (w->bubble_log);
	w->bubble_log[w->bubble_count++] = (struct bubble_log){
		.host = host,
		.to = *to,
		.port = port,
		.via = *via,
		.keyed = keyed,
		.when = w->now,
		.answer = -2000,
	};
}

void rules_forget (struct world *w, const struct host *host)
{
	for (size_t i = 0; i < w->bubble_count; i++)
		if (w->bubble_log[i].host == host)
			w->bubble_log[i].when = -2000;
}

void rules_datagram (struct world *w, struct host *host, const struct teredo_endpoint *from,
                     const struct teredo_endpoint *to, struct teredo_slice data)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	check_target (host, to);
	if (!teredo_encap_parse (&encap, data) || !teredo_ip6_parse (&ip6, encap.rest))
		ck_abort_msg ("%s sends an invalid packet", host->name);
	if (host->kind == HOST_SERVER)
		return;
	if (teredo_ip6_is_bubble (&ip6)) {
		w->bubbles++;
		if (teredo_address_in_prefix (&ip6.dst, TEREDO_PREFIX))
			check_bubble (w, host, from->port, &ip6, to);
	}
	if (teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_RS && from->port == host->here.port) {
		teredo_time since = w->now - host->last_solicitation;

		if (host->state_count > 0
		    && host->states[host->state_count - 1] == TEREDO_QUALIFIED) {
			if (since < host->refresh_min)
				host->refresh_min = since;
			if (since > host->refresh_max)
				host->refresh_max = since;
		}
		host->last_solicitation = w->now;
	}
}
