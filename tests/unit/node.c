/*
 * node.c - driver of a client or relay for unit tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/cksum.h"
#include "bytes/params.h"

void node_settle (struct node *n)
{
	const struct teredo_out *out;

	while ((out = teredo_role_next (n->role)) != NULL) {
		struct node_out *kept = &n->out[n->outs++];
		struct teredo_encap encap;

		ck_assert_uint_le (n->outs, OUTS_MAX);
		kept->out = *out;
		if (out->kind != TEREDO_OUT_UDP && out->kind != TEREDO_OUT_DISCOVERY
		    && out->kind != TEREDO_OUT_IP6)
			continue;
		kept->bytes.len = out->data.len;
		memcpy (kept->bytes.data, out->data.data, out->data.len);
		kept->out.data = unit_slice (&kept->bytes);
		ck_assert (teredo_encap_parse (&encap, kept->out.data));
		ck_assert (teredo_ip6_parse (&kept->ip6, encap.rest));
	}
}

struct in6_addr node_teredo (const char *mapped, const char *server)
{
	const struct teredo_address parts = {
		.prefix = TEREDO_PREFIX,
		.server = unit_ipv4 (server),
		.mapped = unit_endpoint (mapped),
	};
	struct in6_addr address;

	teredo_address_encode (&address, &parts);
	return address;
}

/* Writes a number into four bytes of an address. */
static void put_number (struct in6_addr *address, size_t at, uint32_t number)
{
	for (size_t i = 0; i < 4; i++)
		address->s6_addr[at + i] = (uint8_t)(number >> (24 - 8 * i));
}

struct in6_addr node_native (uint32_t number)
{
	struct in6_addr address = unit_ip6 ("2001:db8:66::");

	put_number (&address, 12, number);
	return address;
}

struct in6_addr node_stranger (const char *mapped, uint32_t number)
{
	struct in6_addr address = node_teredo (mapped, SERVER);

	put_number (&address, 4, 0x08000000 + number);
	return address;
}

static void start (struct node *n, struct teredo_client_config *config)
{
	config->server = unit_ipv4 (SERVER);
	config->nat_tests = config->adaptive_refresh = false;
	*n = (struct node){ .now = 1000000, .peer = node_teredo (PEER, SERVER) };
	n->role = teredo_client_new (config, &unit_env, n->now);
	ck_assert_ptr_nonnull (n->role);
	node_settle (n);
}

static void qualify (struct node *n, const char *second)
{
	node_rx_ra (n, "203.0.113.120:3544", MAPPED);
	ck_assert_uint_eq (node_kind (n, TEREDO_OUT_UP), 1);
	n->address = n->out[0].out.address;
	node_rx_ra (n, "203.0.113.121:3544", second);
	ck_assert_uint_eq (n->outs, 0);
}

void node_start_client (struct node *n)
{
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	start (n, &config);
}

void node_start_qualified (struct node *n)
{
	node_start_client (n);
	qualify (n, MAPPED);
}

void node_start_small (struct node *n, uint32_t max_peers)
{
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	config.role.max_peers = max_peers;
	start (n, &config);
	qualify (n, MAPPED);
}

void node_start_extended (struct node *n, const struct teredo_extensions *extensions,
                          const char *second)
{
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	config.extensions = *extensions;
	start (n, &config);
	qualify (n, second);
}

void node_start_relay (struct node *n, bool nat)
{
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.role.max_peers = 100;
	config.nat = nat;
	config.icmp6_src = unit_ip6 ("2001:db8::99");
	*n = (struct node){ .now = 1000000, .peer = node_teredo (PEER, SERVER) };
	n->role = teredo_relay_new (&config, &unit_env, n->now);
	ck_assert_ptr_nonnull (n->role);
}

void node_end (struct node *n)
{
	teredo_role_free (n->role);
}

struct unit_bytes node_packet (const struct in6_addr *src, const struct in6_addr *dst,
                               const char *payload)
{
	const struct unit_bytes content = unit_hex (payload);
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_writer w;

	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	teredo_ip6_write (&w, (uint16_t)content.len, content.len > 0 ? 17 : 59, 64, src, dst);
	teredo_write_bytes (&w, content.data, content.len);
	bytes.len = teredo_writer_done (&w).len;
	return bytes;
}

void node_rx (struct node *n, const char *from, const struct unit_bytes *bytes)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	const struct teredo_slice udp = unit_slice (bytes);

	n->outs = 0;
	n->verdict = teredo_role_rx (n->role, n->now, &endpoint, udp, &n->ip6);
	node_settle (n);
}

void node_check_rx (struct node *n, const char *from, const struct unit_bytes *bytes,
                    enum teredo_verdict verdict, unsigned outs)
{
	node_rx (n, from, bytes);
	ck_assert_int_eq (n->verdict, verdict);
	ck_assert_uint_eq (n->outs, outs);
}

void node_rx_origin (struct node *n, const char *origin, const struct unit_bytes *packet)
{
	const struct teredo_endpoint endpoint = unit_endpoint (origin);
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_writer w;

	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	teredo_encap_write_origin (&w, &endpoint);
	teredo_write_bytes (&w, packet->data, packet->len);
	bytes.len = teredo_writer_done (&w).len;
	node_rx (n, SERVER ":3544", &bytes);
}

void node_tx (struct node *n, const struct unit_bytes *bytes)
{
	const struct teredo_slice ip6 = unit_slice (bytes);

	n->outs = 0;
	n->verdict = teredo_role_tx (n->role, n->now, ip6, &n->to);
	node_settle (n);
}

void node_pass (struct node *n, teredo_time how_long)
{
	const teredo_time end = n->now + how_long;

	n->outs = 0;
	while (teredo_role_deadline (n->role) <= end) {
		n->now = teredo_role_deadline (n->role);
		teredo_role_expire (n->role, n->now);
		node_settle (n);
	}
	n->now = end;
}

const struct node_out *node_solicitation (const struct node *n)
{
	for (unsigned i = n->outs; i-- > 0;)
		if (n->out[i].out.kind == TEREDO_OUT_UDP
		    && teredo_ip6_icmp6_type (&n->out[i].ip6) == TEREDO_ICMP6_RS)
			return &n->out[i];
	return NULL;
}

struct unit_bytes node_ra (const struct node *n, const char *mapped)
{
	const struct teredo_ra ra = { TEREDO_PREFIX, unit_ipv4 (SERVER), 1280 };
	const struct teredo_endpoint origin = unit_endpoint (mapped);
	const struct node_out *rs = node_solicitation (n);
	struct unit_bytes bytes = { .len = 0 };
	struct in6_addr src;
	struct teredo_writer w;

	ck_assert_ptr_nonnull (rs);
	teredo_linklocal_server (&src, unit_ipv4 (SERVER));
	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	teredo_encap_write_nonce (&w, rs->bytes.data + 4, 0);
	teredo_encap_write_origin (&w, &origin);
	teredo_ra_write (&w, &src, &teredo_linklocal_client, &ra);
	bytes.len = teredo_writer_done (&w).len;
	return bytes;
}

void node_rx_ra (struct node *n, const char *from, const char *mapped)
{
	const struct unit_bytes ra = node_ra (n, mapped);

	node_rx (n, from, &ra);
}

static const struct teredo_ip6 *indirect_bubble (const struct node *n)
{
	for (unsigned i = 0; i < n->outs; i++)
		if (n->out[i].out.kind == TEREDO_OUT_UDP && n->out[i].out.to.port == TEREDO_PORT
		    && teredo_ip6_is_bubble (&n->out[i].ip6))
			return &n->out[i].ip6;
	ck_abort_msg ("no indirect bubble");
}

struct in6_addr node_identifier (const struct node *n)
{
	return indirect_bubble (n)->src;
}

struct unit_bytes node_reply (const struct node *n, const struct in6_addr *peer)
{
	const struct teredo_ip6 *bubble = indirect_bubble (n);
	struct unit_bytes reply = node_packet (peer, &bubble->src, "");
	struct teredo_trailers trailers;
	struct teredo_writer w;

	ck_assert (teredo_trailers_parse (&trailers, bubble->trailers));
	trailers.present &= TEREDO_TRAILER_NONCE;
	teredo_writer_init (&w, reply.data + reply.len, sizeof (reply.data) - reply.len);
	teredo_trailers_write (&w, &trailers);
	reply.len += w.len;
	return reply;
}

unsigned node_sent_to (const struct node *n, const char *text)
{
	const struct teredo_endpoint endpoint = unit_endpoint (text);
	unsigned count = 0;

	for (unsigned i = 0; i < n->outs; i++)
		count += (n->out[i].out.kind == TEREDO_OUT_UDP
		          || n->out[i].out.kind == TEREDO_OUT_DISCOVERY)
		         && teredo_endpoint_equal (&n->out[i].out.to, &endpoint);
	return count;
}

unsigned node_kind (const struct node *n, enum teredo_out_kind kind)
{
	unsigned count = 0;

	for (unsigned i = 0; i < n->outs; i++)
		count += n->out[i].out.kind == kind;
	return count;
}

uint64_t node_count (const struct node *n, enum teredo_count count)
{
	return teredo_role_counts (n->role)->of[count];
}

struct unit_bytes node_probe_reply (const struct node_out *probe)
{
	struct unit_bytes bytes = probe->bytes;
	uint16_t sum;

	memcpy (bytes.data + 8, &probe->ip6.dst, 16);
	memcpy (bytes.data + 24, &probe->ip6.src, 16);
	bytes.data[40] = TEREDO_ICMP6_REPLY;
	bytes.data[42] = bytes.data[43] = 0;
	sum = teredo_cksum_icmp6 (&probe->ip6.dst, &probe->ip6.src,
	                          (struct teredo_slice){ bytes.data + 40, bytes.len - 40 });
	bytes.data[42] = (uint8_t)(sum >> 8);
	bytes.data[43] = (uint8_t)sum;
	return bytes;
}
