/*
 * clients.h - Teredo clients that the load generator plays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BENCH_CLIENTS_H
#define BENCH_CLIENTS_H

#include "values/addr.h"

#define CLIENTS_MAX (1u << 23)

/* As in tests/lab/internet.sh */
#define CLIENTS_SERVER 0xc633640au /* 198.51.100.10 */
#define CLIENTS_RELAY  0xcb007114u /* 203.0.113.20 */
#define CLIENTS_HOST   "2001:db8:6::80"

/* The mapped endpoint of client i: one of the 131,072 addresses of 198.18.0.0/15, in no order
 * that a table could profit from, with a port that is shared by as many clients. */
static inline struct teredo_endpoint client_endpoint (uint32_t i)
{
	return (struct teredo_endpoint){ 0xc6120000u | (i * 0x9e3779b1u & 0x1ffffu),
		                         (uint16_t)(4096 + (i >> 17)) };
}

static inline void client_address (struct in6_addr *address, uint32_t i)
{
	teredo_address_encode (address, &(struct teredo_address){ .prefix = 0x20010000u,
	                                                          .server = CLIENTS_SERVER,
	                                                          .mapped = client_endpoint (i) });
}

#endif
