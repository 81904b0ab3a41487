/*
 * igd.h - a mapping by UPnP: an Internet Gateway Device
 *
 * The library waits for answers, and reads HTML and XML that the router wrote. So each task is
 * carried out by a child process, which is killed if it takes too long, and which has no more
 * than a pipe to write its result to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_IGD_H
#define MIREDO_IGD_H

#include <stdbool.h>
#include <sys/types.h>
#include "portmap/attempt.h"

#define IGD_URL_MAX 255 /* bytes */

/* What a child writes. */
struct igd_result {
	uint16_t code; /* 0: done; else an error of UPnP, or IGD_... */
	uint32_t ip;   /* external address, host byte order */
	uint32_t lifetime;
	char url[IGD_URL_MAX + 1]; /* of the router's description */
};

#define IGD_SILENT   1   /* not used by UPnP, whose errors begin at 400 */
#define IGD_INVALID  2   /* the router is not connected, or its answer makes no sense */
#define IGD_CONFLICT 718 /* the port is mapped to another host */

struct igd {
	struct attempt attempt;
	char url[IGD_URL_MAX + 1]; /* of the router's description; "": not found yet */
	pid_t child;
	struct event *ended;
};

/* Looks for the router's description: LOOKING, then FOUND. One that was found before is not looked
 * for again. Without the library: SILENT. */
void igd_look (struct igd *);

/* Asks for a mapping; the router was found. */
void igd_map (struct igd *);

/* Kills the child, if there is one. */
void igd_stop (struct igd *);

/* Releases the mapping; waits for the answer, briefly. */
void igd_release (struct igd *);

/* The library; in a child only. Each fills in the result, all of which is 0. */
extern const bool igd_exists;
void igd_find (struct igd_result *, const struct gateway *);
void igd_add (struct igd_result *, const struct gateway *, const char *url, uint16_t port);
void igd_delete (struct igd_result *, const struct gateway *, const char *url, uint16_t port);

#endif
