/*
 * discovery.c - sockets of local client discovery (RFC 4380 5.2.8)
 *
 * The receiving socket is bound to the group's address, so that it gets nothing that was sent
 * to an address of this host. Bubbles must come from the service port, so the client's own
 * socket sends them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/discovery.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/i18n.h"
#include "net/links.h"
#include "base/log.h"
#include "base/watch.h"
#include "bytes/params.h"
#include "conf/settings.h"
#include "net/udp.h"

#define BUBBLE_MAX 256 /* bytes; nothing longer is a bubble */

struct discovery {
	struct discovery_calls calls;
	struct event_base *base;
	int udp;                /* socket of the client */
	int group;              /* socket; -1: none */
	struct event *readable; /* group */
	bool enabled;
	char patterns[SETTINGS_INTERFACES_MAX + 1];
	uint32_t address;
	struct teredo_link links[TEREDO_LINKS_MAX];
	size_t link_count;
};

/* --- the group --- */

static void on_readable (evutil_socket_t fd, short what, void *ctx)
{
	struct discovery *d = ctx;
	uint8_t buf[BUBBLE_MAX];

	(void)what;
	for (int i = 0; i < WATCH_TURNS; i++) {
		struct teredo_endpoint from;
		const ssize_t len = udp_recv (fd, buf, sizeof (buf), &from);

		if (len < 0)
			return;
		d->calls.received (d->calls.ctx, &from, (struct teredo_slice){ buf, (size_t)len });
	}
}

static void leave (struct discovery *d)
{
	if (d->readable != NULL)
		event_free (d->readable);
	d->readable = NULL;
	if (d->group >= 0)
		close (d->group);
	d->group = -1;
}

/* Joins the group on each link. */
static int join (struct discovery *d)
{
	const struct teredo_endpoint group = { TEREDO_DISCOVERY_IPV4, TEREDO_PORT };

	d->group = udp_open_shared (&group);
	if (d->group < 0)
		return -1;
	for (size_t i = 0; i < d->link_count; i++) {
		const struct ip_mreq member = {
			.imr_multiaddr.s_addr = htonl (group.ip),
			.imr_interface.s_addr = htonl (d->links[i].address),
		};

		if (setsockopt (d->group, IPPROTO_IP, IP_ADD_MEMBERSHIP, &member, sizeof (member))
		            != 0
		    && errno != EADDRINUSE) /* two addresses on one interface */
			return -1;
	}
	d->readable = event_new (d->base, d->group, EV_READ | EV_PERSIST, on_readable, d);
	errno = ENOMEM;
	return d->readable != NULL && event_add (d->readable, NULL) == 0 ? 0 : -1;
}

unsigned discovery_send (struct discovery *d, struct teredo_slice bubble)
{
	const struct teredo_endpoint group = { TEREDO_DISCOVERY_IPV4, TEREDO_PORT };
	const struct teredo_slice none = { NULL, 0 };
	unsigned failed = 0;

	for (size_t i = 0; i < d->link_count; i++) {
		const struct in_addr from = { htonl (d->links[i].address) };

		/* This also sets the source address. */
		if (setsockopt (d->udp, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof (from)) != 0
		    || udp_send (d->udp, &group, none, bubble) != 0) {
			log_debug ("local discovery: cannot send a bubble: %s", strerror (errno));
			failed++;
		}
	}
	return failed;
}

/* --- links --- */

/* After a failure, the next attempt is when the links change. */
static void use_links (struct discovery *d, const struct teredo_link *links, size_t count)
{
	size_t usable = count;

	if (count == d->link_count && memcmp (links, d->links, count * sizeof (*links)) == 0)
		return;
	leave (d);
	memcpy (d->links, links, count * sizeof (*links));
	d->link_count = count;
	if (count > 0 && join (d) != 0) {
		log_warning (
			_ ("cannot start local discovery: %s; next attempt when the links change"),
			strerror (errno));
		leave (d);
		usable = 0;
	}
	d->calls.links (d->calls.ctx, d->links, usable);
}

void discovery_look (struct discovery *d)
{
	struct teredo_link links[TEREDO_LINKS_MAX] = { { 0, 0 } };
	size_t count = 0;

	if (d->enabled)
		count = links_find (d->patterns, d->address, links);
	use_links (d, links, count);
}

void discovery_choose (struct discovery *d, bool enabled, const char *patterns, uint32_t address)
{
	d->enabled = enabled;
	snprintf (d->patterns, sizeof (d->patterns), "%s", patterns);
	d->address = address;
	discovery_look (d);
}

void discovery_set_options (int udp)
{
	const unsigned char ttl = 1, loop = 0;

	setsockopt (udp, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof (ttl));
	setsockopt (udp, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof (loop));
}

struct discovery *discovery_new (struct event_base *base, int udp,
                                 const struct discovery_calls *calls)
{
	struct discovery *d = calloc (1, sizeof (*d));

	if (d == NULL)
		return NULL;
	*d = (struct discovery){ .calls = *calls, .base = base, .udp = udp, .group = -1 };
	discovery_set_options (udp);
	return d;
}

void discovery_free (struct discovery *d)
{
	if (d == NULL)
		return;
	leave (d);
	free (d);
}
