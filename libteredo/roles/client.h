/*
 * client.h - a Teredo client (RFC 4380 section 5.2, RFC 5991)
 *
 * Takes packets and the time; gives verdicts, a deadline, and things to be
 * done. After each call other than _next, _deadline, _status and _counts, call
 * teredo_client_next until it gives NULL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CLIENT_H
#define LIBTEREDO_CLIENT_H

#include "values/env.h"
#include "roles/discovery.h"
#include "roles/qualification.h"
#include "values/verdict.h"

struct teredo_client;

struct teredo_client_config {
	uint32_t prefix;    /* host byte order; TEREDO_PREFIX */
	uint32_t server;    /* primary IPv4 address, host byte order; 0: ask for it (OUT_RESOLVE) */
	uint32_t server2;   /* secondary; 0: the primary plus one */
	uint32_t max_peers; /* bound of the peer table */
	uint32_t max_packets;    /* bound of packets queued or about to be sent, all told */
	uint32_t max_packet_len; /* bytes of the largest packet that can be queued */
};

/* Sensible values: TEREDO_PREFIX, no server, 65,536 peers, 512 packets of 1500 bytes. */
void teredo_client_config_default (struct teredo_client_config *);

/* A client that will start at once. NULL with errno: EINVAL (a bound of 0, a
 * length under 1280), ENOMEM. */
struct teredo_client *teredo_client_new (const struct teredo_client_config *,
                                         const struct teredo_env *, teredo_time now);
void teredo_client_free (struct teredo_client *);

/* Answer to OUT_RESOLVE, or another server at any time: both addresses in host
 * byte order; secondary 0: the primary plus one; primary 0: the name could not
 * be resolved. */
void teredo_client_resolved (struct teredo_client *, teredo_time now, uint32_t primary,
                             uint32_t secondary);

/*
 * A UDP payload that came from an endpoint. DELIVER: *ip6 is the part of it to
 * give to the tunnel. Never SEND.
 */
enum teredo_verdict teredo_client_rx (struct teredo_client *, teredo_time now,
                                      const struct teredo_endpoint *from, struct teredo_slice udp,
                                      struct teredo_slice *ip6);

/*
 * A UDP payload that came to TEREDO_DISCOVERY_IPV4, port TEREDO_PORT (RFC 4380
 * 5.2.8; what was sent to another address must not be given here). Never
 * DELIVER or SEND.
 */
enum teredo_verdict teredo_client_rx_discovery (struct teredo_client *, teredo_time now,
                                                const struct teredo_endpoint *from,
                                                struct teredo_slice udp);

/*
 * An IPv6 packet that the host sends. SEND: give these bytes, unchanged, to
 * *to over UDP. Never DELIVER.
 */
enum teredo_verdict teredo_client_tx (struct teredo_client *, teredo_time now,
                                      struct teredo_slice bytes, struct teredo_endpoint *to);

/*
 * The links on which other clients are looked for: TEREDO_LINKS_MAX at most; none,
 * as at first: nowhere. What is to be sent to TEREDO_DISCOVERY_IPV4 is to be sent
 * on each, from our address there, with a TTL of 1.
 */
void teredo_client_links (struct teredo_client *, teredo_time now, const struct teredo_link *,
                          size_t count);

/* When teredo_client_expire is due. Early calls of it change nothing. */
teredo_time teredo_client_deadline (const struct teredo_client *);
void teredo_client_expire (struct teredo_client *, teredo_time now);

/* The network under us changed (address, link, wake-up): check the mapping now. */
void teredo_client_network_changed (struct teredo_client *, teredo_time now);

/* The next thing to be done, or NULL; valid until the next call on the client. */
const struct teredo_out *teredo_client_next (struct teredo_client *);

struct teredo_client_status {
	enum teredo_qualification_state state;
	enum teredo_nat nat;
	bool have_address;
	struct in6_addr address;       /* if have_address */
	struct teredo_endpoint mapped; /* if have_address: as the server sees us */
	uint32_t server, server2;      /* host byte order; 0: not known yet */
	uint32_t mtu;                  /* bytes */
	teredo_time server_heard;      /* last valid packet from the server; < 0: never */
	uint32_t peers;                /* in the table */
	uint32_t neighbours;           /* other clients on our links */
};

void teredo_client_status (const struct teredo_client *, struct teredo_client_status *);
const struct teredo_counts *teredo_client_counts (const struct teredo_client *);

#endif
