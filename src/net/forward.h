/*
 * forward.h - packets between tunnel device and UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_FORWARD_H
#define MIREDO_FORWARD_H

#include "net/inbox.h"
#include "net/outbox.h"
#include "roles/role.h"
#include "tun6.h"

struct forward {
	struct tun6 *tun;
	int udp; /* socket */
	struct teredo_role *role;
	unsigned offloads; /* in use */
	unsigned received; /* datagrams since the last drain */
	unsigned reads;    /* packets read from the device at once */
	teredo_time full;  /* when as many came last */
	void (*failed_udp) (void *ctx, const struct outbox_message *, int err);
	void (*failed_tun) (void *ctx, unsigned packets, int err);
	/* Sends a packet on an auxiliary socket. */
	void (*send_on) (void *ctx, unsigned socket, const struct teredo_endpoint *to,
	                 struct teredo_slice ip6);
	void (*drain) (void *ctx); /* performs the role's output, in the middle of a batch */
	void *ctx;
	struct tun6_merge merge;
	struct outbox outbox;
	struct inbox inbox;
	uint8_t packet[TUN6_PACKET_MAX];
};

/* Enables offloads, a set of enum offload, as far as the system supports them. The caller has
 * filled in tun, udp, role, the calls and ctx; the rest is zero. */
void forward_start (struct forward *, unsigned offloads);

/* Forwards what waits on the socket, or on the device, up to a limit. The role may have output
 * afterwards; during long batches, drain is called, so that the output does not overflow.
 * forward_from_tun returns -1 with errno if the device failed, 0 otherwise. */
void forward_from_udp (struct forward *, teredo_time now);
int forward_from_tun (struct forward *, teredo_time now);

#endif
