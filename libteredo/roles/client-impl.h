/*
 * client-impl.h - inside of a client; for client*.c alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CLIENT_IMPL_H
#define LIBTEREDO_CLIENT_IMPL_H

#include "values/addr.h"
#include "roles/client.h"
#include "roles/discovery.h"
#include "peers/node.h"
#include "roles/qualification.h"

struct teredo_client {
	struct teredo_node node;
	struct teredo_qualification qualification;
	struct teredo_discovery discovery;
	struct teredo_out notice; /* the last thing told that is no packet */
};

/* Sends what may reach a peer: bubbles to a Teredo client (RFC 4380 5.2.4 case
 * 5), an echo request to any other host (case 2). */
void teredo_client_solicit (struct teredo_client *, const struct teredo_peer *);

static inline bool teredo_client_is_teredo (const struct teredo_client *client,
                                            const struct in6_addr *address)
{
	return teredo_address_in_prefix (address, client->node.prefix);
}

#endif
