/*
 * network.c - IPv4 and IPv6 networks between the hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "network.h"

#include <stdlib.h>
#include <string.h>
#include "values/addr.h"
#include "host.h"
#include "bytes/params.h"
#include "unit.h"
#include "net/steer.h"
#include "rules.h"

uint8_t *network_copy (struct teredo_slice head, struct teredo_slice body)
{
	uint8_t *data = malloc (head.len + body.len + 1);

	if (data == NULL)
		ck_abort_msg ("out of memory");
	if (head.len > 0)
		memcpy (data, head.data, head.len);
	if (body.len > 0)
		memcpy (data + head.len, body.data, body.len);
	return data;
}

static bool chance (struct world *w, unsigned percent)
{
	return percent > 0 && world_random (w) % 100 < percent;
}

static void transmit (struct world *w, struct teredo_endpoint from, struct teredo_endpoint to,
                      struct teredo_slice head, struct teredo_slice body)
{
	unsigned copies = chance (w, w->duplicates) ? 2 : 1;

	w->datagrams++;
	if (chance (w, w->loss))
		return;
	while (copies-- > 0)
		events_add (&w->events,
		            (struct event){
				    .when = w->now + w->delay
		                            + (w->jitter > 0 ? world_random (w) % (w->jitter + 1)
		                                             : 0),
				    .kind = EVENT_UDP,
				    .from = from,
				    .to = to,
				    .len = head.len + body.len,
				    .data = network_copy (head, body),
			    });
}

/* The host behind a NAT with this private endpoint. */
static struct host *inside (struct world *w, const struct teredo_endpoint *where)
{
	for (unsigned i = 0; i < w->host_count; i++)
		if (w->hosts[i].nat != NULL && host_is_at (&w->hosts[i], where))
			return &w->hosts[i];
	return NULL;
}

bool network_is_local (const struct host *host, const struct teredo_endpoint *to)
{
	const struct host *other = inside (host->world, to);

	return host->nat != NULL
	       && (to->ip == TEREDO_DISCOVERY_IPV4 || (other != NULL && other->nat == host->nat));
}

bool network_is_private (const struct teredo_endpoint *to)
{
	return to->ip >> 16 == 0xc0a8;
}

/* Sends through the NATs of a host. */
static void translate (struct host *host, struct teredo_endpoint from,
                       const struct teredo_endpoint *to, struct teredo_slice head,
                       struct teredo_slice body)
{
	const struct nat *nat = host->nat;
	const struct teredo_endpoint public = nat_out (host->nat, host->world->now, from, *to);

	if (public.port == 0)
		return;
	if (to->ip != nat->ip || nat->hairpinning != NAT_HAIRPIN_PRIVATE)
		from = public;
	transmit (host->world, from, *to, head, body);
}

void network_send_udp (struct host *host, struct teredo_endpoint from,
                       const struct teredo_endpoint *to, struct teredo_slice head,
                       struct teredo_slice body)
{
	struct world *w = host->world;
	uint8_t *whole = network_copy (head, body);

	rules_datagram (w, host, &from, to, (struct teredo_slice){ whole, head.len + body.len });
	free (whole);
	if (network_is_private (to) && !network_is_local (host, to))
		return; /* nobody has a route there */
	if (host->nat != NULL && !network_is_local (host, to))
		translate (host, from, to, head, body);
	else
		transmit (w, from, *to, head, body);
}

void network_send_ip6 (struct world *w, struct teredo_slice packet)
{
	events_add (&w->events,
	            (struct event){
			    .when = w->now + 1,
			    .kind = EVENT_IP6,
			    .len = packet.len,
			    .data = network_copy (packet, (struct teredo_slice){ NULL, 0 }),
		    });
}

/* Of several relays at one endpoint, the worker that the kernel passes packets of a peer to. ip:
 * its IPv4 address. */
static struct host *worker_for (struct world *w, struct host *relay, uint32_t ip)
{
	struct host *workers[WORLD_HOSTS];
	unsigned count = 0;

	for (unsigned i = 0; i < w->host_count; i++)
		if (w->hosts[i].kind == HOST_RELAY
		    && teredo_endpoint_equal (&w->hosts[i].here, &relay->here))
			workers[count++] = &w->hosts[i];
	return workers[steer_worker (ip, count)];
}

static struct host *owner_of (struct world *w, const struct teredo_endpoint *where)
{
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];

		if (host->nat == NULL && host->kind != HOST_NATIVE
		    && (host_is_at (host, where)
		        || (host->kind == HOST_SERVER && host->ip2 == where->ip
		            && where->port == TEREDO_PORT)))
			return host;
	}
	return NULL;
}

/* The host behind NATs that this datagram reaches, and its endpoint there. */
static struct host *behind_nat (struct world *w, const struct event *event,
                                struct teredo_endpoint *where)
{
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];

		if (host->nat != NULL && nat_in (host->nat, w->now, event->to, event->from, where)
		    && host_is_at (host, where))
			return host;
	}
	return NULL;
}

/* Delivers to all other hosts behind the sender's NAT in its network, a /24. */
static void arrive_at_group (struct world *w, const struct event *event)
{
	const struct host *sender = inside (w, &event->from);

	for (unsigned i = 0; i < w->host_count; i++)
		if (&w->hosts[i] != sender && w->hosts[i].nat == sender->nat
		    && (w->hosts[i].here.ip ^ sender->here.ip) < 256)
			host_receive_discovery (&w->hosts[i], event);
}

void network_arrive_udp (struct world *w, const struct event *event)
{
	struct event local = *event; /* its destination: the host's endpoint behind NATs */
	struct host *host = owner_of (w, &event->to);

	if (event->to.ip == TEREDO_DISCOVERY_IPV4) {
		arrive_at_group (w, event);
		return;
	}
	if (host == NULL)
		host = inside (w, &event->to); /* sent behind the same NAT */
	if (host == NULL)
		host = behind_nat (w, event, &local.to);
	if (host == NULL)
		return;
	if (host->kind == HOST_RELAY)
		host = worker_for (w, host, event->from.ip);
	if (host->kind == HOST_SERVER)
		host_serve (host, &local);
	else
		host_receive_udp (host, &local);
}

void network_arrive_ip6 (struct world *w, const struct event *event)
{
	const struct teredo_slice packet = { event->data, event->len };
	struct teredo_address parts;
	struct in6_addr dst;

	memcpy (&dst, event->data + 24, sizeof (dst));
	teredo_address_decode (&parts, &dst);
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];

		if (host->kind == HOST_RELAY && teredo_address_in_prefix (&dst, TEREDO_PREFIX)) {
			host_tunnel_ip6 (worker_for (w, host, parts.mapped.ip), packet);
			return;
		}
		if ((host->kind == HOST_NATIVE || host->kind == HOST_RELAY)
		    && IN6_ARE_ADDR_EQUAL (&dst, &host->address)) {
			host_receive_ip6 (host, packet);
			return;
		}
	}
}
