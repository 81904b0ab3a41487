/*
 * load-server.c - load of a server: router solicitations, or bubbles between its clients
 *
 * The clients take turns. As many datagrams are on their way as a window allows, so the
 * server is always busy and none is lost. Prints the answers (advertisements, or bubbles
 * forwarded) in a second, and the microseconds of CPU time for each datagram sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "load.h"

#include <stdio.h>
#include "clients.h"
#include "messages/bubble.h"
#include "messages/encap.h"
#include "messages/nd.h"

#define PAYLOAD 128

struct load {
	struct link *link;
	uint32_t sources;
	uint32_t next; /* client */
	uint64_t sent, answered;
	uint64_t open; /* datagrams without an answer */
	void (*write) (struct teredo_writer *, const struct load *);
};

static const struct teredo_endpoint server = { CLIENTS_SERVER, TEREDO_PORT };

static void write_solicitation (struct teredo_writer *w, const struct load *load)
{
	static const uint8_t nonce[TEREDO_NONCE_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)load;
	teredo_encap_write_nonce (w, nonce, 0);
	teredo_rs_write (w, &teredo_linklocal_client);
}

/* From each client to the one before it */
static void write_bubble (struct teredo_writer *w, const struct load *load)
{
	struct in6_addr src, dst;

	client_address (&src, load->next);
	client_address (&dst, load->next > 0 ? load->next - 1 : load->sources - 1);
	teredo_bubble_write (w, &src, &dst);
}

static void send_some (struct load *load)
{
	for (unsigned i = 0; i < LINK_FRAMES / 2 && load->open < LOAD_WINDOW; i++) {
		const struct teredo_endpoint from = client_endpoint (load->next);
		uint8_t payload[PAYLOAD];
		struct teredo_writer w;

		teredo_writer_init (&w, payload, sizeof (payload));
		load->write (&w, load);
		link_add_udp (load->link, &from, &server, teredo_writer_done (&w));
		load->next = load->next + 1 < load->sources ? load->next + 1 : 0;
		load->sent++;
		load->open++;
	}
	link_flush (load->link);
}

/* How many answers there are in a frame. */
static uint64_t count_answers (struct teredo_slice payload)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;
	uint64_t count = 0;

	while (teredo_encap_parse (&encap, payload) && teredo_ip6_parse (&ip6, encap.rest)) {
		payload = ip6.trailers;
		count++;
	}
	return count;
}

static void receive_some (struct load *load)
{
	const unsigned count = link_receive (load->link, load->open < LOAD_WINDOW ? 0 : 10);
	struct link_udp datagram;
	uint64_t answers;

	for (unsigned i = 0; i < count; i++) {
		if (!link_udp_parse (load->link, i, &datagram)
		    || datagram.from.ip != CLIENTS_SERVER)
			continue;
		answers = count_answers (datagram.payload);
		load->answered += answers;
		load->open -= answers < load->open ? answers : load->open;
	}
	if (count == 0 && load->open >= LOAD_WINDOW)
		load->open = 0; /* refused */
}

static void run (struct load *load, double seconds)
{
	const double end = load_now () + seconds;

	load->sent = load->answered = 0;
	while (load_now () < end) {
		send_some (load);
		receive_some (load);
	}
}

static void measure (struct load *load, const struct load_daemon *daemon, double seconds)
{
	double begin, cpu;

	run (load, 0.2);
	begin = load_now ();
	cpu = load_cpu (daemon);
	run (load, seconds);
	cpu = load_cpu (daemon) - cpu;
	printf ("rate %.0f\n", (double)load->answered / (load_now () - begin));
	printf ("cpu %.3f\n", cpu / (double)load->sent * 1e6);
}

void load_solicit (struct link *link, const struct load_daemon *daemon, uint32_t sources,
                   double seconds)
{
	measure (&(struct load){ .link = link, .sources = sources, .write = write_solicitation },
	         daemon, seconds);
}

void load_bubbles (struct link *link, const struct load_daemon *daemon, uint32_t sources,
                   double seconds)
{
	measure (&(struct load){ .link = link, .sources = sources, .write = write_bubble }, daemon,
	         seconds);
}
