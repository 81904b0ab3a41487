/*
 * fuzz-server.c - datagrams to a server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <stdlib.h>
#include <string.h>
#include "fuzz.h"
#include "values/addr.h"

#define PRIMARY 0xcb007178 /* 203.0.113.120 */

static const struct teredo_networks networks = {
	.ipv4_count = 1,
	.ipv4 = { { 0xc6336402, 0xfffffffc } }, /* 198.51.100.2/30 */
	.ip6_count = 1,
	.ip6 = { { { { 0x20, 0x01, 0x0d, 0xb8, [15] = 0x53 } } } },
};

static bool is_ours (uint32_t ip, bool both)
{
	return ip == PRIMARY || (both && ip == PRIMARY + 1)
	       || teredo_networks_have_ipv4 (&networks, ip);
}

static void check_sent (const struct teredo_out *out, struct teredo_slice udp, bool both)
{
	uint8_t *whole = malloc (out->head.len + out->data.len + 1);

	MUST (whole != NULL);
	MUST (out->data.len <= udp.len);
	if (out->head.len > 0)
		memcpy (whole, out->head.data, out->head.len);
	if (out->data.len > 0)
		memcpy (whole + out->head.len, out->data.data, out->data.len);
	fuzz_check_udp (&out->to, (struct teredo_slice){ whole, out->head.len + out->data.len });
	MUST (!(out->to.port == TEREDO_PORT
	        && (out->to.ip == PRIMARY || (both && out->to.ip == PRIMARY + 1))));
	MUST (teredo_networks_allow (&networks, &out->to));
	/* What is forwarded, and not an advertisement, goes to no address of this host. */
	MUST (!(out->data.len > 0 && is_ours (out->to.ip, both)));
	free (whole);
}

/* Input: one byte (bit 0: the socket that received it; bit 1: there is only one), the source
 * endpoint, the payload. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct teredo_server_config config = {
		.prefix = TEREDO_PREFIX,
		.primary = PRIMARY,
		.secondary = PRIMARY + 1,
		.mtu = 1280,
		.rate = 100,
		.max_addresses = 16,
	};
	const struct teredo_env env = { .random = fuzz_env.random, .networks = &networks };
	struct teredo_server *server;
	struct teredo_out out;
	struct teredo_endpoint from;
	struct teredo_slice udp;
	struct teredo_reader r;
	uint8_t side;

	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	side = teredo_read_u8 (&r);
	if ((side & 2) != 0)
		config.secondary = side = 0;
	server = teredo_server_new (&config, &env);
	MUST (server != NULL);
	from = fuzz_endpoint (&r);
	udp = teredo_read_slice (&r, r.left);
	switch (teredo_server_rx (server, 0, (enum teredo_server_side) (side & 1), &from, udp,
	                          &out)) {
	case TEREDO_SEND:
		MUST (out.socket == TEREDO_PRIMARY || config.secondary != 0);
		check_sent (&out, udp, config.secondary != 0);
		break;
	case TEREDO_DELIVER:
		fuzz_check_ip6 (out.data);
		break;
	case TEREDO_CONSUMED:
		fuzz_fail ("verdict is not TEREDO_CONSUMED", __FILE__, __LINE__);
		break;
	case TEREDO_DROP:
		break;
	}
	teredo_server_free (server);
	return 0;
}
