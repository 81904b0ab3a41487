/*
 * helper-proto.h - what miredo and miredo-privproc say to each other
 *
 * One message a datagram of a SOCK_SEQPACKET socket pair, of one fixed size in
 * each direction. miredo asks, miredo-privproc answers each request once and in
 * order. Whoever took over miredo can still write here, so miredo-privproc
 * believes nothing: it unpacks, checks every field, and ends on nonsense.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HELPER_PROTO_H
#define MIREDO_HELPER_PROTO_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include "wire.h"

#define HELPER_REQUEST_LEN 24 /* bytes: op, 3 of zero, MTU, address */
#define HELPER_REPLY_LEN   4  /* bytes: op, status, 2 of zero */

#define HELPER_MTU_MIN 1280u  /* bytes, RFC 8200 section 5 */
#define HELPER_MTU_MAX 65535u /* bytes */

enum helper_op {
	HELPER_UP = 1,   /* give the interface this address and MTU */
	HELPER_DOWN = 2, /* take them away */
};

enum helper_status {
	HELPER_DONE = 0,   /* the hook succeeded, or nothing had to change */
	HELPER_FAILED = 1, /* the hook failed; miredo-privproc has logged why */
};

struct helper_request {
	enum helper_op op;
	uint32_t mtu;            /* bytes; 0 with HELPER_DOWN */
	struct in6_addr address; /* :: with HELPER_DOWN */
};

struct helper_reply {
	enum helper_op op; /* that of the request */
	enum helper_status status;
};

/* Which requests are legal, as root said when it started miredo-privproc. */
struct helper_rules {
	bool relay;      /* the address of a relay is fe80::ffff:ffff:ffff, always */
	uint32_t prefix; /* that of a client's address; host byte order */
};

void helper_request_pack (uint8_t bytes[HELPER_REQUEST_LEN], const struct helper_request *);
void helper_reply_pack (uint8_t bytes[HELPER_REPLY_LEN], const struct helper_reply *);

/* False if the length is wrong, the operation or status unknown, or bytes that
 * must be zero are not. */
bool helper_request_unpack (struct helper_request *, struct teredo_slice);
bool helper_reply_unpack (struct helper_reply *, struct teredo_slice);

/* Checks every field of an unpacked request. NULL if it is legal, else the
 * reason (static text, untranslated). */
const char *helper_request_check (const struct helper_request *, const struct helper_rules *);

#endif
