/*
 * inbox.h - datagrams received together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_INBOX_H
#define MIREDO_INBOX_H

#include <stdbool.h>
#include "bytes/wire.h"
#include "values/ipv4.h"

#define INBOX_MESSAGES 16
#define INBOX_BYTES    65536 /* of a message: more than the largest UDP payload */

/* One or more datagrams from one endpoint, one after the other. */
struct inbox_message {
	struct teredo_endpoint from;
	struct teredo_slice bytes;
	size_t segment_len; /* bytes of each datagram but the last, which may be shorter; not 0 */
};

struct inbox {
	struct inbox_message messages[INBOX_MESSAGES];
	uint8_t bytes[INBOX_MESSAGES][INBOX_BYTES];
};

/* Lets the system join datagrams of equal length from one endpoint into a message. False
 * if it cannot. */
bool inbox_enable_joining (int fd);

/* Receives what waits on a non-blocking UDP socket, with one system call if nothing fails.
 * Returns how many messages; less than INBOX_MESSAGES if no more wait. ICMP errors about
 * datagrams sent earlier are ignored. */
unsigned inbox_receive (struct inbox *, int fd);

#endif
