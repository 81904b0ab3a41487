/*
 * test-port.h - auxiliary socket that solicits the server to test the NAT
 *
 * The advertisements show which mapped address the NAT gives to another local port than the
 * service port. They change nothing in the client's own qualification.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TEST_PORT_H
#define LIBTEREDO_TEST_PORT_H

#include "peers/node.h"
#include "roles/arrival.h"
#include "roles/qualification.h"

enum teredo_test_asked { TEREDO_ASKED_PRIMARY, TEREDO_ASKED_SECONDARY };

/* All zeros: closed. */
struct teredo_test_port {
	unsigned socket; /* 0: closed */
	uint16_t local;  /* port; 0: not open yet */
	uint8_t waiting; /* for answers: a bit for each enum teredo_test_asked */
	uint8_t nonces[2][TEREDO_NONCE_LEN]; /* of the last solicitation of each */
};

/* Asks for a socket; false: all are in use. The user passes on the local port when it is open. */
bool teredo_test_port_open (struct teredo_test_port *, struct teredo_node *,
                            const struct teredo_socket_user *);
void teredo_test_port_close (struct teredo_test_port *, struct teredo_node *);

/* Solicits an address of the server, with a new nonce. cone: with the cone bit set, so that the
 * answer comes from the server's other address (RFC 4380 5.3.2). */
void teredo_test_port_solicit (struct teredo_test_port *, struct teredo_node *,
                               const struct teredo_qualification *, enum teredo_test_asked,
                               bool cone);

/* Whether a datagram on the socket is the valid answer to the last solicitation of one of the
 * server's addresses (RFC 4380 5.2.1), and of which one. It may come from either address, and
 * its origin indication is the mapped address. Each answer counts once. */
bool teredo_test_port_answered (struct teredo_test_port *, struct teredo_node *,
                                const struct teredo_qualification *, const struct teredo_arrival *,
                                enum teredo_test_asked *);

#endif
