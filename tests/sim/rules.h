/*
 * rules.h - rules that every datagram must follow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_RULES_H
#define TESTS_SIM_RULES_H

#include "world.h"

/* Checks a datagram that a host is about to send, and counts it for the tests. */
void rules_datagram (struct world *, struct host *, const struct teredo_endpoint *from,
                     const struct teredo_endpoint *to, struct teredo_slice);

/* A host is replaced by another one, which knows nothing of its bubbles. */
void rules_forget (struct world *, const struct host *);

#endif
