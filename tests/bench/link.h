/*
 * link.h - Ethernet frames sent and received together, by a packet socket
 *
 * The load generator plays hundreds of thousands of hosts. Frames pass its own IP stack by,
 * so it costs little, and any address will do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BENCH_LINK_H
#define BENCH_LINK_H

#include <netinet/in.h>
#include <stdbool.h>
#include "bytes/wire.h"
#include "values/ipv4.h"

#define LINK_FRAMES 64    /* sent or received at once */
#define LINK_OUT    256   /* bytes of a frame to be sent, at most */
#define LINK_IN     66000 /* bytes of a received frame, at most */

struct link {
	int fd;
	uint8_t macs[12]; /* destination and source of what is sent */
	uint8_t out[LINK_FRAMES][LINK_OUT];
	size_t out_len[LINK_FRAMES];
	unsigned out_count;
	uint8_t in[LINK_FRAMES][LINK_IN];
	size_t in_len[LINK_FRAMES];
};

/* A UDP datagram in a received frame; or several, one after the other, that the sender joined
 * (UDP_SEGMENT). */
struct link_udp {
	struct teredo_endpoint from, to;
	struct teredo_slice payload;
};

/* Opens an interface, for frames to one neighbour ("02:..."). Exits on failure. */
void link_open (struct link *, const char *interface, const char *neighbour);

/* Queues an IPv6 packet, or a UDP datagram over IPv4; sends the queue if it is full. */
void link_add_ip6 (struct link *, struct teredo_slice packet);
void link_add_udp (struct link *, const struct teredo_endpoint *from,
                   const struct teredo_endpoint *to, struct teredo_slice payload);

/* Sends what is queued. */
void link_flush (struct link *);

/* Receives IPv4 packets, of which it returns the number; waits for one for at most
 * timeout milliseconds. */
unsigned link_receive (struct link *, int timeout);

/* Parses received packet i; false if it is not a UDP datagram. */
bool link_udp_parse (const struct link *, unsigned i, struct link_udp *);

#endif
