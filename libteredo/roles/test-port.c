/*
 * test-port.c - auxiliary socket that solicits the server to test the NAT
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/test-port.h"

#include "messages/nd.h"
#include "values/addr.h"

bool teredo_test_port_open (struct teredo_test_port *port, struct teredo_node *node,
                            const struct teredo_socket_user *user)
{
	*port = (struct teredo_test_port){
		.socket = teredo_sockets_open (node->sockets, user, &in6addr_any),
	};
	return port->socket != 0;
}

void teredo_test_port_close (struct teredo_test_port *port, struct teredo_node *node)
{
	if (port->socket != 0)
		teredo_sockets_close (node->sockets, port->socket);
	*port = (struct teredo_test_port){ 0 };
}

/* The client's link-local address, with the cone bit set or not. */
static struct in6_addr source (bool cone)
{
	struct in6_addr address = teredo_linklocal_client;

	if (cone)
		address.s6_addr[8] |= TEREDO_FLAG_CONE >> 8;
	return address;
}

void teredo_test_port_solicit (struct teredo_test_port *port, struct teredo_node *node,
                               const struct teredo_qualification *q, enum teredo_test_asked asked,
                               bool cone)
{
	const struct teredo_endpoint to = {
		.ip = asked == TEREDO_ASKED_SECONDARY ? q->server2 : q->server,
		.port = TEREDO_PORT,
	};
	const struct in6_addr src = source (cone);
	struct teredo_writer w;
	uint32_t index;

	port->waiting |= (uint8_t)(1u << asked);
	node->env.random (node->env.ctx, port->nonces[asked], TEREDO_NONCE_LEN);
	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_secure_solicit (q->secure, &w, &src, port->nonces[asked]);
	teredo_node_send_on (node, index, &w, port->socket, &to);
	teredo_node_count (node, TEREDO_TX_RS, NULL);
}

/* Whether it is an advertisement of the server, whatever it answers. */
static bool is_advertisement (const struct teredo_node *node, const struct teredo_qualification *q,
                              const struct teredo_arrival *a)
{
	struct teredo_ra ra;

	return teredo_qualification_is_server (q, a->from) && a->encap.has_origin
	       && teredo_endpoint_is_global (&a->encap.origin) && teredo_ra_parse (&ra, &a->ip6)
	       && ra.prefix == node->prefix && ra.server == q->server;
}

bool teredo_test_port_answered (struct teredo_test_port *port, struct teredo_node *node,
                                const struct teredo_qualification *q,
                                const struct teredo_arrival *a, enum teredo_test_asked *asked)
{
	unsigned i;

	if (!is_advertisement (node, q, a))
		return false;
	for (i = TEREDO_ASKED_PRIMARY; i <= TEREDO_ASKED_SECONDARY; i++)
		if ((port->waiting & 1u << i) != 0
		    && teredo_secure_accepts (q->secure, a, port->nonces[i]))
			break;
	if (i > TEREDO_ASKED_SECONDARY)
		return false;
	port->waiting &= (uint8_t) ~(1u << i);
	*asked = (enum teredo_test_asked)i;
	teredo_node_count (node, TEREDO_RX_RA, NULL);
	return true;
}
