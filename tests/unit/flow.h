/*
 * flow.h - TCP and UDP packets, and their segmentation in the plainest way
 *
 * Shares no code with libtun6, whose results are compared with these.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_FLOW_H
#define TESTS_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FLOW_PACKET_MAX 65575

struct flow_packet {
	size_t len; /* bytes */
	uint8_t bytes[FLOW_PACKET_MAX];
};

/* Flags of TCP */
enum {
	FLOW_FIN = 1,
	FLOW_SYN = 2,
	FLOW_RST = 4,
	FLOW_PSH = 8,
	FLOW_ACK = 16,
	FLOW_URG = 32,
	FLOW_ECE = 64,
	FLOW_CWR = 128
};

/* A packet of a flow. */
struct flow {
	bool udp;
	uint8_t traffic_class, hop_limit;
	uint16_t port;
	uint32_t sequence, acknowledgment;
	uint8_t flags;
	uint16_t window, urgent;
	size_t options;   /* bytes, a multiple of 4, at most 40 */
	size_t extension; /* bytes of a destination options header before TCP or UDP: 0 or 8 */
	size_t payload;   /* bytes */
	uint8_t first;    /* of the payload; each byte is one more than the one before */
};

/* Writes the packet, with its checksum. */
void flow_write (struct flow_packet *, const struct flow *);

/* Where the TCP or UDP header is. */
size_t flow_transport (const struct flow *);

/* Whether length fields and checksum of a packet without extension headers are right. */
bool flow_is_right (const uint8_t *packet, size_t len);

#endif
