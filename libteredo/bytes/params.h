/*
 * params.h - constants of the Teredo protocol, with units and sources
 *
 * "Ours" marks values that no RFC specifies. Sections are of RFC 4380 unless
 * another RFC is named.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PARAMS_H
#define LIBTEREDO_PARAMS_H

#include "bytes/ticks.h"

/* Ports, addresses and prefixes, host byte order */
#define TEREDO_PORT           3544        /* UDP port of servers, RFC 4380 2.7 */
#define TEREDO_RESPONDER_PORT 3545        /* UDP port of the ping responder as client (ours) */
#define TEREDO_PREFIX         0x20010000u /* 2001::/32, RFC 4380 2.6 */
#define TEREDO_DISCOVERY_IPV4 0xe00000fdu /* 224.0.0.253, RFC 4380 2.17 */

/* Flags field of a Teredo address, RFC 4380 section 4 and RFC 5991 section 3.1 */
#define TEREDO_FLAG_CONE   0x8000u
#define TEREDO_FLAG_UG     0x0300u /* universal/local and group bits: always 0 */
#define TEREDO_FLAG_RANDOM 0x3cffu /* the 12 random bits of RFC 5991 */

/* Sizes in bytes */
#define TEREDO_MTU_MIN            1280u  /* RFC 4380 5.1.2; the minimum MTU of IPv6 */
#define TEREDO_MTU_MAX            65467u /* TEREDO_UDP_MAX minus an IPv6 header */
#define TEREDO_UDP_MAX            65507u /* largest UDP payload over IPv4 */
#define TEREDO_NONCE_LEN          8u     /* RFC 4380 5.1.1 */
#define TEREDO_ORIGIN_LEN         8u     /* RFC 4380 5.1.1 */
#define TEREDO_AUTH_MIN           13u    /* authentication without identifier and value, 5.1.1 */
#define TEREDO_IP6_HEADER         40u
#define TEREDO_SERVER_ICMP6_MAX   1240u /* ICMPv6 a server forwards: minimum MTU */
#define TEREDO_SERVER_TRAILER_MAX 128u  /* trailers it forwards (ours; RFC 6081 4: up to 44) */

/* IPv6 next headers and ICMPv6 types */
#define TEREDO_NH_ICMP6      58
#define TEREDO_NH_NONE       59
#define TEREDO_ICMP6_UNREACH 1
#define TEREDO_ICMP6_PROBLEM 4
#define TEREDO_ICMP6_ECHO    128
#define TEREDO_ICMP6_REPLY   129
#define TEREDO_ICMP6_RS      133
#define TEREDO_ICMP6_RA      134

/* Qualification and maintenance */
#define TEREDO_RS_TIMEOUT      TEREDO_SECONDS (1)   /* T of RFC 4380 5.2.1, then 2 s, 4 s */
#define TEREDO_RS_MAX          3                    /* N of RFC 4380 5.2.1 */
#define TEREDO_REFRESH         TEREDO_SECONDS (30)  /* RFC 4380 5.2 */
#define TEREDO_REFRESH_MIN_PCT 75                   /* randomised 75-100 %, RFC 4380 5.2 */
#define TEREDO_REFRESH_MAX_PCT 90                   /* ... we stop at 90 % */
#define TEREDO_BACKOFF_MIN     TEREDO_SECONDS (4)   /* first pause while off-line (ours) */
#define TEREDO_BACKOFF_MAX     TEREDO_SECONDS (60)  /* longest pause while off-line (ours) */
#define TEREDO_CONFIRM_MIN     TEREDO_SECONDS (20)  /* secondary address silent: pause (ours) */
#define TEREDO_CONFIRM_MAX     TEREDO_SECONDS (900) /* ... doubled up to this (ours) */
#define TEREDO_SILENT_RETRY    TEREDO_SECONDS (4)   /* server silent, address kept: pause (ours) */
#define TEREDO_SILENT_LONG     TEREDO_SECONDS (60)  /* ... pause after TEREDO_SILENT_MAX (ours) */
#define TEREDO_SILENT_LOOKUP   TEREDO_SECONDS (26)  /* ... between look-ups (ours) */
#define TEREDO_SILENT_MAX      TEREDO_SECONDS (300) /* ... address lost unless peers answer (ours) */
#define TEREDO_FAILOVER        TEREDO_SECONDS (60) /* ... others asked although peers answer (ours) */
#define TEREDO_PREFER          TEREDO_SECONDS (300) /* between attempts at the preferred server (ours) */
#define TEREDO_UNANSWERED      TEREDO_SECONDS (2)  /* of traffic: check the mapping (ours) */
#define TEREDO_DOUBTS          3                   /* such checks in a row (ours) */
#define TEREDO_DOUBTS_PAUSE    TEREDO_SECONDS (60) /* ... until there may be more (ours) */

/* Peers */
#define TEREDO_TRUST_TIME       TEREDO_SECONDS (30)  /* since last reception, RFC 4380 5.2.4 */
#define TEREDO_ATTEMPT_INTERVAL TEREDO_SECONDS (2)   /* between attempts, 5.2.4, 5.2.6 */
#define TEREDO_PROBE_INTERVAL   TEREDO_SECONDS (1)   /* between probes (ours) */
#define TEREDO_ATTEMPT_MAX      4                    /* unanswered attempts, 5.2.6 */
#define TEREDO_ATTEMPT_PAUSE    TEREDO_SECONDS (300) /* ... within this time, 5.2.6 */
#define TEREDO_REPLY_TIME       TEREDO_SECONDS (12)  /* a contact may be answered so long (ours) */
#define TEREDO_SILENCE          TEREDO_SECONDS (3)   /* of a peer we send to: contact it (ours) */

/* Auxiliary sockets of a client */
#define TEREDO_SOCKETS_MAX 320 /* at a time (ours) */

/* Local client discovery */
#define TEREDO_DISCOVERY_MIN    TEREDO_SECONDS (200) /* between discovery bubbles, 5.2.8 */
#define TEREDO_DISCOVERY_MAX    TEREDO_SECONDS (300)
#define TEREDO_DISCOVERY_GAP    TEREDO_SECONDS (1)   /* at least, when looking for peers (ours) */
#define TEREDO_DISCOVERY_ANSWER TEREDO_SECONDS (4)   /* time for replies to a bubble (ours) */
#define TEREDO_DISCOVERY_RATE   50                   /* bubbles accepted per second (ours) */
#define TEREDO_LOCAL_TIME       TEREDO_SECONDS (600) /* a neighbour is remembered, 5.2.4 case 3 */

#endif
