/*
 * helper.h - the helper miredo-privproc, as seen from miredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HELPER_H
#define MIREDO_HELPER_H

#include <sys/types.h>
#include "helper/arguments.h"
#include "helper/request.h"

struct helper {
	pid_t pid;
	int fd;                  /* the channel, non-blocking; readable: a reply, or its end */
	unsigned sent, received; /* numbers of requests and replies */
};

/* Starts miredo-privproc for an interface. It inherits the open folder of the PID file. 0, or
 * -1 with errno. */
int helper_start (struct helper *, const struct helper_setup *, int folder);

/* Sends a request. 0, or -1 with errno. */
int helper_send (struct helper *, const struct request *);

/* Reads a reply: 1 if there was one, 0 if none waits, -1 if the helper has exited or sent
 * anything else. */
int helper_receive (struct helper *, enum reply *);

/* Closes the channel, so that the helper takes the interface down and exits. Waits for that,
 * a few seconds at most. */
void helper_stop (struct helper *);

#endif
