/*
 * networks.h - addresses of this host
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NETWORKS_H
#define MIREDO_NETWORKS_H

#include "values/networks.h"

/* Finds the IPv4 and IPv6 addresses of all interfaces. On an error, which is logged, nothing
 * changes. */
void networks_find (struct teredo_networks *);

#endif
