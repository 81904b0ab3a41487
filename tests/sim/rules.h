/*
 * rules.h - what no host may ever do, whatever a test is about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_RULES_H
#define TESTS_SIM_RULES_H

#include "world.h"

/* Checks a datagram that a host is about to send, and notes what tests may want
 * to know about it. */
void rules_datagram (struct world *, struct host *, const struct teredo_endpoint *to,
                     struct teredo_slice);

#endif
