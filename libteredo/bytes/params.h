/*
 * params.h - every number of the Teredo protocol, with its unit and origin
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PARAMS_H
#define LIBTEREDO_PARAMS_H

#include "bytes/ticks.h"

/* Ports and prefixes (IPv4 addresses, ports and prefixes: host byte order) */
#define TEREDO_PORT           3544        /* UDP port of servers, RFC 4380 2.7 */
#define TEREDO_RESPONDER_PORT 3545        /* UDP port of the responder as a client (ours) */
#define TEREDO_PREFIX         0x20010000u /* 2001::/32, RFC 4380 2.6 */
#define TEREDO_DISCOVERY_IPV4 0xe00000fdu /* 224.0.0.253, RFC 4380 2.17 */

/* Flags word of an address, RFC 4380 section 4 and RFC 5991 section 3.1 */
#define TEREDO_FLAG_CONE   0x8000u
#define TEREDO_FLAG_UG     0x0300u /* universal/local and group: always 0 */
#define TEREDO_FLAG_RANDOM 0x3cffu /* the 12 bits of RFC 5991 */

/* Sizes, bytes */
#define TEREDO_MTU_MIN            1280u  /* RFC 4380 5.1.2, and IPv6's own minimum */
#define TEREDO_MTU_MAX            65467u /* 65507 of UDP payload, less an IPv6 header */
#define TEREDO_UDP_MAX            65507u /* largest UDP payload over IPv4 */
#define TEREDO_NONCE_LEN          8u     /* RFC 4380 5.1.1 */
#define TEREDO_ORIGIN_LEN         8u     /* RFC 4380 5.1.1 */
#define TEREDO_AUTH_MIN           13u    /* authentication without id and value, 5.1.1 */
#define TEREDO_IP6_HEADER         40u
#define TEREDO_SERVER_ICMP6_MAX   1240u /* ICMPv6 a server carries: one minimum MTU */
#define TEREDO_SERVER_TRAILER_MAX 128u  /* trailers it forwards: RFC 6081 4 has 44 at most */

/* IPv6 numbers */
#define TEREDO_NH_ICMP6      58
#define TEREDO_NH_NONE       59
#define TEREDO_ICMP6_UNREACH 1
#define TEREDO_ICMP6_PROBLEM 4
#define TEREDO_ICMP6_ECHO    128
#define TEREDO_ICMP6_REPLY   129
#define TEREDO_ICMP6_RS      133
#define TEREDO_ICMP6_RA      134

/* Qualification and maintenance */
#define TEREDO_RS_TIMEOUT      TEREDO_SECONDS (4)   /* T of RFC 4380 5.2.1 */
#define TEREDO_RS_MAX          3                    /* N of RFC 4380 5.2.1 */
#define TEREDO_REFRESH         TEREDO_SECONDS (30)  /* RFC 4380 5.2 */
#define TEREDO_REFRESH_MIN_PCT 75                   /* randomised 75-100 %, RFC 4380 5.2 */
#define TEREDO_BACKOFF_MIN     TEREDO_SECONDS (10)  /* off-line: first pause (ours) */
#define TEREDO_BACKOFF_MAX     TEREDO_SECONDS (300) /* off-line: longest pause (ours) */
#define TEREDO_SILENT_RETRY    TEREDO_SECONDS (10)  /* qualified, server mute: pause (ours) */
#define TEREDO_SILENT_MAX      TEREDO_SECONDS (300) /* then the address goes (ours) */

/* Peers */
#define TEREDO_TRUST_TIME       TEREDO_SECONDS (30)  /* since last reception, RFC 4380 5.2.4 */
#define TEREDO_ATTEMPT_INTERVAL TEREDO_SECONDS (2)   /* between bubbles or pings, 5.2.4, 5.2.6 */
#define TEREDO_ATTEMPT_MAX      4                    /* bubbles or pings unanswered, 5.2.6 */
#define TEREDO_ATTEMPT_PAUSE    TEREDO_SECONDS (300) /* ... in so long a time, 5.2.6 */

/* Local discovery */
#define TEREDO_DISCOVERY_MIN    TEREDO_SECONDS (200) /* between discovery bubbles, 5.2.8 */
#define TEREDO_DISCOVERY_MAX    TEREDO_SECONDS (300)
#define TEREDO_DISCOVERY_GAP    TEREDO_SECONDS (1)   /* at least, when peers are sought (ours) */
#define TEREDO_DISCOVERY_ANSWER TEREDO_SECONDS (4)   /* for answers to one (ours) */
#define TEREDO_DISCOVERY_RATE   50                   /* heard a second, at most (ours) */
#define TEREDO_LOCAL_TIME       TEREDO_SECONDS (600) /* a local peer is known, 5.2.4 case 3 */

#endif
