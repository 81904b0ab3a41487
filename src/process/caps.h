/*
 * caps.h - the capabilities of a process (Linux)
 *
 * Systems that have none, and builds without the library for them, have the
 * same calls; there they do nothing, and what is lost by that stands in
 * doc/portability.md.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CAPS_H
#define MIREDO_CAPS_H

#include <stdbool.h>

/* All that is left to a process. */
enum caps {
	CAPS_NONE,
	CAPS_NET_ADMIN, /* addresses, routes, interfaces */
};

/* Whether the calls below do anything. */
extern const bool caps_exist;

/* Cuts down what anything the process executes can ever have; does nothing if
 * the process may not do that any more. 0, or -1 with errno. */
int caps_bound (enum caps);

/* Gives up all other capabilities; what is kept is also there for what the
 * process executes, whoever it runs as. 0, or -1 with errno. */
int caps_keep (enum caps);

#endif
