/*
 * ipv4.h - IPv4 addresses and endpoints
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_IPV4_H
#define LIBTEREDO_IPV4_H

#include <stdbool.h>
#include <stdint.h>
#include "bytes/wire.h"

/* An IPv4 address and a UDP port, both in host byte order. */
struct teredo_endpoint {
	uint32_t ip;
	uint16_t port;
};

static inline bool teredo_endpoint_equal (const struct teredo_endpoint *a,
                                          const struct teredo_endpoint *b)
{
	return a->ip == b->ip && a->port == b->port;
}

/* Read and write an obfuscated endpoint: port, then address, all bits inverted
 * (RFC 4380 section 4 and 5.1.1). Errors are left in the reader or writer. */
static inline struct teredo_endpoint teredo_endpoint_read (struct teredo_reader *r)
{
	struct teredo_endpoint endpoint;

	endpoint.port = teredo_read_u16 (r) ^ 0xffffu;
	endpoint.ip = teredo_read_u32 (r) ^ 0xffffffffu;
	return endpoint;
}

static inline void teredo_endpoint_write (struct teredo_writer *w,
                                          const struct teredo_endpoint *endpoint)
{
	teredo_write_u16 (w, endpoint->port ^ 0xffffu);
	teredo_write_u32 (w, endpoint->ip ^ 0xffffffffu);
}

/*
 * Whether an address (host byte order) is global unicast: in none of the ranges of
 * RFC 4380 5.2.4 nor in other special-purpose ranges that are not globally reachable,
 * such as 100.64.0.0/10. The ranges for documentation and benchmarking are accepted.
 * Directed broadcast addresses: see networks.h.
 */
bool teredo_ipv4_is_global (uint32_t ip);

/* Whether a datagram may be sent to an endpoint: its address is global unicast
 * and its port is not 0. */
bool teredo_endpoint_is_global (const struct teredo_endpoint *);

/*
 * English name of the special-purpose range (RFC 6890 registry) that contains an
 * address (host byte order), such as "private use"; NULL if there is none. The name
 * is marked for translation.
 */
const char *teredo_ipv4_special (uint32_t ip);

#endif
