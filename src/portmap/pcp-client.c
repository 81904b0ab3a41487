/*
 * pcp-client.c - a mapping by PCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/pcp-client.h"

#include <string.h>
#include <unistd.h>
#include "portmap/router-socket.h"

#define REQUESTS_MAX 3 /* 0, 3 and 9 s after the start (RFC 6887 8.1.1) */
#define RETRY        3 /* seconds, doubling */

static struct pcp_map map_of (const struct pcp_client *c, uint32_t lifetime)
{
	struct pcp_map map = {
		.client = c->attempt.gateway.own,
		.port = c->attempt.port,
		.external = c->attempt.external,
		.lifetime = lifetime,
	};

	map.external.port = c->attempt.port;
	memcpy (map.nonce, c->nonce, sizeof (map.nonce));
	return map;
}

static void send_request (struct pcp_client *c)
{
	const struct pcp_map map = map_of (c, PORTMAP_LEASE);
	const struct timeval patience = { .tv_sec = RETRY << c->sent };
	uint8_t bytes[PCP_LEN];

	pcp_write_map (bytes, &map);
	c->sent++;
	event_add (c->received, &patience);
	(void)!send (c->fd, bytes, sizeof (bytes), 0); /* an error also makes it readable */
}

static enum attempt_state judge (struct attempt *a, const struct pcp_answer *answer)
{
	a->code = (uint16_t)answer->code;
	if (answer->code == PCP_CANNOT_PROVIDE)
		return ATTEMPT_TAKEN;
	if (answer->code != 0)
		return ATTEMPT_REFUSED;
	a->external = answer->external;
	a->lifetime = answer->lifetime;
	return ATTEMPT_MAPPED;
}

static void end (struct pcp_client *c, enum attempt_state state)
{
	pcp_client_stop (c);
	attempt_enter (&c->attempt, state);
}

static void on_received (evutil_socket_t fd, short what, void *ctx)
{
	struct pcp_client *c = ctx;
	const struct pcp_map map = map_of (c, PORTMAP_LEASE);
	uint8_t bytes[PCP_MAX + 1];
	struct pcp_answer answer;
	ssize_t len;

	if ((what & EV_READ) == 0) {
		if (c->sent < REQUESTS_MAX)
			send_request (c);
		else
			end (c, ATTEMPT_SILENT);
		return;
	}
	len = recv (fd, bytes, sizeof (bytes), 0);
	if (len < 0 && router_socket_is_refused ())
		end (c, ATTEMPT_SILENT);
	else if (len >= 0 && pcp_read_answer (&answer, &map, bytes, (size_t)len))
		end (c, judge (&c->attempt, &answer));
}

void pcp_client_map (struct pcp_client *c)
{
	pcp_client_stop (c);
	c->sent = 0;
	c->fd = router_socket_open (&c->attempt.gateway);
	if (c->fd >= 0)
		c->received = event_new (c->attempt.base, c->fd, EV_READ | EV_PERSIST, on_received,
		                         c);
	if (c->received == NULL) {
		pcp_client_stop (c);
		c->attempt.state = ATTEMPT_SILENT;
		return;
	}
	c->attempt.state = ATTEMPT_MAPPING;
	send_request (c);
}

void pcp_client_stop (struct pcp_client *c)
{
	if (c->received != NULL)
		event_free (c->received);
	if (c->fd >= 0)
		close (c->fd);
	c->received = NULL;
	c->fd = -1;
	c->attempt.state = ATTEMPT_IDLE;
}

void pcp_client_release (struct pcp_client *c)
{
	const struct pcp_map map = map_of (c, 0);
	uint8_t bytes[PCP_LEN], received[PCP_MAX + 1];
	struct pcp_answer answer;
	ssize_t len = 0;
	int fd;

	pcp_client_stop (c);
	fd = router_socket_open (&c->attempt.gateway);
	if (fd < 0)
		return;
	pcp_write_map (bytes, &map);
	for (int tries = 0; tries < ROUTER_RELEASES; tries++) {
		len = router_socket_ask (fd, bytes, sizeof (bytes), received, sizeof (received));
		if (len > 0 && pcp_read_answer (&answer, &map, received, (size_t)len))
			break;
	}
	close (fd);
}
