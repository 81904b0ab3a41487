/*
 * helper.h - the root helper, seen from miredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HELPER_H
#define MIREDO_HELPER_H

#include <stdbool.h>
#include <sys/types.h>
#include "helper/request.h"

struct helper {
	pid_t pid;
	int fd;           /* the channel, non-blocking; readable: an answer, or its end */
	unsigned pending; /* requests without a reply */
};

/* Which script it runs, and what it may do. */
enum helper_kind { HELPER_CLIENT, HELPER_RELAY };

struct helper_setup {
	enum helper_kind kind;
	const char *iface;
	unsigned ifindex;
	uint32_t prefix; /* of the addresses it may give, or a relay's to route; host byte order */
	unsigned mtu;    /* bytes; relay */
	int facility;    /* of syslog; -1: it logs to standard error */
};

/* Starts miredo-privproc for an interface; 0, or -1 with errno. */
int helper_start (struct helper *, const struct helper_setup *);

/* Sends an order; 0, or -1 with errno. */
int helper_send (struct helper *, const struct request *);

/* Reads an answer: 1 if there was one, 0 if none waits, -1 if the helper has
 * gone. */
int helper_receive (struct helper *, enum reply *);

/* Ends the conversation: the helper takes the interface down and ends. Waits
 * for that, some seconds at most. */
void helper_stop (struct helper *);

#endif
