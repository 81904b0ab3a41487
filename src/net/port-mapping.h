/*
 * port-mapping.h - miredo's side of miredo-portmap
 *
 * A mapping is only an improvement: whatever goes wrong with it, the client works without.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PORT_MAPPING_H
#define MIREDO_PORT_MAPPING_H

#include "conf/settings.h"
#include "helper/spawn.h"
#include "net/tunnel.h"

struct port_mapping;

/* Starts miredo-portmap as a user, if that is configured, before privileges are dropped. NULL: it
 * is not configured, or cannot be started, which was logged. */
struct port_mapping *port_mapping_open (const struct settings *, const char *user);

/* The same with a program that was started. NULL: out of memory. */
struct port_mapping *port_mapping_new (const struct settings *, const struct spawned *);

/* Exchanges messages in the loop of a tunnel, which must exist. 0, or -1 with errno. */
int port_mapping_start (struct port_mapping *, struct tunnel *);

/* The calls below do nothing if there is no port mapping (NULL). */

/* The state of the client may have changed: asks for the mapping once the server is known. */
void port_mapping_look (struct port_mapping *, const struct teredo_status *);

/* The network may have changed: asks again. */
void port_mapping_again (struct port_mapping *);

/* Logs the state of the mapping. */
void port_mapping_report (const struct port_mapping *);

/* Has the mapping released, which takes 3 s at most, and frees everything. */
void port_mapping_free (struct port_mapping *);

#endif
