/*
 * client.c - a Teredo client: its life and its time
 *
 * What it receives is in client-rx.c, what it sends in client-tx.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <stdlib.h>
#include "peers/reach.h"

#define ATTEMPTS_A_SECOND 200 /* bubbles and pings to all peers together (ours) */

void teredo_client_config_default (struct teredo_client_config *config)
{
	*config = (struct teredo_client_config){
		.prefix = TEREDO_PREFIX,
		.max_peers = 65536,
		.max_packets = 512,
		.max_packet_len = 1500,
	};
}

struct teredo_client *teredo_client_new (const struct teredo_client_config *config,
                                         const struct teredo_env *env, teredo_time now)
{
	const struct teredo_node_config node_config = {
		.prefix = config->prefix,
		.max_peers = config->max_peers,
		.max_packets = config->max_packets,
		.max_packet_len = config->max_packet_len,
		.attempts_a_second = ATTEMPTS_A_SECOND,
		.paused_list = TEREDO_LIST_PAUSED_300S, /* RFC 4380 5.2.6 */
	};
	struct teredo_client *client = calloc (1, sizeof (*client));

	if (client == NULL)
		return NULL;
	if (teredo_node_init (&client->node, &node_config, env, now) != 0) {
		free (client);
		return NULL;
	}
	client->node.error_src = teredo_linklocal_client;
	teredo_discovery_init (&client->discovery, now);
	teredo_qualification_start (&client->qualification, &client->node, config->server,
	                            config->server2);
	return client;
}

void teredo_client_free (struct teredo_client *client)
{
	if (client == NULL)
		return;
	teredo_node_destroy (&client->node);
	free (client);
}

void teredo_client_resolved (struct teredo_client *client, teredo_time now, uint32_t primary,
                             uint32_t secondary)
{
	client->node.now = now;
	teredo_qualification_resolved (&client->qualification, &client->node, primary, secondary);
}

void teredo_client_network_changed (struct teredo_client *client, teredo_time now)
{
	client->node.now = now;
	teredo_qualification_hurry (&client->qualification, &client->node);
}

void teredo_client_links (struct teredo_client *client, teredo_time now,
                          const struct teredo_link *links, size_t count)
{
	client->node.now = now;
	teredo_discovery_links (&client->discovery, &client->node, links, count);
}

teredo_time teredo_client_deadline (const struct teredo_client *client)
{
	return teredo_time_min (client->discovery.deadline,
	                        teredo_time_min (client->qualification.deadline,
	                                         teredo_reach_deadline (&client->node)));
}

void teredo_client_expire (struct teredo_client *client, teredo_time now)
{
	const struct teredo_peer *peer;

	client->node.now = now;
	teredo_qualification_expire (&client->qualification, &client->node);
	teredo_discovery_expire (&client->discovery, &client->node);
	while ((peer = teredo_reach_due (&client->node)) != NULL)
		teredo_client_solicit (client, peer);
}

const struct teredo_out *teredo_client_next (struct teredo_client *client)
{
	const struct teredo_qualification *q = &client->qualification;

	if (!teredo_qualification_next (&client->qualification, &client->notice))
		return teredo_node_next (&client->node);
	if (client->notice.kind == TEREDO_OUT_UP)
		teredo_discovery_address (&client->discovery, &client->node, &q->address,
		                          &q->mapped);
	else if (client->notice.kind == TEREDO_OUT_DOWN)
		teredo_discovery_address (&client->discovery, &client->node, NULL, NULL);
	return &client->notice;
}

void teredo_client_status (const struct teredo_client *client, struct teredo_client_status *status)
{
	const struct teredo_qualification *q = &client->qualification;

	*status = (struct teredo_client_status){
		.state = q->state,
		.nat = q->nat,
		.have_address = q->have_address,
		.address = q->address,
		.mapped = q->mapped,
		.server = q->server,
		.server2 = q->server2,
		.mtu = q->mtu,
		.server_heard = q->answered,
		.peers = client->node.peers.count,
		.neighbours = client->discovery.count,
	};
}

const struct teredo_counts *teredo_client_counts (const struct teredo_client *client)
{
	return &client->node.counts;
}
