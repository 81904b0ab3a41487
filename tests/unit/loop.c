/*
 * loop.c - event loop of a role, for tests: the test is the helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "loop.h"

#include <sys/socket.h>
#include <unistd.h>
#include "net/udp.h"
#include "unit.h"

struct tunnel loop_tunnel;
int loop_channel;
static struct helper helper;

void loop_start (struct teredo_role *role, const char *server)
{
	const struct teredo_endpoint local = unit_endpoint ("127.0.0.1:0");
	struct tun6_error error;
	int channel[2];

	ck_assert_int_eq (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, channel), 0);
	helper.fd = channel[0];
	loop_channel = channel[1];
	loop_tunnel = (struct tunnel){
		.base = event_base_new (),
		.tun = tun6_new ("teredo", &error),
		.udp = udp_open (&local),
		.helper = &helper,
		.role = role,
		.server = server,
	};
	ck_assert_int_ge (loop_tunnel.udp, 0);
	ck_assert_int_eq (tunnel_start (&loop_tunnel), 0);
}

void loop_end (void)
{
	tunnel_stop (&loop_tunnel);
	teredo_role_free (loop_tunnel.role);
	tun6_free (loop_tunnel.tun);
	event_base_free (loop_tunnel.base);
	close (loop_tunnel.udp);
	close (helper.fd);
	close (loop_channel);
}
