/*
 * world.c - a simulated Internet in virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "world.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "addr.h"
#include "cksum.h"
#include "encap.h"
#include "ip6.h"
#include "params.h"

#define NUMBERED 253 /* next header of numbered packets: for experiments (RFC 3692) */

enum event_kind { EVENT_UDP, EVENT_IP6, EVENT_WAKE };

struct event {
	teredo_time when;
	uint64_t order;
	enum event_kind kind;
	struct host *host;               /* WAKE */
	struct teredo_endpoint from, to; /* UDP */
	size_t len;
	uint8_t *data;
};

/* A round of bubbles from a host to a peer. */
struct bubble_log {
	const struct host *host;
	struct in6_addr to;
	struct teredo_endpoint via;
	teredo_time when;
};

/* --- randomness (splitmix64) --- */

uint32_t world_random (struct world *w)
{
	uint64_t z = w->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)((z ^ z >> 31) >> 32);
}

static void fill_random (void *ctx, void *buf, size_t len)
{
	const struct host *host = ctx;
	uint8_t *next = buf;

	while (len-- > 0)
		*next++ = (uint8_t)world_random (host->world);
}

static bool chance (struct world *w, unsigned percent)
{
	return percent > 0 && world_random (w) % 100 < percent;
}

/* --- events --- */

static bool earlier (const struct event *a, const struct event *b)
{
	return a->when < b->when || (a->when == b->when && a->order < b->order);
}

static void swap (struct event *a, struct event *b)
{
	struct event t = *a;

	*a = *b;
	*b = t;
}

static void add_event (struct world *w, struct event event)
{
	size_t i = w->event_count++;

	if (i == w->event_room) {
		w->event_room = w->event_room * 2 + 64;
		w->events = realloc (w->events, w->event_room * sizeof (event));
		ck_assert_ptr_nonnull (w->events);
	}
	event.order = w->event_order++;
	w->events[i] = event;
	while (i > 0 && earlier (&w->events[i], &w->events[(i - 1) / 2])) {
		swap (&w->events[i], &w->events[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

static struct event next_event (struct world *w)
{
	struct event first = w->events[0];
	size_t i = 0;

	w->events[0] = w->events[--w->event_count];
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < w->event_count
			    && earlier (&w->events[child], &w->events[least]))
				least = child;
		if (least == i)
			return first;
		swap (&w->events[i], &w->events[least]);
		i = least;
	}
}

static uint8_t *copy (struct teredo_slice head, struct teredo_slice body)
{
	uint8_t *data = malloc (head.len + body.len + 1);

	ck_assert_ptr_nonnull (data);
	if (head.len > 0)
		memcpy (data, head.data, head.len);
	if (body.len > 0)
		memcpy (data + head.len, body.data, body.len);
	return data;
}

/* --- what must never happen --- */

static void check_target (const struct host *host, const struct teredo_endpoint *to)
{
	ck_assert_msg (teredo_endpoint_is_global (to), "%s sends to %08x:%u, not global",
	               host->name, to->ip, to->port);
	ck_assert_msg (!(to->ip == host->here.ip && to->port == host->here.port),
	               "%s sends to itself", host->name);
}

/* RFC 4380 5.2.6: bubbles to a Teredo address by one way are 2 s apart. (By
 * another way there may be one sooner: where a peer behind a symmetric NAT has
 * just turned out to be.) */
static void check_bubble (struct world *w, const struct host *host, const struct in6_addr *to,
                          const struct teredo_endpoint *via)
{
	for (size_t i = 0; i < w->bubble_count; i++) {
		struct bubble_log *log = &w->bubble_log[i];

		if (log->host != host || !IN6_ARE_ADDR_EQUAL (&log->to, to)
		    || !teredo_endpoint_equal (&log->via, via))
			continue;
		ck_assert_msg (w->now - log->when >= 2000,
		               "%s sends bubbles %d ms apart", host->name,
		               (int)(w->now - log->when));
		log->when = w->now;
		return;
	}
	w->bubble_log = realloc (w->bubble_log, (w->bubble_count + 1) * sizeof (*w->bubble_log));
	ck_assert_ptr_nonnull (w->bubble_log);
	w->bubble_log[w->bubble_count++] = (struct bubble_log){ host, *to, *via, w->now };
}

static void check_datagram (struct world *w, struct host *host, const struct teredo_endpoint *to,
                            struct teredo_slice data)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	check_target (host, to);
	ck_assert_msg (teredo_encap_parse (&encap, data) && teredo_ip6_parse (&ip6, encap.rest),
	               "%s sends what is no Teredo packet", host->name);
	if (host->kind == HOST_SERVER)
		return;
	if (teredo_ip6_is_bubble (&ip6)) {
		w->bubbles++;
		if (teredo_address_in_prefix (&ip6.dst, TEREDO_PREFIX))
			check_bubble (w, host, &ip6.dst, to);
	}
	if (teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_RS) {
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

/* --- sending --- */

static void transmit (struct world *w, struct teredo_endpoint from, struct teredo_endpoint to,
                      struct teredo_slice head, struct teredo_slice body)
{
	unsigned copies = chance (w, w->duplicates) ? 2 : 1;

	w->datagrams++;
	if (chance (w, w->loss))
		return;
	while (copies-- > 0)
		add_event (w, (struct event){
			.when = w->now + w->delay
			        + (w->jitter > 0 ? world_random (w) % (w->jitter + 1) : 0),
			.kind = EVENT_UDP,
			.from = from,
			.to = to,
			.len = head.len + body.len,
			.data = copy (head, body),
		});
}

static void send_udp (struct host *host, struct teredo_endpoint from,
                      const struct teredo_endpoint *to, struct teredo_slice head,
                      struct teredo_slice body)
{
	struct world *w = host->world;
	uint8_t *whole = copy (head, body);

	check_datagram (w, host, to, (struct teredo_slice){ whole, head.len + body.len });
	free (whole);
	if (host->nat != NULL)
		from = nat_out (host->nat, w->now, from, *to);
	transmit (w, from, *to, head, body);
}

/* IPv6 outside tunnels: nothing is lost, one millisecond a way. */
static void send_ip6 (struct world *w, struct teredo_slice packet)
{
	add_event (w, (struct event){
		.when = w->now + 1,
		.kind = EVENT_IP6,
		.len = packet.len,
		.data = copy (packet, (struct teredo_slice){ NULL, 0 }),
	});
}

/* --- roles --- */

static const struct teredo_slice nothing = { NULL, 0 };

static void receive_ip6 (struct host *, struct teredo_slice);
static void host_event (void *ctx, const struct teredo_event *event)
{
	struct host *host = ctx;

	if (event->kind == TEREDO_EVENT_QUALIFY
	    && host->state_count < sizeof (host->states) / sizeof (host->states[0]))
		host->states[host->state_count++] = (enum teredo_qualify_state)event->to;
}

static void perform (struct host *host, const struct teredo_out *out)
{
	switch (out->kind) {
	case TEREDO_OUT_UDP:
		send_udp (host, host->here, &out->to, out->data, nothing);
		break;
	case TEREDO_OUT_IP6:
		receive_ip6 (host, out->data);
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
		break; /* the test does it */
	}
}

static teredo_time deadline (const struct host *host)
{
	if (host->client != NULL)
		return teredo_client_deadline (host->client);
	return host->relay != NULL ? teredo_relay_deadline (host->relay) : TEREDO_NEVER;
}

static const struct teredo_out *next_out (struct host *host)
{
	return host->client != NULL ? teredo_client_next (host->client)
	                            : teredo_relay_next (host->relay);
}

static void settle (struct host *host)
{
	const struct teredo_out *out;

	while ((out = next_out (host)) != NULL)
		perform (host, out);
	if (deadline (host) != TEREDO_NEVER && deadline (host) != host->wake) {
		host->wake = deadline (host);
		add_event (host->world, (struct event){
			.when = host->wake > host->world->now ? host->wake : host->world->now,
			.kind = EVENT_WAKE,
			.host = host,
		});
	}
}

static void host_expire (struct host *host)
{
	if (host->client != NULL)
		teredo_client_expire (host->client, host->world->now);
	else
		teredo_relay_expire (host->relay, host->world->now);
}

/* Calls expire before its time: that must change nothing. */
static void expire_early (struct host *host)
{
	const struct teredo_out *out;
	teredo_time before = deadline (host);

	if (before <= host->world->now)
		return;
	host_expire (host);
	out = next_out (host);
	ck_assert_msg (out == NULL, "%s acts before its deadline", host->name);
	ck_assert_int_eq (deadline (host), before);
}

static void wake (struct host *host)
{
	if (deadline (host) > host->world->now)
		return; /* it was put off meanwhile */
	host_expire (host);
	settle (host);
	ck_assert_msg (deadline (host) > host->world->now, "%s is due again at once", host->name);
}

static void receive_udp (struct host *host, const struct event *event)
{
	const struct teredo_slice udp = { event->data, event->len };
	struct world *w = host->world;
	enum teredo_verdict verdict;
	struct teredo_slice ip6;

	if (host->kind == HOST_NATIVE)
		return;
	if (host->client != NULL)
		verdict = teredo_client_rx (host->client, w->now, &event->from, udp, &ip6);
	else
		verdict = teredo_relay_rx (host->relay, w->now, &event->from, udp, &ip6);
	ck_assert_int_ne (verdict, TEREDO_SEND);
	if (verdict == TEREDO_DELIVER)
		receive_ip6 (host, ip6);
	settle (host);
	if (chance (w, 10))
		expire_early (host);
}

static void serve (struct host *host, const struct event *event)
{
	const struct teredo_slice udp = { event->data, event->len };
	const enum teredo_server_side side = event->to.ip == host->ip2 ? TEREDO_SECONDARY
	                                                               : TEREDO_PRIMARY;
	struct teredo_endpoint from = { .port = TEREDO_PORT };
	struct teredo_server_send send;
	struct teredo_slice ip6;

	if (host->silent)
		return;
	switch (teredo_server_rx (host->server, host->world->now, side, &event->from, udp, &ip6,
	                          &send)) {
	case TEREDO_SEND:
		from.ip = send.from == TEREDO_SECONDARY ? host->ip2 : host->here.ip;
		send_udp (host, from, &send.to,
		          (struct teredo_slice){ send.head, send.head_len }, send.body);
		break;
	case TEREDO_DELIVER:
		send_ip6 (host->world, ip6);
		break;
	default:
		break;
	}
}

/* The host's own IPv6 stack sends a packet to its tunnel. */
static void tunnel_ip6 (struct host *host, struct teredo_slice packet)
{
	teredo_time now = host->world->now;
	struct teredo_endpoint to;
	enum teredo_verdict verdict;

	verdict = host->client != NULL ? teredo_client_tx (host->client, now, packet, &to)
	                               : teredo_relay_tx (host->relay, now, packet, &to);
	ck_assert_int_ne (verdict, TEREDO_DELIVER);
	if (verdict == TEREDO_SEND)
		send_udp (host, host->here, &to, packet, nothing);
	settle (host);
}

/* --- hosts' IPv6 stacks --- */

static void answer_echo (struct host *host, const struct teredo_ip6 *ip6)
{
	uint8_t *reply = copy (ip6->packet, nothing);
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
	send_ip6 (host->world, (struct teredo_slice){ reply, ip6->packet.len });
	free (reply);
}

static void note_arrival (struct host *host, const struct teredo_ip6 *ip6)
{
	struct teredo_reader r;
	uint32_t number;

	teredo_reader_init (&r, ip6->payload);
	number = teredo_read_u32 (&r);
	ck_assert_uint_eq (teredo_read_u32 (&r), ip6->payload.len);
	for (size_t i = 0; i < r.left; i++)
		ck_assert_uint_eq (r.next[i], (uint8_t)(number + i));
	ck_assert_uint_lt (host->arrival_count, WORLD_ARRIVALS);
	host->arrivals[host->arrival_count++] =
	        (struct arrival){ host->world->now, number, ip6->src };
}

static void receive_ip6 (struct host *host, struct teredo_slice packet)
{
	struct teredo_ip6 ip6;

	ck_assert_msg (teredo_ip6_parse (&ip6, packet) && ip6.trailers.len == 0,
	               "%s is given what is no IPv6 packet", host->name);
	if (host->kind == HOST_RELAY && !IN6_ARE_ADDR_EQUAL (&ip6.dst, &host->address)) {
		send_ip6 (host->world, packet); /* it is a router */
		return;
	}
	ck_assert_msg (IN6_ARE_ADDR_EQUAL (&ip6.dst, &host->address), "%s is given another's packet",
	               host->name);
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
		send_ip6 (host->world, teredo_writer_done (&w));
	else
		tunnel_ip6 (host, teredo_writer_done (&w));
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

/* --- the networks --- */

static struct host *owner_of (struct world *w, uint32_t ip, uint16_t port)
{
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];

		if (host->nat == NULL && host->kind != HOST_NATIVE
		    && ((host->here.ip == ip && host->here.port == port)
		        || (host->kind == HOST_SERVER && host->ip2 == ip && port == TEREDO_PORT)))
			return host;
	}
	return NULL;
}

/* The host behind a NAT to which a datagram gets through. */
static struct host *behind_nat (struct world *w, const struct event *event)
{
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];
		struct teredo_endpoint inside;

		if (host->nat != NULL && host->nat->ip == event->to.ip
		    && event->from.ip != event->to.ip /* no hairpinning */
		    && nat_in (host->nat, w->now, event->to.port, event->from, &inside)
		    && teredo_endpoint_equal (&inside, &host->here))
			return host;
	}
	return NULL;
}

static void arrive_udp (struct world *w, const struct event *event)
{
	struct host *host = owner_of (w, event->to.ip, event->to.port);

	if (host == NULL)
		host = behind_nat (w, event);
	if (host == NULL)
		return;
	if (host->kind == HOST_SERVER)
		serve (host, event);
	else
		receive_udp (host, event);
}

static void arrive_ip6 (struct world *w, const struct event *event)
{
	const struct teredo_slice packet = { event->data, event->len };
	struct in6_addr dst;

	memcpy (&dst, event->data + 24, sizeof (dst));
	for (unsigned i = 0; i < w->host_count; i++) {
		struct host *host = &w->hosts[i];

		if (host->kind == HOST_RELAY && teredo_address_in_prefix (&dst, TEREDO_PREFIX)) {
			tunnel_ip6 (host, packet);
			return;
		}
		if ((host->kind == HOST_NATIVE || host->kind == HOST_RELAY)
		    && IN6_ARE_ADDR_EQUAL (&dst, &host->address)) {
			receive_ip6 (host, packet);
			return;
		}
	}
}

static void step (struct world *w)
{
	struct event event = next_event (w);

	ck_assert_int_ge (event.when, w->now);
	w->now = event.when;
	switch (event.kind) {
	case EVENT_UDP:
		arrive_udp (w, &event);
		break;
	case EVENT_IP6:
		arrive_ip6 (w, &event);
		break;
	case EVENT_WAKE:
		wake (event.host);
		break;
	}
	free (event.data);
}

void world_run (struct world *w, teredo_time how_long)
{
	teredo_time end = w->now + how_long;

	while (w->event_count > 0 && w->events[0].when <= end)
		step (w);
	w->now = end;
}

bool world_run_until (struct world *w, const struct host *host, bool qualified,
                      teredo_time at_most)
{
	teredo_time end = w->now + at_most;

	while (IN6_IS_ADDR_UNSPECIFIED (&host->address) == qualified) {
		if (w->event_count == 0 || w->events[0].when > end) {
			w->now = end;
			return false;
		}
		step (w);
	}
	return true;
}

void world_kick (struct host *host)
{
	settle (host);
}

/* --- making it --- */

struct world *world_new (uint64_t seed)
{
	struct world *w = calloc (1, sizeof (*w));
	const char *given = getenv ("SIM_SEED");

	ck_assert_ptr_nonnull (w);
	if (given != NULL)
		seed = strtoull (given, NULL, 0);
	printf ("seed %llu (SIM_SEED sets it)\n", (unsigned long long)seed);
	w->random = seed;
	w->now = 1000000; /* a clock need not begin at 0 */
	w->delay = 20;
	return w;
}

void world_free (struct world *w)
{
	while (w->event_count > 0)
		free (next_event (w).data);
	for (unsigned i = 0; i < w->host_count; i++) {
		teredo_client_free (w->hosts[i].client);
		teredo_relay_free (w->hosts[i].relay);
		teredo_server_free (w->hosts[i].server);
	}
	free (w->events);
	free (w->bubble_log);
	free (w);
}

static struct host *add_host (struct world *w, const char *name, enum host_kind kind)
{
	struct host *host = &w->hosts[w->host_count++];

	ck_assert_uint_le (w->host_count, WORLD_HOSTS);
	host->world = w;
	host->name = name;
	host->kind = kind;
	host->refresh_min = TEREDO_NEVER;
	return host;
}

static struct teredo_env env_of (struct host *host)
{
	return (struct teredo_env){ .ctx = host, .random = fill_random, .event = host_event };
}

struct host *world_server (struct world *w, uint32_t ip)
{
	struct host *host = add_host (w, "server", HOST_SERVER);
	const struct teredo_env env = env_of (host);
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.primary = ip;
	config.secondary = ip + 1;
	host->here = (struct teredo_endpoint){ ip, TEREDO_PORT };
	host->ip2 = ip + 1;
	host->server = teredo_server_new (&config, &env);
	ck_assert_ptr_nonnull (host->server);
	return host;
}

struct host *world_relay (struct world *w, struct teredo_endpoint here)
{
	struct host *host = add_host (w, "relay", HOST_RELAY);
	const struct teredo_env env = env_of (host);
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.max_peers = 10000;
	ck_assert_int_eq (inet_pton (AF_INET6, "2001:db8:4::20", &host->address), 1);
	config.icmp6_src = host->address;
	host->here = here;
	host->relay = teredo_relay_new (&config, &env, w->now);
	ck_assert_ptr_nonnull (host->relay);
	return host;
}

struct host *world_native (struct world *w, const char *address)
{
	struct host *host = add_host (w, "native", HOST_NATIVE);

	ck_assert_int_eq (inet_pton (AF_INET6, address, &host->address), 1);
	return host;
}

struct host *world_client (struct world *w, const char *name, struct nat *nat,
                           struct teredo_endpoint here, uint32_t server)
{
	struct host *host = add_host (w, name, HOST_CLIENT);
	const struct teredo_env env = env_of (host);
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	config.server = server;
	config.max_peers = 1000;
	host->nat = nat;
	host->here = here;
	host->client = teredo_client_new (&config, &env, w->now);
	ck_assert_ptr_nonnull (host->client);
	settle (host);
	return host;
}
