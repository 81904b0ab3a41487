/*
 * ifsetup.h - a relay's interface and route, set up without a hook
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_IFSETUP_H
#define MIREDO_IFSETUP_H

#include <stdbool.h>
#include "helper/hook.h"

/* Whether these functions set up a relay without an exit. Otherwise the hook does: because the
 * administrator has one at this path, or because the system needs it. */
bool ifsetup_replaces (const char *hook);

/* Sets MTU, link-local address and the route to the /32 prefix in config->address, and sets the
 * interface up. All that is there already may stay. True, or false and logged. */
bool ifsetup_up (const struct hook *, const struct hook_config *);

/* Removes the route. Ignores failures: it may be gone already. */
void ifsetup_down (const struct hook *, const struct hook_config *old);

/* Sets the interface down and removes the address. Ignores failures. */
void ifsetup_destroy (const struct hook *);

/* Whether an exit is left from before a crash (the nftables table of relay-exit). */
bool ifsetup_finds_exit (const char *iface);

#endif
