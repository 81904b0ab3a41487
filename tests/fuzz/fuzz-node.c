/*
 * fuzz-node.c - a client or relay under operations of the fuzzer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz-node.h"

#include <string.h>
#include "bytes/array.h"
#include "values/addr.h"
#include "bytes/cksum.h"
#include "messages/encap.h"
#include "messages/nd.h"

#define FIRST_PORT  40000 /* local port of socket 0 */
#define OUTPUTS_MAX 4096  /* of one call: no more than there are packet buffers */

/* --- checking its output --- */

static void remember (struct fuzz_sent *sent, const struct teredo_out *out)
{
	if (out->data.len > sizeof (sent->data))
		return;
	sent->socket = out->socket;
	sent->to = out->to;
	sent->len = out->data.len;
	memcpy (sent->data, out->data.data, out->data.len);
}

/* Whether a packet is for a peer with the mapped IPv4 address of the client, which may be
 * reached at a private address (RFC 6081 5.6). */
static bool is_together (const struct fuzz_node *node, struct teredo_slice udp)
{
	struct teredo_address ours, theirs;
	struct teredo_ip6 ip6;

	if (!node->client || !teredo_ip6_parse (&ip6, udp))
		return false;
	teredo_address_decode (&ours, &node->address);
	teredo_address_decode (&theirs, &ip6.dst);
	return theirs.prefix == TEREDO_PREFIX && theirs.mapped.ip == ours.mapped.ip;
}

/* A Teredo packet, to a global address, to one on a link that it was ever on, to a peer behind
 * the same NAT, or to the group. */
static void check_sent (const struct fuzz_node *node, const struct teredo_endpoint *to,
                        struct teredo_slice udp)
{
	bool on_link = node->link_count > 0 && to->ip == TEREDO_DISCOVERY_IPV4;

	for (unsigned i = 0; i < node->link_count; i++)
		on_link |= ((to->ip ^ node->links[i].address) & node->links[i].mask) == 0;
	MUST (on_link || teredo_endpoint_is_global (to) || is_together (node, udp));
	fuzz_check_payload (udp);
}

static void look_at_udp (struct fuzz_node *node, const struct teredo_out *out)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	check_sent (node, &out->to, out->data);
	MUST (teredo_encap_parse (&encap, out->data) && teredo_ip6_parse (&ip6, encap.rest));
	if (teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_RS)
		remember (&node->solicitation, out);
	else if (out->to.ip == FUZZ_SERVER && teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_ECHO)
		remember (&node->probe, out);
	else if (out->to.port == TEREDO_PORT && teredo_ip6_is_bubble (&ip6))
		remember (&node->bubble, out);
}

static void settle (struct fuzz_node *node)
{
	const struct teredo_out *out;
	unsigned count = 0;

	while ((out = teredo_role_next (node->role)) != NULL) {
		MUST (++count <= OUTPUTS_MAX);
		switch (out->kind) {
		case TEREDO_OUT_UDP:
		case TEREDO_OUT_DISCOVERY:
			look_at_udp (node, out);
			break;
		case TEREDO_OUT_IP6:
			fuzz_check_ip6 (out->data);
			break;
		case TEREDO_OUT_UP:
			MUST (out->mtu >= 1280 && out->mtu <= 65467);
			node->address = out->address;
			break;
		case TEREDO_OUT_OPEN:
			teredo_client_opened (node->role, node->now, out->socket,
			                      (uint16_t)(FIRST_PORT + out->socket));
			break;
		default:
			break;
		}
	}
}

/* On a socket; 0: the service port. */
static void receive_on (struct fuzz_node *node, unsigned socket, const struct teredo_endpoint *from,
                        struct teredo_slice udp)
{
	enum teredo_verdict verdict;
	struct teredo_slice ip6;

	if (socket == 0)
		verdict = teredo_role_rx (node->role, node->now, from, udp, &ip6);
	else
		verdict = teredo_client_rx_socket (node->role, node->now, socket, from, udp, &ip6);
	MUST (verdict != TEREDO_SEND);
	if (verdict == TEREDO_DELIVER) {
		fuzz_check_ip6 (ip6);
		MUST (ip6.data >= udp.data && ip6.data + ip6.len <= udp.data + udp.len);
	}
	settle (node);
}

static void receive (struct fuzz_node *node, const struct teredo_endpoint *from,
                     struct teredo_slice udp)
{
	receive_on (node, 0, from, udp);
}

static void transmit (struct fuzz_node *node, struct teredo_slice packet)
{
	enum teredo_verdict verdict;
	struct teredo_endpoint to;

	verdict = teredo_role_tx (node->role, node->now, packet, &to);
	MUST (verdict != TEREDO_DELIVER);
	if (verdict == TEREDO_SEND)
		check_sent (node, &to, packet);
	settle (node);
}

/* --- operations --- */

/* A well-formed packet; a bubble if it has no payload. */
static struct teredo_slice make_packet (uint8_t *buf, size_t cap, const struct in6_addr *src,
                                        const struct in6_addr *dst, struct teredo_slice payload)
{
	struct teredo_writer w;

	teredo_writer_init (&w, buf, cap);
	teredo_ip6_write (&w, (uint16_t)payload.len, payload.len > 0 ? 17 : TEREDO_NH_NONE, 64, src,
	                  dst);
	teredo_write_bytes (&w, payload.data, payload.len);
	return teredo_writer_done (&w);
}

static void packet_from_peer (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint from = fuzz_endpoint (r);
	const struct in6_addr src = fuzz_address (r);
	struct in6_addr dst = node->address;
	uint8_t buf[512];

	if (!node->client)
		dst = fuzz_address (r);
	receive (node, &from, make_packet (buf, sizeof (buf), &src, &dst, fuzz_bytes (r)));
}

static void packet_to_peer (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct in6_addr dst = fuzz_address (r);
	struct in6_addr src = node->address;
	uint8_t buf[512];

	if (!node->client)
		src = fuzz_address (r);
	transmit (node, make_packet (buf, sizeof (buf), &src, &dst, fuzz_bytes (r)));
}

/* The right answer to the last solicitation, with a mapped address from the input. */
static void answer_solicitation (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint mapped = fuzz_endpoint (r);
	struct teredo_ra ra = { TEREDO_PREFIX, FUZZ_SERVER, teredo_read_u16 (r) };
	struct in6_addr src;
	struct teredo_writer w;
	uint8_t buf[256];

	if (node->solicitation.len == 0)
		return;
	teredo_linklocal_server (&src, FUZZ_SERVER);
	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_write_bytes (&w, node->solicitation.data, TEREDO_AUTH_MIN);
	teredo_encap_write_origin (&w, &mapped);
	teredo_ra_write (&w, &src, &teredo_linklocal_client, &ra);
	receive_on (node, node->solicitation.socket, &node->solicitation.to,
	            teredo_writer_done (&w));
}

/* The right reply to the last probe, through a relay. */
static void answer_probe (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint relay = fuzz_endpoint (r);
	struct fuzz_sent *probe = &node->probe;
	struct teredo_ip6 ip6;
	uint16_t sum;

	if (probe->len == 0
	    || !teredo_ip6_parse (&ip6, (struct teredo_slice){ probe->data, probe->len }))
		return;
	memcpy (probe->data + 8, &ip6.dst, 16);
	memcpy (probe->data + 24, &ip6.src, 16);
	probe->data[40] = TEREDO_ICMP6_REPLY;
	probe->data[42] = probe->data[43] = 0;
	sum = teredo_cksum_icmp6 (&ip6.dst, &ip6.src,
	                          (struct teredo_slice){ probe->data + 40, probe->len - 40 });
	probe->data[42] = (uint8_t)(sum >> 8);
	probe->data[43] = (uint8_t)sum;
	receive (node, &relay, (struct teredo_slice){ probe->data, probe->len });
	probe->len = 0;
}

/* The right answer to the last bubble sent through a server, from anywhere. */
static void answer_bubble (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint from = fuzz_endpoint (r);
	const struct teredo_slice sent = { node->bubble.data, node->bubble.len };
	struct teredo_ip6 ip6;
	uint8_t buf[64];

	if (sent.len != 0 && teredo_ip6_parse (&ip6, sent))
		receive (node, &from,
		         make_packet (buf, sizeof (buf), &ip6.dst, &ip6.src,
		                      (struct teredo_slice){ NULL, 0 }));
}

/* A bubble or packet that the client's server forwards. */
static void call_through_server (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint server = { FUZZ_SERVER, TEREDO_PORT };
	const struct teredo_endpoint origin = fuzz_endpoint (r);
	const struct in6_addr src = fuzz_address (r);
	const struct teredo_slice payload = fuzz_bytes (r);
	struct teredo_writer w;
	uint8_t buf[512];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_encap_write_origin (&w, &origin);
	teredo_ip6_write (&w, (uint16_t)payload.len, payload.len > 0 ? 58 : TEREDO_NH_NONE, 64,
	                  &src, &node->address);
	teredo_write_bytes (&w, payload.data, payload.len);
	receive (node, &server, teredo_writer_done (&w));
}

static void pass_time (struct fuzz_node *node, struct teredo_reader *r)
{
	node->now += teredo_read_u16 (r) * 10;
	teredo_role_expire (node->role, node->now);
	settle (node);
	MUST (teredo_role_deadline (node->role) > node->now);
}

static void raw_datagram (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint from = fuzz_endpoint (r);

	receive (node, &from, fuzz_bytes (r));
}

static void raw_from_server (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint server = { FUZZ_SERVER + (teredo_read_u8 (r) & 1),
		                                TEREDO_PORT };

	receive (node, &server, fuzz_bytes (r));
}

static void raw_on_socket (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_endpoint server = { FUZZ_SERVER + (teredo_read_u8 (r) & 1),
		                                TEREDO_PORT };

	if (node->client)
		receive_on (node, teredo_read_u8 (r), &server, fuzz_bytes (r));
}

static void change_surroundings (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_server_pair servers[] = { { FUZZ_SERVER, 0, 0 },
		                                      { FUZZ_SERVER + 2, 0, 0 },
		                                      { FUZZ_SERVER + 2, FUZZ_SERVER, 1 } };

	if (!node->client)
		return;
	switch (teredo_read_u8 (r) % 3) {
	case 0:
		teredo_role_network_changed (node->role, node->now);
		break;
	case 1:
		teredo_client_resolved (node->role, node->now, servers, 1 + teredo_read_u8 (r) % 3);
		break;
	case 2:
		teredo_client_resolved (node->role, node->now, NULL, 0);
		break;
	}
	settle (node);
}

/* A client is on a link of those that fuzz_endpoint chooses from, or on none. */
static void change_links (struct fuzz_node *node, struct teredo_reader *r)
{
	const struct teredo_link link = { fuzz_endpoint (r).ip, 0xffffff00 };
	const size_t count = teredo_read_u8 (r) & 1;

	if (!node->client || node->link_count == FUZZ_LINKS)
		return;
	if (count > 0)
		node->links[node->link_count++] = link;
	teredo_client_links (node->role, node->now, &link, count);
	settle (node);
}

static void discovery (struct fuzz_node *node, struct teredo_reader *r)
{
	static const struct in6_addr all_nodes = { { { 0xff, 2, [15] = 1 } } };
	const struct teredo_endpoint from = fuzz_endpoint (r);
	const struct in6_addr src = fuzz_address (r);
	uint8_t buf[512];

	if (node->client)
		MUST (teredo_client_rx_discovery (node->role, node->now, &from,
		                                  make_packet (buf, sizeof (buf), &src, &all_nodes,
		                                               fuzz_bytes (r)))
		      <= TEREDO_CONSUMED);
	settle (node);
}

void fuzz_node_run (struct fuzz_node *node, struct teredo_reader *r)
{
	static void (*const operations[]) (struct fuzz_node *, struct teredo_reader *) = {
		raw_datagram,   raw_from_server,     answer_solicitation, packet_from_peer,
		packet_to_peer, answer_probe,        answer_bubble,       call_through_server,
		pass_time,      change_surroundings, change_links,        discovery,
		raw_on_socket,
	};

	settle (node);
	while (r->left > 0 && !r->bad) {
		uint8_t operation = teredo_read_u8 (r);

		if (operation < ARRAY_LEN (operations))
			operations[operation](node, r);
		else
			transmit (node, fuzz_bytes (r));
	}
}
