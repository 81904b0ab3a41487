/*
 * pcp.h - messages of the Port Control Protocol: the opcode MAP for UDP (RFC 6887)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PCP_H
#define MIREDO_PCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "values/ipv4.h"

#define PCP_PORT      5351 /* of the router; of NAT-PMP, too */
#define PCP_LEN       60   /* bytes of a request */
#define PCP_MAX       1100 /* bytes of any message */
#define PCP_NONCE_LEN 12

#define PCP_UNSUPPORTED_VERSION 1 /* result codes */
#define PCP_CANNOT_PROVIDE      11

struct pcp_map {
	uint8_t nonce[PCP_NONCE_LEN];    /* the same as long as the mapping exists */
	uint32_t client;                 /* source address of the request, host byte order */
	uint16_t port;                   /* internal port */
	struct teredo_endpoint external; /* suggested */
	uint32_t lifetime;               /* seconds; 0: delete */
};

struct pcp_answer {
	unsigned code;     /* 0: the mapping exists */
	uint32_t lifetime; /* seconds: of the mapping; or before another attempt */
	struct teredo_endpoint external;
};

void pcp_write_map (uint8_t bytes[PCP_LEN], const struct pcp_map *);

/* Reads an answer to a request. False: it is not one. A router without PCP answers with another
 * version: PCP_UNSUPPORTED_VERSION. */
bool pcp_read_answer (struct pcp_answer *, const struct pcp_map *, const uint8_t *bytes,
                      size_t len);

#endif
