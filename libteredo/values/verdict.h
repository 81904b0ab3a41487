/*
 * verdict.h - what becomes of a packet given to a role, and what the role
 * wants done besides
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_VERDICT_H
#define LIBTEREDO_VERDICT_H

#include <netinet/in.h>
#include "values/ipv4.h"
#include "bytes/wire.h"

/* What the caller is to do with the packet that it has just given. */
enum teredo_verdict {
	TEREDO_DROP,     /* nothing: it was counted and dropped */
	TEREDO_CONSUMED, /* nothing: it has done its work, or waits in a queue */
	TEREDO_DELIVER,  /* give the slice to IPv6 */
	TEREDO_SEND,     /* send the packet over UDP to the endpoint */
};

enum teredo_out_kind {
	TEREDO_OUT_UDP,     /* send data over UDP to to */
	TEREDO_OUT_IP6,     /* give data to the tunnel */
	TEREDO_OUT_UP,      /* give the tunnel this address and MTU, in place of any earlier one */
	TEREDO_OUT_DOWN,    /* take the tunnel's address away */
	TEREDO_OUT_RESOLVE, /* look the server's name up, then call ..._resolved */
};

/* One thing to be done; what it points to lives until the next call. */
struct teredo_out {
	enum teredo_out_kind kind;
	struct teredo_endpoint to; /* UDP */
	struct teredo_slice data;  /* UDP, IP6 */
	struct in6_addr address;   /* UP */
	uint32_t mtu;              /* UP: bytes */
};

#endif
