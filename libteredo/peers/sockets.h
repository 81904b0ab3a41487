/*
 * sockets.h - auxiliary UDP sockets of a client
 *
 * Some ways through NATs need a socket with a new local port. Sockets are numbered from 1 to
 * TEREDO_SOCKETS_MAX; the driver opens and closes them, as the outputs OPEN and CLOSE ask it to
 * (verdict.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOCKETS_H
#define LIBTEREDO_SOCKETS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include "bytes/params.h"

enum teredo_socket_state {
	TEREDO_SOCKET_FREE,
	TEREDO_SOCKET_WANTED,  /* the output OPEN is still to be fetched */
	TEREDO_SOCKET_OPENING, /* it has been */
	TEREDO_SOCKET_OPEN,
	TEREDO_SOCKET_CLOSING, /* the output CLOSE is still to be fetched */
};

struct teredo_socket_user; /* client-impl.h */

struct teredo_socket {
	const struct teredo_socket_user *user;
	struct in6_addr peer; /* whom it is for; the user's choice */
	uint16_t port;        /* OPEN: local port, host byte order */
	uint8_t state;        /* enum teredo_socket_state */
};

/* All zeros: none is open. */
struct teredo_sockets {
	unsigned used, wanted, closing;                    /* how many: not free, in these states */
	struct teredo_socket list[TEREDO_SOCKETS_MAX + 1]; /* by number; 0 is always free */
};

/* Asks for a socket, for a peer or in6addr_any; the user is called when it is open. Returns its
 * number; 0: all are in use. */
unsigned teredo_sockets_open (struct teredo_sockets *, const struct teredo_socket_user *,
                              const struct in6_addr *peer);

/* Closes a socket, open or not. What has been queued for it is sent first. */
void teredo_sockets_close (struct teredo_sockets *, unsigned number);

/* The open socket of this number, or NULL. Accepts any number. */
struct teredo_socket *teredo_sockets_at (struct teredo_sockets *, unsigned number);

/* The user of an open socket, or NULL. */
const struct teredo_socket_user *teredo_sockets_user (const struct teredo_sockets *,
                                                      unsigned number);

/* The number of the socket that a user has for a peer, open or soon to be; 0: there is none. */
unsigned teredo_sockets_find (const struct teredo_sockets *, const struct teredo_socket_user *,
                              const struct in6_addr *peer);

/* For the role alone: the driver opened a socket (port 0: it failed). Returns its user, or NULL
 * if it is no longer wanted. */
const struct teredo_socket_user *teredo_sockets_opened (struct teredo_sockets *, unsigned number,
                                                        uint16_t port);

/* For the node alone: the next socket to be opened or closed; false: there is none. */
bool teredo_sockets_next_to_open (struct teredo_sockets *, unsigned *number);
bool teredo_sockets_next_to_close (struct teredo_sockets *, unsigned *number);

#endif
