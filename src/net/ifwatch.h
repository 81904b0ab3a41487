/*
 * ifwatch.h - notifications of the kernel about our interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_IFWATCH_H
#define MIREDO_IFWATCH_H

enum ifwatch_change {
	IFWATCH_NONE,
	IFWATCH_OTHER,   /* a change, or notifications were lost */
	IFWATCH_EXPIRED, /* a deprecated address was removed */
	IFWATCH_LOSS,    /* it was set down, or lost an address, or a route that was set by hand
	                    or by a hook */
};

/* Opens a non-blocking descriptor, readable when there are notifications. Needs no
 * privileges. -1 if that fails or the system has none. */
int ifwatch_open (void);

/* Reads all that wait. Returns the greatest of the changes of the interface with that index. */
enum ifwatch_change ifwatch_read (int fd, unsigned ifindex);

#endif
