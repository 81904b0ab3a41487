/*
 * load-relay.c - load of a relay: packets to many clients behind one server
 *
 * Plays a native host, the server and all clients. First the host sends one packet to each
 * client; the relay sends a bubble through the server, the client answers it, the relay
 * releases the packet. A packet that is late is repeated. Then the host sends packets to the
 * clients, scattered. As many are on their way as a window allows.
 *
 * Prints the seconds that the first part took, the CPU time and the resident bytes that each
 * client cost; and of the second part, the packets delivered in a second and the CPU time of
 * each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "load.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clients.h"
#include "bytes/params.h"
#include "messages/bubble.h"

#define WARM    16      /* clients contacted before, so that the relay's code is resident */
#define LATE    0.25    /* seconds */
#define GIVE_UP 120     /* seconds */
#define PACKET  64      /* bytes: header, number of the client, zeros */
#define NEXT    253     /* next header: for experiments, RFC 3692 */
#define STRIDE  611953u /* between clients that are sent to one after the other; a prime */

enum state { NEW, SENT, REPEATED, DONE };

/* A packet on its way to a client. */
struct flight {
	uint32_t client;
	double at;
};

struct load {
	struct link *link;
	struct in6_addr host;
	uint8_t *state;         /* of each client */
	struct flight *flights; /* ring, ordered by time; one for each client that is not done */
	uint32_t room, head, count;
	uint32_t open, done; /* clients in state SENT and DONE */
	uint64_t delivered;
};

static void send_packet (struct load *load, uint32_t client)
{
	uint8_t packet[PACKET] = { 0 };
	struct teredo_writer w;
	struct in6_addr dst;

	client_address (&dst, client);
	teredo_writer_init (&w, packet, sizeof (packet));
	teredo_ip6_write (&w, PACKET - TEREDO_IP6_HEADER, NEXT, 64, &load->host, &dst);
	teredo_write_u32 (&w, client);
	link_add_ip6 (load->link, (struct teredo_slice){ packet, PACKET });
}

/* --- what the relay sends --- */

/* As the client that a bubble through the server is for */
static void answer_bubble (struct load *load, const struct teredo_endpoint *relay,
                           const struct teredo_ip6 *ip6)
{
	struct teredo_address parts;
	uint8_t bubble[TEREDO_BUBBLE_LEN];
	struct teredo_writer w;

	teredo_address_decode (&parts, &ip6->dst);
	teredo_writer_init (&w, bubble, sizeof (bubble));
	teredo_bubble_write (&w, &ip6->dst, &ip6->src);
	link_add_udp (load->link, &parts.mapped, relay, teredo_writer_done (&w));
}

static void arrived (struct load *load, const struct teredo_ip6 *ip6)
{
	struct teredo_reader r;
	uint32_t client;

	teredo_reader_init (&r, ip6->payload);
	client = teredo_read_u32 (&r);
	load->delivered++;
	if (load->state[client] == DONE)
		return;
	if (load->state[client] == SENT)
		load->open--;
	load->state[client] = DONE;
	load->done++;
}

static void handle (struct load *load, const struct link_udp *datagram)
{
	struct teredo_slice rest = datagram->payload;
	struct teredo_ip6 ip6;

	while (teredo_ip6_parse (&ip6, rest)) {
		if (datagram->to.ip == CLIENTS_SERVER)
			answer_bubble (load, &datagram->from, &ip6);
		else if (ip6.next_header == NEXT)
			arrived (load, &ip6);
		rest = ip6.trailers;
	}
}

/* Returns how many frames the relay sent; waits if there are none. */
static unsigned receive (struct load *load, int timeout)
{
	const unsigned count = link_receive (load->link, timeout);
	struct link_udp datagram;

	for (unsigned i = 0; i < count; i++)
		if (link_udp_parse (load->link, i, &datagram) && datagram.from.ip == CLIENTS_RELAY)
			handle (load, &datagram);
	link_flush (load->link);
	return count;
}

/* --- first packets --- */

static void launch (struct load *load, uint32_t client, double now)
{
	const uint32_t last = (load->head + load->count++) % load->room;

	load->flights[last] = (struct flight){ client, now };
	send_packet (load, client);
}

/* Repeats packets that are late. */
static void repeat (struct load *load, double now)
{
	for (uint32_t left = load->count; left > 0; left--) {
		const struct flight first = load->flights[load->head];

		if (load->state[first.client] != DONE && first.at + LATE > now)
			return;
		load->head = (load->head + 1) % load->room;
		load->count--;
		if (load->state[first.client] == DONE)
			continue;
		if (load->state[first.client] == SENT)
			load->open--;
		load->state[first.client] = REPEATED;
		launch (load, first.client, now);
	}
}

/* Sends a packet to each of the clients first to end - 1 until all have arrived. */
static void set_up (struct load *load, uint32_t first, uint32_t end)
{
	const double begin = load_now ();
	uint32_t next = first;

	load->done = 0;
	while (load->done < end - first) {
		const double now = load_now ();

		if (now > begin + GIVE_UP)
			errx (1, "%u of %u clients set up", load->done, end - first);
		repeat (load, now);
		for (unsigned i = 0; i < LINK_FRAMES / 2 && next < end; i++) {
			if (load->open >= LOAD_WINDOW)
				break;
			load->state[next] = SENT;
			load->open++;
			launch (load, next++, now);
		}
		link_flush (load->link);
		receive (load, load->open < LOAD_WINDOW && next < end ? 0 : 10);
	}
}

/* --- packets to all --- */

static void flood (struct load *load, uint32_t clients, double seconds)
{
	const double end = load_now () + seconds;
	uint64_t sent = 0; /* less what was lost */
	uint32_t next = 0;

	load->delivered = 0;
	while (load_now () < end) {
		for (unsigned i = 0; i < LINK_FRAMES / 2; i++) {
			if (sent >= load->delivered + LOAD_WINDOW)
				break;
			send_packet (load, next);
			next = (uint32_t)(((uint64_t)next + STRIDE) % clients);
			sent++;
		}
		link_flush (load->link);
		if (receive (load, sent < load->delivered + LOAD_WINDOW ? 0 : 10) == 0
		    && sent >= load->delivered + LOAD_WINDOW)
			sent = load->delivered;
	}
}

static void measure_flood (struct load *load, const struct load_daemon *daemon, uint32_t peers,
                           double seconds)
{
	double begin, cpu;

	flood (load, peers, 0.2);
	begin = load_now ();
	cpu = load_cpu (daemon);
	flood (load, peers, seconds);
	cpu = load_cpu (daemon) - cpu;
	printf ("rate %.0f\n", (double)load->delivered / (load_now () - begin));
	printf ("cpu %.3f\n", cpu / (double)load->delivered * 1e6);
}

void load_relay (struct link *link, const struct load_daemon *daemon, uint32_t peers,
                 double seconds)
{
	struct load load = { .link = link, .room = peers + WARM };
	double begin, cpu, bytes;

	inet_pton (AF_INET6, CLIENTS_HOST, &load.host);
	load.state = calloc (load.room, sizeof (*load.state));
	load.flights = calloc (load.room, sizeof (*load.flights));
	if (load.state == NULL || load.flights == NULL)
		err (1, "memory");
	set_up (&load, peers, peers + WARM);
	bytes = load_resident (daemon);
	begin = load_now ();
	cpu = load_cpu (daemon);
	set_up (&load, 0, peers);
	printf ("setup %.6f\n", load_now () - begin);
	printf ("setup-cpu %.3f\n", (load_cpu (daemon) - cpu) / peers * 1e6);
	printf ("bytes %.1f\n", (load_resident (daemon) - bytes) / peers);
	measure_flood (&load, daemon, peers, seconds);
	free (load.state);
	free (load.flights);
}
