/*
 * nat-tests.h - what kind of NAT a client is behind (terms of RFC 4787)
 *
 * Once the client is qualified, a few solicitations from two auxiliary sockets, A and B, find out
 * how the NAT assigns mapped ports and which packets it lets in:
 *
 *   MAPPING  A -> primary, A -> secondary, B -> primary: mapping, ports
 *   CONE     B -> primary with the cone bit, which the secondary address answers: does the NAT
 *            let in packets from where none was sent to?
 *   ADDRESS  the same after a packet to another port of the secondary address
 *   CONTROL  A -> secondary: was it the NAT that dropped the answers, or is the server silent?
 *   HAIRPIN  bubbles from A to B's mapped address and back
 *
 * The result is for the report and for the choice of a way to peers. It does not change the
 * address. The tests are run again when the mapped address or the network has changed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_NAT_TESTS_H
#define LIBTEREDO_NAT_TESTS_H

#include "roles/test-port.h"

/* RFC 4787 section 5. */
enum teredo_nat_filtering {
	TEREDO_FILTERING_UNKNOWN,
	TEREDO_FILTERING_NONE,    /* endpoint-independent: cone */
	TEREDO_FILTERING_ADDRESS, /* address-dependent: restricted */
	TEREDO_FILTERING_PORT,    /* address- and port-dependent: restricted (port) */
};

enum teredo_nat_trait { TEREDO_TRAIT_UNKNOWN, TEREDO_TRAIT_NO, TEREDO_TRAIT_YES };

/* All zeros: nothing is known. */
struct teredo_nat_type {
	enum teredo_nat mapping;
	enum teredo_nat_filtering filtering;
	enum teredo_nat_trait port_preserving; /* mapped port = local port, if that is free */
	enum teredo_nat_trait hairpinning;     /* between two hosts behind the NAT */
	uint16_t stride; /* symmetric: step between the ports of new mappings; 0: not sequential */
};

enum teredo_nat_step {
	TEREDO_NAT_IDLE,
	TEREDO_NAT_OPENING,
	TEREDO_NAT_MAPPING,
	TEREDO_NAT_CONE,
	TEREDO_NAT_ADDRESS,
	TEREDO_NAT_CONTROL,
	TEREDO_NAT_HAIRPIN,
};

struct teredo_nat_tests {
	const struct teredo_socket_user *user; /* NULL: there are no tests */
	struct teredo_nat_type type;           /* as far as it is known */
	uint32_t ip;                           /* mapped address for which it holds */
	bool wanted;                           /* to be run as soon as the client is qualified */
	bool secondary;                        /* the server's secondary address has answered */
	teredo_time changed;                   /* when the address or the network last did */
	teredo_time earliest;                  /* next run */
	enum teredo_nat_step step;
	unsigned tries;       /* in this step */
	teredo_time deadline; /* of this step */
	struct teredo_test_port ports[2];
	struct teredo_endpoint mapped[3]; /* in the order above; port 0: not known */
	struct in6_addr bubble;           /* source of the bubbles of HAIRPIN */
};

/* user: of the sockets; it must call the functions below. */
void teredo_nat_tests_init (struct teredo_nat_tests *, const struct teredo_socket_user *);

/* The network has changed: forgets everything and tests again. */
void teredo_nat_tests_restart (struct teredo_nat_tests *, struct teredo_node *);

/* There is a new mapped address: tests again. If it has the same IPv4 address, the NAT is likely
 * to be the same one, and what is known of it holds until something else is found. */
void teredo_nat_tests_address (struct teredo_nat_tests *, struct teredo_node *,
                               const struct teredo_qualification *);

/* The server's secondary address has answered a solicitation from the service port. */
void teredo_nat_tests_confirmed (struct teredo_nat_tests *, const struct teredo_node *);

/* A socket was opened (port 0: it failed); a datagram arrived on one. */
void teredo_nat_tests_opened (struct teredo_nat_tests *, struct teredo_node *,
                              const struct teredo_qualification *, unsigned socket, uint16_t port);
enum teredo_count teredo_nat_tests_rx (struct teredo_nat_tests *, struct teredo_node *,
                                       const struct teredo_qualification *,
                                       const struct teredo_arrival *);

teredo_time teredo_nat_tests_deadline (const struct teredo_nat_tests *,
                                       const struct teredo_qualification *);
void teredo_nat_tests_expire (struct teredo_nat_tests *, struct teredo_node *,
                              const struct teredo_qualification *);

/* Whether there is nothing to be tested at present. */
bool teredo_nat_tests_over (const struct teredo_nat_tests *);

#endif
