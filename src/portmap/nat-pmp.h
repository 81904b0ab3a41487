/*
 * nat-pmp.h - a mapping by NAT-PMP (RFC 6886)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NAT_PMP_H
#define MIREDO_NAT_PMP_H

#include "portmap/attempt.h"

/* What the library needs. */
struct nat_pmp_library;

struct nat_pmp {
	struct attempt attempt;
	struct nat_pmp_library *library; /* while asking */
	unsigned retries;
	struct event *received;
};

/* Asks for the router's external address: LOOKING, then FOUND. Without the library: SILENT. */
void nat_pmp_look (struct nat_pmp *);

/* Asks for a mapping; the router was found. */
void nat_pmp_map (struct nat_pmp *);

/* Stops asking. */
void nat_pmp_stop (struct nat_pmp *);

/* Releases the mapping; waits for the answer, briefly. */
void nat_pmp_release (struct nat_pmp *);

#endif
