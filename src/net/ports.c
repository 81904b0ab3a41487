/*
 * ports.c - auxiliary UDP sockets of a client
 *
 * They carry little: a few bubbles, and the traffic of peers that can be reached in no other way.
 * So there is one system call for each datagram.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ports.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/watch.h"
#include "bytes/params.h"
#include "net/udp.h"

struct port {
	struct ports *all;
	struct event *readable; /* NULL: not open */
	int fd;
};

struct ports {
	struct event_base *base;
	uint32_t address;
	struct ports_calls calls;
	struct port list[TEREDO_SOCKETS_MAX + 1]; /* by number */
};

static void on_readable (evutil_socket_t fd, short what, void *ctx)
{
	static uint8_t buffer[TEREDO_UDP_MAX];
	struct port *port = ctx;
	struct ports *p = port->all;

	(void)what;
	/* A call may close the socket. */
	for (int turns = 0; turns < WATCH_TURNS && port->readable != NULL; turns++) {
		struct teredo_endpoint from;
		const ssize_t len = udp_recv (fd, buffer, sizeof (buffer), &from);

		if (len < 0)
			break;
		p->calls.received (p->calls.ctx, (unsigned)(port - p->list), &from,
		                   (struct teredo_slice){ buffer, (size_t)len });
	}
}

uint16_t ports_open (struct ports *p, unsigned socket)
{
	const struct teredo_endpoint any = { p->address, 0 };
	struct port *port = &p->list[socket];

	*port = (struct port){ .all = p, .fd = udp_open (&any) };
	if (port->fd < 0)
		return 0;
	port->readable = event_new (p->base, port->fd, EV_READ | EV_PERSIST, on_readable, port);
	if (port->readable != NULL && event_add (port->readable, NULL) == 0)
		return udp_port (port->fd);
	if (port->readable == NULL)
		close (port->fd);
	ports_close (p, socket);
	errno = ENOMEM;
	return 0;
}

void ports_close (struct ports *p, unsigned socket)
{
	struct port *port = &p->list[socket];

	if (port->readable == NULL)
		return;
	event_free (port->readable);
	port->readable = NULL;
	close (port->fd);
}

int ports_send (struct ports *p, unsigned socket, const struct teredo_endpoint *to,
                struct teredo_slice head, struct teredo_slice body)
{
	if (p->list[socket].readable == NULL) {
		errno = EBADF;
		return -1;
	}
	return udp_send (p->list[socket].fd, to, head, body);
}

struct ports *ports_new (struct event_base *base, uint32_t address, const struct ports_calls *calls)
{
	struct ports *p = calloc (1, sizeof (*p));

	if (p == NULL)
		return NULL;
	p->base = base;
	p->address = address;
	p->calls = *calls;
	return p;
}

void ports_free (struct ports *p)
{
	if (p == NULL)
		return;
	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		ports_close (p, i);
	free (p);
}
