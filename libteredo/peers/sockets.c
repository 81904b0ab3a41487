/*
 * sockets.c - auxiliary UDP sockets of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/sockets.h"

#include <stddef.h>
#include "values/addr.h"

static bool is_in_use (const struct teredo_socket *socket)
{
	return socket->state == TEREDO_SOCKET_WANTED || socket->state == TEREDO_SOCKET_OPENING
	       || socket->state == TEREDO_SOCKET_OPEN;
}

/* The only function that writes the state; it keeps the number of sockets in each. */
static void enter (struct teredo_sockets *s, struct teredo_socket *socket,
                   enum teredo_socket_state state)
{
	s->used -= socket->state != TEREDO_SOCKET_FREE;
	s->wanted -= socket->state == TEREDO_SOCKET_WANTED;
	s->closing -= socket->state == TEREDO_SOCKET_CLOSING;
	socket->state = (uint8_t)state;
	s->used += state != TEREDO_SOCKET_FREE;
	s->wanted += state == TEREDO_SOCKET_WANTED;
	s->closing += state == TEREDO_SOCKET_CLOSING;
}

/* The number of the first socket in a state; 0: there is none. */
static unsigned first (const struct teredo_sockets *s, enum teredo_socket_state state)
{
	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		if (s->list[i].state == state)
			return i;
	return 0;
}

unsigned teredo_sockets_open (struct teredo_sockets *s, const struct teredo_socket_user *user,
                              const struct in6_addr *peer)
{
	const unsigned number = first (s, TEREDO_SOCKET_FREE);

	if (number == 0)
		return 0;
	s->list[number].user = user;
	s->list[number].peer = *peer;
	s->list[number].port = 0;
	enter (s, &s->list[number], TEREDO_SOCKET_WANTED);
	return number;
}

void teredo_sockets_close (struct teredo_sockets *s, unsigned number)
{
	struct teredo_socket *socket = &s->list[number];

	if (socket->state == TEREDO_SOCKET_WANTED)
		enter (s, socket, TEREDO_SOCKET_FREE);
	else if (is_in_use (socket))
		enter (s, socket, TEREDO_SOCKET_CLOSING);
}

struct teredo_socket *teredo_sockets_at (struct teredo_sockets *s, unsigned number)
{
	if (number > TEREDO_SOCKETS_MAX || s->list[number].state != TEREDO_SOCKET_OPEN)
		return NULL;
	return &s->list[number];
}

const struct teredo_socket_user *teredo_sockets_user (const struct teredo_sockets *s,
                                                      unsigned number)
{
	if (number > TEREDO_SOCKETS_MAX || s->list[number].state != TEREDO_SOCKET_OPEN)
		return NULL;
	return s->list[number].user;
}

unsigned teredo_sockets_find (const struct teredo_sockets *s, const struct teredo_socket_user *user,
                              const struct in6_addr *peer)
{
	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX && s->used > 0; i++)
		if (s->list[i].user == user && is_in_use (&s->list[i])
		    && teredo_ip6_equal (&s->list[i].peer, peer))
			return i;
	return 0;
}

const struct teredo_socket_user *teredo_sockets_opened (struct teredo_sockets *s, unsigned number,
                                                        uint16_t port)
{
	struct teredo_socket *socket;

	if (number > TEREDO_SOCKETS_MAX || s->list[number].state != TEREDO_SOCKET_OPENING)
		return NULL;
	socket = &s->list[number];
	socket->port = port;
	enter (s, socket, port != 0 ? TEREDO_SOCKET_OPEN : TEREDO_SOCKET_FREE);
	return socket->user;
}

bool teredo_sockets_next_to_open (struct teredo_sockets *s, unsigned *number)
{
	if (s->wanted == 0)
		return false;
	*number = first (s, TEREDO_SOCKET_WANTED);
	enter (s, &s->list[*number], TEREDO_SOCKET_OPENING);
	return true;
}

bool teredo_sockets_next_to_close (struct teredo_sockets *s, unsigned *number)
{
	if (s->closing == 0)
		return false;
	*number = first (s, TEREDO_SOCKET_CLOSING);
	enter (s, &s->list[*number], TEREDO_SOCKET_FREE);
	return true;
}
