/*
 * helper.h - miredo's side of miredo-privproc, the helper that stays root
 *
 * The helper is started while miredo is still root. Nothing here blocks but
 * helper_stop, and nothing here knows an event loop: watch helper_fd for
 * reading.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HELPER_H
#define MIREDO_HELPER_H

#include "helper-proto.h"

struct helper;

struct helper_config {
	const char *program; /* path of miredo-privproc; NULL for the installed one */
	const char *hook;    /* path of the script; NULL for the installed one */
	bool relay;          /* else a client */
	const char *ifname;
	unsigned ifindex;
	uint32_t prefix; /* Teredo prefix, host byte order */
};

/* Starts it. NULL with errno: that of socketpair or fork, or of the exec (ENOENT if it is not
 * installed). Nothing is kept of the configuration. */
struct helper *helper_start (const struct helper_config *);

/* The channel: readable when a reply is there, or the helper ended. */
int helper_fd (const struct helper *);

/* Asks for an address and MTU (bytes), or to take them away. A client asks for its Teredo
 * address, a relay for teredo_linklocal_client. 0, or -1 with errno: EPIPE if the helper
 * ended, EAGAIN if it is far behind. */
int helper_up (struct helper *, const struct in6_addr *, unsigned mtu);
int helper_down (struct helper *);

/* Reads a reply: 1 if there was one, 0 if none waits, -1 with errno: EPIPE if the helper
 * ended (there is nothing to do then but helper_stop), EPROTO if it talks nonsense. */
int helper_recv (struct helper *, struct helper_reply *);

/* Lets it take the interface down and end, waits for that for limit milliseconds at most, and
 * frees it. 0, or -1 with errno: ETIMEDOUT if it still runs, ECANCELED if it failed. Do this
 * before tun6_free, so that the hook still finds the interface. NULL is allowed. */
int helper_stop (struct helper *, int limit);

#define HELPER_STOP_LIMIT 35000 /* milliseconds: three hooks that hang are killed by then */

#endif
