/*
 * client-tunnel.h - what only a client's tunnel has: server, links, discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CLIENT_TUNNEL_H
#define MIREDO_CLIENT_TUNNEL_H

#include "conf/settings.h"
#include "net/tunnel.h"

/* Reads the secret of a client with secure qualification; leaves the identity zero if it has none.
 * Must be called while root, to read the file. 0, or -1 having logged why. */
int client_tunnel_read_identity (struct teredo_identity *, const struct settings *);

/* Makes the role, the resolver, discovery and ports; base and udp are filled in. The settings and
 * the networks are used as long as the tunnel. 0, or -1 with errno: what was made remains. */
int client_tunnel_make (struct tunnel *, const struct settings *, const struct teredo_networks *,
                        const struct teredo_identity *);

/* Applies changed settings. Asks a new server, or else assumes that the network may have changed,
 * which is the other reason to reload. */
void client_tunnel_reload (struct tunnel *, const struct settings *, bool new_server);

/* Chooses the links for discovery, as configured. */
void client_tunnel_choose_links (struct tunnel *, const struct settings *);

/* This host's network may have changed: looks for links; moved: checks the mapping at once. */
void client_tunnel_changed (struct tunnel *, bool moved);

/* Changes to another UDP port, chosen by the system, and solicits the server from there. address:
 * to bind to, host byte order; 0: any. 0, or -1 with errno: nothing has changed. */
int client_tunnel_change_port (struct tunnel *, uint32_t address);

#endif
