/*
 * pcp-client.h - a mapping by PCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PCP_CLIENT_H
#define MIREDO_PCP_CLIENT_H

#include "portmap/attempt.h"
#include "portmap/pcp.h"

struct pcp_client {
	struct attempt attempt;
	uint8_t nonce[PCP_NONCE_LEN]; /* set by the caller; the same for renewals and release */
	int fd;                       /* while asking */
	unsigned sent;
	struct event *received;
};

/* Asks for a mapping, or for its renewal. */
void pcp_client_map (struct pcp_client *);

/* Stops asking. */
void pcp_client_stop (struct pcp_client *);

/* Releases the mapping; waits for the answer, briefly. */
void pcp_client_release (struct pcp_client *);

#endif
