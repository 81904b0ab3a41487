/*
 * client.c - Teredo client: construction, timers, changes of the address
 *
 * client-rx.c has the rules for received packets, client-tx.c those for sending.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <errno.h>
#include "peers/reach.h"

#define ATTEMPTS_A_SECOND  200  /* to contact peers that the host wants, all together (ours) */
#define STRANGERS_A_SECOND 1000 /* packets that strangers cause, all together (ours) */

void teredo_client_config_default (struct teredo_client_config *config)
{
	*config = (struct teredo_client_config){
		.role.prefix = TEREDO_PREFIX,
		.role.max_peers = 65536,
		.role.max_packets = 512,
		.role.max_packet_len = 1500,
		.role.parts = 1,
		.extensions = TEREDO_EXTENSIONS_ALL,
		.nat_tests = true,
		.adaptive_refresh = true,
		.refresh = TEREDO_REFRESH,
	};
}

/* --- the address --- */

void teredo_client_apply (struct teredo_client *client, enum teredo_address_change change)
{
	const struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->role.node;

	switch (change) {
	case TEREDO_ADDRESS_SAME:
		break;
	case TEREDO_ADDRESS_NEW:
		client->early.due = TEREDO_NEVER;
		teredo_meetings_clear (&client->meetings);
		teredo_random_port_forget (client);
		teredo_birthday_end (client);
		teredo_reach_forget (node); /* before error_src: errors come from the old address */
		node->error_src = q->address;
		teredo_discovery_address (&client->discovery, node, &q->address, &q->mapped);
		teredo_client_nat_address (client);
		teredo_node_notify_up (node, &q->address, q->mtu);
		break;
	case TEREDO_ADDRESS_MTU:
		teredo_node_notify_up (node, &q->address, q->mtu);
		break;
	case TEREDO_ADDRESS_LOST:
		client->early.due = TEREDO_NEVER;
		teredo_meetings_clear (&client->meetings);
		teredo_random_port_forget (client);
		teredo_birthday_end (client);
		teredo_reach_forget (node);
		node->error_src = teredo_linklocal_client;
		teredo_discovery_address (&client->discovery, node, NULL, NULL);
		teredo_node_notify_down (node);
		break;
	}
}

void teredo_client_resolved (struct teredo_role *role, teredo_time now,
                             const struct teredo_server_pair *servers, size_t count)
{
	struct teredo_client *client = teredo_client_of (role);

	role->node.now = now;
	teredo_qualification_resolved (&client->qualification, &role->node, servers, count);
}

static void network_changed (struct teredo_role *role)
{
	teredo_client_nat_network (teredo_client_of (role));
	teredo_qualification_hurry (&teredo_client_of (role)->qualification, &role->node);
}

void teredo_client_port_mapped (struct teredo_role *role, teredo_time now,
                                const struct teredo_endpoint *external)
{
	struct teredo_client *client = teredo_client_of (role);

	role->node.now = now;
	client->port_mapping = external != NULL ? *external : (struct teredo_endpoint){ 0 };
}

/* --- sockets --- */

void teredo_client_opened (struct teredo_role *role, teredo_time now, unsigned socket,
                           uint16_t port)
{
	struct teredo_client *client = teredo_client_of (role);
	const struct teredo_socket_user *user;

	role->node.now = now;
	user = teredo_sockets_opened (&client->sockets, socket, port);
	if (user != NULL)
		user->opened (client, socket, port);
}

enum teredo_verdict teredo_client_rx_socket (struct teredo_role *role, teredo_time now,
                                             unsigned socket, const struct teredo_endpoint *from,
                                             struct teredo_slice udp, struct teredo_slice *packet)
{
	return teredo_role_rx_on (role, now, socket, from, udp, packet);
}

static void unanswered (struct teredo_role *role)
{
	teredo_qualification_doubt (&teredo_client_of (role)->qualification, &role->node);
}

/* --- discovery --- */

void teredo_client_links (struct teredo_role *role, teredo_time now,
                          const struct teredo_link *links, size_t count)
{
	role->node.now = now;
	teredo_discovery_links (&teredo_client_of (role)->discovery, &role->node, links, count);
}

enum teredo_verdict teredo_client_rx_discovery (struct teredo_role *role, teredo_time now,
                                                const struct teredo_endpoint *from,
                                                struct teredo_slice udp)
{
	struct teredo_arrival a;
	enum teredo_count reason = TEREDO_DROP_MALFORMED;

	role->node.now = now;
	if (!teredo_arrival_parse (&a, from, udp, role->node.prefix)) {
		teredo_node_count (&role->node, reason, NULL);
		return TEREDO_DROP;
	}
	reason = teredo_discovery_rx (&teredo_client_of (role)->discovery, &role->node, &a);
	if (reason == TEREDO_OK)
		return TEREDO_CONSUMED;
	teredo_node_count (&role->node, reason, &a.ip6.src);
	return TEREDO_DROP;
}

/* --- time --- */

static teredo_time deadline (const struct teredo_role *role)
{
	const struct teredo_client *client = (const struct teredo_client *)role;

	teredo_time first = teredo_time_min (client->discovery.deadline,
	                                     client->qualification.deadline);

	first = teredo_time_min (first, client->early.due);
	first = teredo_time_min (first, teredo_meetings_deadline (&client->meetings));
	first = teredo_time_min (first, teredo_random_port_deadline (client));
	first = teredo_time_min (first, teredo_birthday_deadline (client));
	return teredo_time_min (first, teredo_client_nat_deadline (client));
}

/* Timers of peers that are being met. */
static void expire_meetings (struct teredo_client *client)
{
	struct teredo_meeting *meeting;
	enum teredo_meeting_timer timer;

	while ((meeting = teredo_meetings_next (&client->meetings, client->role.node.now, &timer)))
		if (timer == TEREDO_TIMER_RELAY)
			teredo_client_send_relayed (client, &meeting->address);
		else
			teredo_idle_expire (client, meeting);
}

static void expire (struct teredo_role *role)
{
	struct teredo_client *client = teredo_client_of (role);

	teredo_client_apply (client,
	                     teredo_qualification_expire (&client->qualification, &role->node));
	teredo_discovery_expire (&client->discovery, &role->node);
	if (client->early.due <= role->node.now)
		teredo_client_answer_early (client);
	expire_meetings (client);
	teredo_random_port_expire (client);
	teredo_birthday_expire (client);
	teredo_client_nat_expire (client);
}

/* --- construction --- */

static void status (const struct teredo_role *role, struct teredo_status *status)
{
	const struct teredo_client *client = (const struct teredo_client *)role;
	const struct teredo_qualification *q = &client->qualification;

	status->state = q->state;
	status->nat = q->nat;
	status->have_address = q->have_address;
	status->address = q->address;
	status->mapped = q->mapped;
	status->server = q->server;
	status->server2 = q->server2;
	status->server_count = q->servers.count;
	status->mtu = q->mtu;
	status->server_answered = q->answered;
	status->port_mapping = client->port_mapping;
	status->secure = client->secure.hmac != NULL;
	status->renew = client->secure.renew;
	status->neighbours = client->discovery.count;
	teredo_birthday_status (client, status);
	teredo_client_nat_status (client, status);
}

static void count_ways_in (const struct teredo_client *client, enum teredo_peer_list list,
                           struct teredo_status *status)
{
	const struct teredo_node *node = &client->role.node;
	const struct teredo_peer *peer;

	for (uint32_t at = node->peers.lists[list].head; at != TEREDO_NO_PEER; at = peer->next) {
		peer = teredo_slab_at (&node->peers.slab, at);
		status->relayed += teredo_client_is_relayed (client, peer);
		status->random_ports += peer->apart && teredo_peer_usable (peer, node->now);
	}
}

static void count_ways (const struct teredo_role *role, struct teredo_status *status)
{
	const struct teredo_client *client = (const struct teredo_client *)role;

	count_ways_in (client, TEREDO_LIST_TRUSTED, status);
	count_ways_in (client, TEREDO_LIST_STRANGERS, status);
}

/* Four of them need Symmetric NAT Support. */
static void use_extensions (struct teredo_client *client, const struct teredo_extensions *wanted)
{
	struct teredo_extensions *used = &client->extensions;

	*used = *wanted;
	used->upnp_symmetric &= wanted->symmetric;
	used->port_preserving &= wanted->symmetric;
	used->birthday &= wanted->symmetric;
	used->sequential &= wanted->symmetric && wanted->port_preserving;
}

struct teredo_role *teredo_client_new (const struct teredo_client_config *config,
                                       const struct teredo_env *env, teredo_time now)
{
	static const struct teredo_role_ops ops = {
		.rx = teredo_client_rx,
		.check_tx = teredo_client_check_tx,
		.contact = teredo_client_contact,
		.socket_of = teredo_random_port_socket,
		.deadline = deadline,
		.expire = expire,
		.network_changed = network_changed,
		.unanswered = unanswered,
		.status = status,
		.count_ways = count_ways,
		.attempts_a_second = ATTEMPTS_A_SECOND,
		.strangers_a_second = STRANGERS_A_SECOND,
		.bubbles = 2,
		.pauses = true, /* RFC 4380 5.2.6 */
	};
	struct teredo_client *client;

	if (config->identity != NULL && env->hmac == NULL) {
		errno = EINVAL;
		return NULL;
	}
	client = teredo_role_new (sizeof (*client), &ops, &config->role, env, now);
	if (client == NULL)
		return NULL;
	client->role.node.sockets = &client->sockets;
	client->role.node.error_src = teredo_linklocal_client;
	client->early.due = TEREDO_NEVER;
	use_extensions (client, &config->extensions);
	env->random (env->ctx, &client->meetings.key, sizeof (client->meetings.key));
	teredo_discovery_init (&client->discovery, now);
	if (config->identity != NULL) {
		client->secure.identity = *config->identity;
		client->secure.hmac = env->hmac;
	}
	client->qualification.secure = &client->secure;
	client->qualification.address = config->previous;
	teredo_qualification_start (&client->qualification, &client->role.node, config->server,
	                            config->server2);
	teredo_client_nat_init (client, config);
	return &client->role;
}
