/*
 * host.c - a host: its role object, and its IPv6 stack
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>
#include "values/addr.h"
#include "bytes/array.h"
#include "bytes/cksum.h"
#include "values/ip6.h"
#include "network.h"
#include "bytes/params.h"
#include "unit.h"

#define NUMBERED 253 /* next header of numbered packets: for experiments (RFC 3692) */

/* --- roles --- */

void host_random (void *ctx, void *buf, size_t len)
{
	const struct host *host = ctx;
	uint8_t *next = buf;

	while (len-- > 0)
		*next++ = (uint8_t)world_random (host->world);
}

static const struct teredo_slice nothing = { NULL, 0 };

void host_event (void *ctx, const struct teredo_event *event)
{
	struct host *host = ctx;

	if (event->kind == TEREDO_EVENT_QUALIFICATION
	    && host->state_count < ARRAY_LEN (host->states))
		host->states[host->state_count++] = (enum teredo_qualification_state)event->to;
}

bool host_is_own (void *ctx, const struct teredo_endpoint *endpoint)
{
	const struct host *host = ctx;

	return teredo_endpoint_equal (endpoint, &host->here);
}

static void look_up (struct host *host)
{
	host->lookups++;
	if (host->name_count > 0)
		teredo_client_resolved (host->role, host->world->now, host->names,
		                        host->name_count);
}

/* --- auxiliary sockets --- */

#define FIRST_LOCAL_PORT 50000

static void open_socket (struct host *host, unsigned socket)
{
	ck_assert_uint_eq (host->ports[socket], 0);
	if (host->next_port < FIRST_LOCAL_PORT || host->next_port == UINT16_MAX)
		host->next_port = FIRST_LOCAL_PORT;
	host->ports[socket] = host->next_port++;
	teredo_client_opened (host->role, host->world->now, socket, host->ports[socket]);
}

/* The endpoint of a socket; 0: the service port. */
static struct teredo_endpoint endpoint_of (const struct host *host, unsigned socket)
{
	if (socket == 0)
		return host->here;
	ck_assert_uint_ne (host->ports[socket], 0);
	return (struct teredo_endpoint){ host->here.ip, host->ports[socket] };
}

/* The socket at a local port; 0: the service port; more than the maximum: none. */
static unsigned socket_at (const struct host *host, uint16_t port)
{
	unsigned socket = 0;

	if (port == host->here.port)
		return 0;
	while (++socket <= TEREDO_SOCKETS_MAX)
		if (host->ports[socket] == port)
			break;
	return socket;
}

bool host_is_at (const struct host *host, const struct teredo_endpoint *where)
{
	return host->here.ip == where->ip && where->port != 0
	       && socket_at (host, where->port) <= TEREDO_SOCKETS_MAX;
}

static void perform (struct host *host, const struct teredo_out *out)
{
	switch (out->kind) {
	case TEREDO_OUT_UDP:
	case TEREDO_OUT_DISCOVERY:
		network_send_udp (host, endpoint_of (host, out->socket), &out->to, out->data,
		                  nothing);
		break;
	case TEREDO_OUT_IP6:
		host_receive_ip6 (host, out->data);
		break;
	case TEREDO_OUT_UP:
		host->address = out->address;
		host->ups++;
		break;
	case TEREDO_OUT_DOWN:
		host->address = in6addr_any;
		host->downs++;
		break;
	case TEREDO_OUT_RESOLVE:
		look_up (host);
		break;
	case TEREDO_OUT_OPEN:
		open_socket (host, out->socket);
		break;
	case TEREDO_OUT_CLOSE:
		host->ports[out->socket] = 0;
		break;
	}
}

static teredo_time deadline (const struct host *host)
{
	return host->role != NULL ? teredo_role_deadline (host->role) : TEREDO_NEVER;
}

void host_settle (struct host *host)
{
	const struct teredo_out *out;

	while ((out = teredo_role_next (host->role)) != NULL)
		perform (host, out);
	if (deadline (host) != TEREDO_NEVER && deadline (host) != host->wake) {
		host->wake = deadline (host);
		events_add (&host->world->events,
		            (struct event){
				    .when = host->wake > host->world->now ? host->wake
		                                                          : host->world->now,
				    .kind = EVENT_WAKE,
				    .host = host,
			    });
	}
}

/* An expire call before the deadline must change nothing. */
static void expire_early (struct host *host)
{
	const struct teredo_out *out;
	teredo_time before = deadline (host);

	if (before <= host->world->now)
		return;
	teredo_role_expire (host->role, host->world->now);
	out = teredo_role_next (host->role);
	ck_assert_msg (out == NULL, "%s acts before its deadline", host->name);
	ck_assert_int_eq (deadline (host), before);
}

void host_wake (struct host *host)
{
	if (deadline (host) > host->world->now)
		return; /* it was put off meanwhile */
	teredo_role_expire (host->role, host->world->now);
	host_settle (host);
	ck_assert_msg (deadline (host) > host->world->now, "%s is due again at once", host->name);
}

void host_receive_udp (struct host *host, const struct event *event)
{
	const unsigned socket = socket_at (host, event->to.port);
	const struct teredo_slice udp = { event->data, event->len };
	struct world *w = host->world;
	enum teredo_verdict verdict;
	struct teredo_slice ip6;

	if (host->kind == HOST_NATIVE)
		return;
	if (socket == 0)
		verdict = teredo_role_rx (host->role, w->now, &event->from, udp, &ip6);
	else
		verdict = teredo_client_rx_socket (host->role, w->now, socket, &event->from, udp,
		                                   &ip6);
	ck_assert_int_ne (verdict, TEREDO_SEND);
	if (verdict == TEREDO_DELIVER)
		host_receive_ip6 (host, ip6);
	host_settle (host);
	if (world_random (w) % 10 == 0)
		expire_early (host);
}

void host_receive_discovery (struct host *host, const struct event *event)
{
	const struct teredo_slice udp = { event->data, event->len };
	enum teredo_verdict verdict;

	if (host->kind != HOST_CLIENT)
		return;
	verdict = teredo_client_rx_discovery (host->role, host->world->now, &event->from, udp);
	ck_assert (verdict == TEREDO_DROP || verdict == TEREDO_CONSUMED);
	host_settle (host);
}

void host_serve (struct host *host, const struct event *event)
{
	const struct teredo_slice udp = { event->data, event->len };
	const enum teredo_server_side side = event->to.ip == host->ip2 ? TEREDO_SECONDARY
	                                                               : TEREDO_PRIMARY;
	struct teredo_endpoint from = { .port = TEREDO_PORT };
	struct teredo_out out;

	if (host->silent)
		return;
	switch (teredo_server_rx (host->server, host->world->now, side, &event->from, udp, &out)) {
	case TEREDO_SEND:
		if (host->no_bubbles && out.data.len > 0)
			break;
		from.ip = out.socket == TEREDO_SECONDARY ? host->ip2 : host->here.ip;
		network_send_udp (host, from, &out.to, out.head, out.data);
		break;
	case TEREDO_DELIVER:
		network_send_ip6 (host->world, out.data);
		break;
	default:
		break;
	}
}

/* The host's own IPv6 stack sends a packet to its tunnel. */
void host_tunnel_ip6 (struct host *host, struct teredo_slice packet)
{
	teredo_time now = host->world->now;
	struct teredo_endpoint to;
	enum teredo_verdict verdict;

	verdict = teredo_role_tx (host->role, now, packet, &to);
	ck_assert_int_ne (verdict, TEREDO_DELIVER);
	if (verdict == TEREDO_SEND)
		network_send_udp (host, endpoint_of (host, teredo_role_socket (host->role)), &to,
		                  packet, nothing);
	host_settle (host);
}

/* --- IPv6 stacks --- */

static void answer_echo (struct host *host, const struct teredo_ip6 *ip6)
{
	uint8_t *reply = network_copy (ip6->packet, nothing);
	uint8_t *icmp6 = reply + TEREDO_IP6_HEADER;
	uint16_t sum;

	memcpy (reply + 8, &ip6->dst, 16);
	memcpy (reply + 24, &ip6->src, 16);
	icmp6[0] = TEREDO_ICMP6_REPLY;
	icmp6[2] = icmp6[3] = 0;
	sum = teredo_cksum_icmp6 (&ip6->dst, &ip6->src,
	                          (struct teredo_slice){ icmp6, ip6->payload.len });
	icmp6[2] = (uint8_t)(sum >> 8);
	icmp6[3] = (uint8_t)sum;
	network_send_ip6 (host->world, (struct teredo_slice){ reply, ip6->packet.len });
	free (reply);
}

static void note_arrival (struct host *host, const struct teredo_ip6 *ip6)
{
	struct teredo_reader r;
	bool intact = true;
	uint32_t number;

	teredo_reader_init (&r, ip6->payload);
	number = teredo_read_u32 (&r);
	ck_assert_uint_eq (teredo_read_u32 (&r), ip6->payload.len);
	for (size_t i = 0; i < r.left; i++)
		intact = intact && r.next[i] == (uint8_t)(number + i);
	ck_assert (intact);
	ck_assert_uint_lt (host->arrival_count, WORLD_ARRIVALS);
	if (host->arrivals == NULL)
		host->arrivals = malloc (WORLD_ARRIVALS * sizeof (*host->arrivals));
	if (host->arrivals == NULL)
		ck_abort_msg ("out of memory");
	host->arrivals[host->arrival_count++] = (struct arrival){ host->world->now, number,
		                                                  ip6->src };
}

void host_receive_ip6 (struct host *host, struct teredo_slice packet)
{
	struct teredo_ip6 ip6;

	ck_assert_msg (teredo_ip6_parse (&ip6, packet) && ip6.trailers.len == 0,
	               "%s is given bytes that are not an IPv6 packet", host->name);
	if (host->kind == HOST_RELAY && !IN6_ARE_ADDR_EQUAL (&ip6.dst, &host->address)) {
		network_send_ip6 (host->world, packet); /* it is a router */
		return;
	}
	ck_assert_msg (IN6_ARE_ADDR_EQUAL (&ip6.dst, &host->address),
	               "%s is given another's packet", host->name);
	if (ip6.next_header == NUMBERED)
		note_arrival (host, &ip6);
	else if (teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_UNREACH)
		host->unreachables++;
	else if (teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_ECHO)
		answer_echo (host, &ip6);
}

void host_send (struct host *host, const struct in6_addr *to, uint32_t number, size_t payload)
{
	uint8_t packet[2048];
	struct teredo_writer w;

	teredo_writer_init (&w, packet, sizeof (packet));
	teredo_ip6_write (&w, (uint16_t)payload, NUMBERED, 64, &host->address, to);
	teredo_write_u32 (&w, number);
	teredo_write_u32 (&w, (uint32_t)payload);
	for (size_t i = 0; i + 8 < payload; i++)
		teredo_write_u8 (&w, (uint8_t)(number + i));
	ck_assert (!w.bad);
	if (host->kind == HOST_NATIVE)
		network_send_ip6 (host->world, teredo_writer_done (&w));
	else
		host_tunnel_ip6 (host, teredo_writer_done (&w));
}

unsigned host_got (const struct host *host, uint32_t number)
{
	unsigned times = 0;

	for (unsigned i = 0; i < host->arrival_count; i++)
		times += host->arrivals[i].number == number;
	return times;
}

teredo_time host_got_when (const struct host *host, uint32_t number)
{
	for (unsigned i = 0; i < host->arrival_count; i++)
		if (host->arrivals[i].number == number)
			return host->arrivals[i].when;
	return TEREDO_NEVER;
}
