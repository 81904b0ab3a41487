/*
 * tunnel.h - a running client or relay: packets between the tunnel and UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_TUNNEL_H
#define MIREDO_TUNNEL_H

#include <event2/event.h>
#include "roles/client.h"
#include "helper/helper.h"
#include "roles/relay.h"
#include "tun6.h"

struct discovery;
struct resolver;

struct tunnel {
	struct event_base *base;
	struct tun6 *tun;
	int udp; /* socket */
	struct helper *helper;
	struct teredo_client *client; /* one of these two */
	struct teredo_relay *relay;
	struct resolver *resolver;   /* client */
	struct discovery *discovery; /* client */
	const char *server;          /* client: as configured, for the log */
	const char *server2;
	enum teredo_qualification_state told; /* client: the state last told of */
	struct in6_addr told_address;
	int told_error;            /* errno of sending, the last told of in this state; 0: none */
	struct teredo_counts lost; /* packets that could not be sent */
	bool failed;               /* the loop ended because of an error */
	struct event *events[4];
};

/* Starts to carry packets; the loop of base then does so until it is broken.
 * The caller has filled in all above but events. 0, or -1 with errno. */
int tunnel_start (struct tunnel *);

/* Does what the role wants done; to be called after any call on it. */
void tunnel_settle (struct tunnel *, teredo_time now);

/* Logs how things stand; what was counted. */
void tunnel_report_state (const struct tunnel *);
void tunnel_report_counts (const struct tunnel *);

/* Stops carrying packets. What the fields point to remains the caller's. */
void tunnel_stop (struct tunnel *);

#endif
