/*
 * search.h - one UDP port mapped by the router, by whichever protocol it speaks
 *
 * PCP and NAT-PMP are asked first, UPnP a little later; none waits for the failure of another.
 * What is mapped is renewed after half of its lifetime, and when the router announces that it has
 * restarted. Without a mapping, the router is asked again every 5 minutes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SEARCH_H
#define MIREDO_SEARCH_H

#include "bytes/ticks.h"
#include "portmap/igd.h"
#include "portmap/message.h"
#include "portmap/nat-pmp.h"
#include "portmap/pcp-client.h"

struct search {
	struct event_base *base;
	/* Called for each report. */
	void (*report) (void *ctx, const struct portmap_report *);
	void *ctx;

	struct portmap_request request; /* port 0: none yet */
	struct gateway gateway;
	struct pcp_client pcp;
	struct nat_pmp nat_pmp;
	struct igd igd;
	bool active;          /* a search is going on */
	bool nat_pmp_may_map; /* PCP has had time to answer */
	struct portmap_report last;
	bool mapped; /* until expiry, by the protocol of the last report */
	teredo_time expiry;
	struct event *again; /* the next search */
	struct event *grace, *upnp;
	struct event *announced; /* NULL: the port is another program's */
	teredo_time heard;       /* when an announcement was last heeded */
};

/* 0, or -1 if out of memory. base, report and ctx are filled in, the rest is zero. */
int search_init (struct search *);

/* Carries out a request. A mapping of another port, or by another router, is released. */
void search_request (struct search *, const struct portmap_request *);

/* Releases the mapping, which takes at most 2 s, and frees everything. */
void search_end (struct search *);

#endif
