/*
 * hostwatch.h - notifications of the system about this host's network
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOSTWATCH_H
#define MIREDO_HOSTWATCH_H

enum hostwatch_change {
	HOSTWATCH_NONE,
	HOSTWATCH_STATE,  /* of an interface or its addresses: to be looked up */
	HOSTWATCH_ROUTES, /* a default route for IPv4, or what selects one; or notifications
	                     were lost */
};

struct hostwatch;

/* Starts. Needs no privileges. NULL if that fails or the system has no notifications. */
struct hostwatch *hostwatch_new (void);
void hostwatch_free (struct hostwatch *);

/* The descriptor, which is readable when there are notifications. */
int hostwatch_fd (const struct hostwatch *);

/* Reads all that wait. Returns the greatest of the changes. */
enum hostwatch_change hostwatch_read (struct hostwatch *);

#endif
