/*
 * client-rx.c - rules of a client for received packets (RFC 4380 5.2.3)
 *
 * The numbered cases are the RFC's. Where it leaves a choice: a packet that came
 * through the server only causes a direct bubble or a probe, its content is not
 * trusted; and a packet from a host that has not been probed waits for the probe's
 * reply and is delivered if it came from the same endpoint.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "bytes/mac.h"
#include "messages/nd.h"
#include "messages/probe.h"
#include "peers/answers.h"
#include "peers/reach.h"
#include "peers/waiting.h"

/* --- from the server --- */

/* Whether it is the valid answer to our last solicitation (5.2.1); its content. */
static bool is_answer (const struct teredo_qualification *q, const struct teredo_arrival *a,
                       uint32_t prefix, struct teredo_ra *ra)
{
	return q->waiting && teredo_endpoint_equal (a->from, &q->asked) && a->encap.has_origin
	       && teredo_endpoint_is_global (&a->encap.origin)
	       && teredo_ip6_equal (&a->ip6.dst, &teredo_linklocal_client)
	       && teredo_ra_parse (ra, &a->ip6) && ra->prefix == prefix && ra->server == q->asking
	       && teredo_secure_accepts (q->secure, a, q->nonce);
}

static enum teredo_count rx_advertisement (struct teredo_client *client,
                                           const struct teredo_arrival *a)
{
	struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->role.node;
	struct teredo_ra ra;

	if (!is_answer (q, a, node->prefix, &ra))
		return TEREDO_DROP_RA;
	teredo_node_count (node, TEREDO_RX_RA, NULL);
	if (a->from->ip == q->asking && teredo_secure_heard (q->secure, a)) {
		teredo_qualification_again (q, node);
		return TEREDO_OK;
	}
	teredo_client_apply (client,
	                     teredo_qualification_answered (q, node, &a->encap.origin, ra.mtu));
	teredo_client_nat_confirmed (client, a->from->ip);
	return TEREDO_OK;
}

static enum teredo_count rx_server (struct teredo_client *client, const struct teredo_arrival *a,
                                    enum teredo_verdict *verdict)
{
	const bool native = !a->src_teredo && teredo_ip6_is_global (&a->ip6.src);
	enum teredo_count reason;

	if (a->icmp6 == TEREDO_ICMP6_RA)
		return rx_advertisement (client, a);
	if (a->from->ip != client->qualification.server) /* servers forward from the primary */
		return TEREDO_DROP_UNTRUSTED;
	if (!client->qualification.have_address)
		return TEREDO_DROP_OFFLINE;
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return TEREDO_DROP_DESTINATION;
	if (native && a->encap.has_origin)
		teredo_reach_ask (&client->role.node, &a->ip6.src, a->encap.origin.ip);
	if (!a->bubble)
		return a->src_teredo ? teredo_client_rx_relayed (client, a, verdict)
		                     : TEREDO_DROP_UNTRUSTED;
	if (!a->src_teredo && !native && !IN6_IS_ADDR_LINKLOCAL (&a->ip6.src))
		return TEREDO_DROP_SOURCE;
	reason = teredo_client_call (client, a);
	teredo_random_port_answer (client);
	return reason;
}

/* --- from a peer --- */

/* Case 3 and the like: the peer has proved to be at the endpoint. */
static enum teredo_count trust (struct teredo_client *client, const struct teredo_arrival *a,
                                enum teredo_verdict *verdict)
{
	enum teredo_count reason;

	*verdict = TEREDO_DELIVER;
	teredo_client_bubble_used (client, &a->ip6.src);
	reason = teredo_reach_trust (&client->role.node, &a->ip6.src, a->from);
	teredo_idle_trusted (client, a);
	return reason;
}

/* Trusts a peer behind a symmetric NAT. If we are behind one as well, the peer does not know where
 * we are: one bubble, or the packets that wait, show it. */
static enum teredo_count trust_elsewhere (struct teredo_client *client, struct teredo_peer *peer,
                                          const struct teredo_arrival *a,
                                          enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;
	struct in6_addr sender;
	const bool waits = peer != NULL && teredo_waiting_source (node, peer, &sender);
	const enum teredo_count reason = trust (client, a, verdict);

	if (reason != TEREDO_OK || waits
	    || !teredo_answers_take (node, &teredo_linklocal_client, a->from, NULL))
		return reason;
	teredo_client_bubble_direct (client, &a->ip6.src, a->from);
	peer = teredo_peers_find (&node->peers, &a->ip6.src);
	if (peer != NULL) /* the answer may have taken its place */
		peer->sent = (uint32_t)node->now;
	return reason;
}

/*
 * A Teredo client that is not at the endpoint in its address: it is behind a
 * symmetric NAT, or its address is forged. If it replies to a bubble that we sent
 * through its server, it is genuine; otherwise it is contacted (case 6), and its packets
 * wait for that.
 */
static enum teredo_count rx_mismatch (struct teredo_client *client, const struct teredo_peer *peer,
                                      const struct teredo_arrival *a)
{
	if (teredo_endpoint_equal (&a->src.mapped, &client->qualification.mapped))
		return TEREDO_DROP_LOOP;
	teredo_client_bubble_elsewhere (client, peer, a);
	if (!teredo_client_bubble_is_recent (client, &a->ip6.src))
		teredo_reach_ask (&client->role.node, &a->ip6.src, a->from->ip);
	peer = teredo_peers_find (&client->role.node.peers, &a->ip6.src);
	if (!a->bubble && client->extensions.symmetric && peer != NULL
	    && peer->state == TEREDO_PEER_TRYING)
		return teredo_reach_hold (&client->role.node, &a->ip6, a->from);
	return TEREDO_DROP_MISMATCH;
}

static enum teredo_count rx_teredo (struct teredo_client *client, struct teredo_peer *peer,
                                    const struct teredo_arrival *a, enum teredo_verdict *verdict)
{
	const struct teredo_node *node = &client->role.node;
	const bool at_home = teredo_endpoint_equal (&a->src.mapped, a->from);
	/* Only a reply moves a peer in use, as its address may be forged; a relayed one may move,
	 * as a direct path is better. */
	const bool in_use_elsewhere = peer != NULL && teredo_peer_usable (peer, node->now)
	                              && !teredo_peer_is_at (peer, a->from)
	                              && !teredo_client_is_relayed (client, peer);
	const bool reply = (a->bubble && teredo_reach_is_reply (node, peer, &a->ip6.dst))
	                   || teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NEW;

	if (teredo_ip6_equal (&a->ip6.src, &client->qualification.address))
		return TEREDO_DROP_LOOP;
	if (!teredo_networks_allow (client->role.node.env.networks, &a->src.mapped))
		return TEREDO_DROP_NOT_GLOBAL;
	if (at_home && !in_use_elsewhere) {
		const enum teredo_count reason = trust (client, a, verdict);

		teredo_birthday_heard (client, a);
		return reason;
	}
	if (reply)
		return trust_elsewhere (client, peer, a, verdict);
	if (in_use_elsewhere && teredo_client_bubble_proof (client, a) == TEREDO_PROOF_USED)
		return TEREDO_DROP_MISMATCH; /* it answered from two ports */
	return rx_mismatch (client, peer, a);
}

/* A native host. Case 2: the reply to a probe shows the relay that is nearest to it.
 * Case 6: a packet waits until its source has been probed; if the source is known behind
 * another relay, a probe finds out whether that has changed. */
static enum teredo_count rx_native (struct teredo_client *client, const struct teredo_peer *peer,
                                    const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;

	if (!teredo_ip6_is_global (&a->ip6.src))
		return TEREDO_DROP_SOURCE;
	if (peer != NULL && teredo_peer_is_asked (peer, node->now)
	    && teredo_probe_check (&a->ip6, &node->key, peer->began, TEREDO_ATTEMPT_MAX)) {
		teredo_node_count (node, TEREDO_RX_PROBE_REPLY, &a->ip6.src);
		return teredo_reach_trust (node, &a->ip6.src, a->from);
	}
	if (a->bubble)
		return TEREDO_DROP_UNTRUSTED;
	if (peer == NULL || !teredo_peer_usable (peer, node->now))
		return teredo_reach_hold (node, &a->ip6, a->from);
	teredo_reach_ask (node, &a->ip6.src, a->from->ip);
	return TEREDO_DROP_MISMATCH;
}

/* Case 5: whether a packet to our address came from a neighbour. A bubble may also be
 * the reply to our own latest discovery bubble: then its sender is one from now on. */
static bool rx_neighbour (struct teredo_client *client, const struct teredo_arrival *a)
{
	struct teredo_discovery *d = &client->discovery;
	const teredo_time now = client->role.node.now;

	if (!a->src_teredo || !teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return false;
	if (teredo_discovery_is_reply (d, a, now))
		teredo_discovery_learn (d, &a->ip6.src, a->from, now);
	return teredo_discovery_is_at (d, &a->ip6.src, a->from, now);
}

/* Whether the destination is our address, or that of the reply to one of our bubbles. */
static bool is_for_us (const struct teredo_client *client, const struct teredo_peer *peer,
                       const struct teredo_arrival *a)
{
	const struct teredo_node *node = &client->role.node;

	if (teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return true;
	if (!a->bubble || !a->src_teredo || peer == NULL || !IN6_IS_ADDR_LINKLOCAL (&a->ip6.dst))
		return false;
	return teredo_reach_is_reply (node, peer, &a->ip6.dst)
	       || (teredo_peer_usable (peer, node->now) && teredo_peer_is_at (peer, a->from));
}

/*
 * A peer sends its reply to an indirect bubble to the endpoint that its server saw. If that lets
 * the peer in, it is not a mapping for the server alone: our NAT is not symmetric. This proves
 * nothing if the peer is behind the same NAT or on the host of its server.
 */
static void learn_nat (struct teredo_client *client, const struct teredo_peer *peer,
                       const struct teredo_arrival *a)
{
	struct teredo_qualification *q = &client->qualification;

	if (q->nat == TEREDO_NAT_UNKNOWN && a->bubble && a->src_teredo
	    && a->from->ip == a->src.mapped.ip && a->from->ip != q->mapped.ip
	    && a->from->ip != a->src.server
	    && teredo_reach_is_reply (&client->role.node, peer, &a->ip6.dst))
		q->nat = TEREDO_NAT_NOT_SYMMETRIC;
}

/* Case 1. A bubble with our nonce may show that a peer that is reached apart is to be reached on
 * the service port. */
static bool is_known (struct teredo_client *client, const struct teredo_peer *peer,
                      const struct teredo_arrival *a)
{
	return peer != NULL && peer->state == TEREDO_PEER_TRUSTED
	       && teredo_peer_is_at (peer, a->from)
	       && (!peer->apart || teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NONE);
}

static enum teredo_count rx_peer (struct teredo_client *client, const struct teredo_arrival *a,
                                  enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &a->ip6.src);

	if (!client->qualification.have_address)
		return TEREDO_DROP_OFFLINE;
	if (teredo_endpoint_equal (a->from, &client->qualification.mapped))
		return TEREDO_DROP_LOOP;
	if (!is_for_us (client, peer, a))
		return TEREDO_DROP_DESTINATION;
	learn_nat (client, peer, a);
	if (is_known (client, peer, a)) {
		teredo_reach_heard (node, peer);
		if (teredo_client_bubble_reply (client, a)) /* it may not hear us yet */
			teredo_client_answer (client, &a->ip6.src, a->from);
		*verdict = TEREDO_DELIVER;
		return TEREDO_OK;
	}
	if (rx_neighbour (client, a))
		return trust (client, a, verdict);
	if (teredo_hairpin_proves (client, a))
		return trust_elsewhere (client, peer, a, verdict);
	if (!a->bubble && peer != NULL && peer->state == TEREDO_PEER_TRYING
	    && teredo_hairpin_expects (client, a))
		return teredo_reach_hold (node, &a->ip6, a->from);
	/* We would reply to this address, so it must be global. */
	if (!teredo_networks_allow (node->env.networks, a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	if (a->src_teredo)
		return rx_teredo (client, peer, a, verdict);
	return rx_native (client, peer, a);
}

enum teredo_count teredo_client_rx (struct teredo_role *role, const struct teredo_arrival *a,
                                    enum teredo_verdict *verdict)
{
	struct teredo_client *client = teredo_client_of (role);
	const struct teredo_socket_user *user;
	enum teredo_count reason;

	if (!a->trailers_ok)
		return TEREDO_DROP_MALFORMED;
	if (a->socket != 0) {
		user = teredo_sockets_user (&client->sockets, a->socket);
		return user != NULL ? user->rx (client, a, verdict) : TEREDO_DROP_DESTINATION;
	}
	if (teredo_qualification_is_server (&client->qualification, a->from))
		return rx_server (client, a, verdict);
	reason = rx_peer (client, a, verdict);
	if (a->bubble && reason == TEREDO_OK)
		teredo_idle_answer (client, a);
	return reason;
}
