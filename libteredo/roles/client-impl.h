/*
 * client-impl.h - inside of a client; for client*.c alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CLIENT_IMPL_H
#define LIBTEREDO_CLIENT_IMPL_H

#include "roles/birthday.h"
#include "roles/client.h"
#include "roles/meeting.h"
#include "roles/random-port.h"
#include "roles/nat-tests.h"
#include "roles/refresh.h"
#include "roles/role-impl.h"

/* The relay that called last, through the server. */
struct teredo_caller {
	struct in6_addr address;
	struct teredo_endpoint where;
	teredo_time when;
	teredo_time successor; /* another one at its endpoint was last answered early; 0: never */
};

/* A call that came too early to be answered at once. */
struct teredo_call {
	struct in6_addr from;
	struct teredo_endpoint to; /* of the answer */
	teredo_time due;           /* TEREDO_NEVER: there is none */
};

struct teredo_client;

/*
 * Who uses an auxiliary socket. Sockets are opened by teredo_sockets_open and closed by
 * teredo_sockets_close (sockets.h).
 */
struct teredo_socket_user {
	/* A socket is open, with a local port; 0: it could not be opened and is free again. */
	void (*opened) (struct teredo_client *, unsigned socket, uint16_t port);
	/* A datagram on an open socket; as in struct teredo_role_ops. */
	enum teredo_count (*rx) (struct teredo_client *, const struct teredo_arrival *,
	                         enum teredo_verdict *);
};

struct teredo_client {
	struct teredo_role role;
	struct teredo_qualification qualification;
	struct teredo_secure secure; /* for qualification */
	struct teredo_discovery discovery;
	struct teredo_caller caller;
	struct teredo_call early;
	struct teredo_endpoint port_mapping; /* external; port 0: none */
	struct teredo_extensions extensions;
	unsigned local_count;
	struct teredo_endpoint local[TEREDO_LOCAL_MAX]; /* ours, on links */
	struct teredo_meetings meetings;
	struct teredo_sockets sockets;
	struct teredo_random_ports random_ports;
	struct teredo_birthday birthday;
	struct teredo_nat_tests nat_tests;
	struct teredo_refresh refresh;
};

static inline struct teredo_client *teredo_client_of (struct teredo_role *role)
{
	return (struct teredo_client *)role;
}

/* Whether a port mapping lets peers in, through a symmetric NAT. Many NATs give replies the mapped
 * port if the peer sent first, and otherwise another one. So the peer may be behind any NAT, more
 * than RFC 6081 5.3 achieves. */
static inline bool teredo_client_is_open (const struct teredo_client *client)
{
	const struct teredo_qualification *q = &client->qualification;

	return client->extensions.upnp_symmetric && q->nat == TEREDO_NAT_SYMMETRIC
	       && teredo_endpoint_equal (&client->port_mapping, &q->mapped);
}

/* Operations of struct teredo_role_ops. */
enum teredo_count teredo_client_rx (struct teredo_role *, const struct teredo_arrival *,
                                    enum teredo_verdict *);
struct teredo_refusal teredo_client_check_tx (const struct teredo_role *,
                                              const struct teredo_ip6 *);
void teredo_client_contact (struct teredo_role *, const struct teredo_peer *);

/* Bubbles with the trailers of RFC 6081: client-bubbles.c. */

/* Sends a direct bubble to a Teredo client, with its nonce, if it sent one (5.2.4.2). */
void teredo_client_bubble_direct (struct teredo_client *, const struct in6_addr *dst,
                                  const struct teredo_endpoint *to);

/* The same, with more trailers (TEREDO_TRAILER_...) that need no value. */
void teredo_client_bubble_direct_with (struct teredo_client *, const struct in6_addr *dst,
                                       const struct teredo_endpoint *to, unsigned more);

/* Sends an indirect bubble, with a new nonce (5.2.4.1), if the server of the peer may be sent
 * to. */
void teredo_client_bubble_indirect (struct teredo_client *, const struct teredo_peer *);

/* Stores what the trailers of an indirect bubble say (5.2.4.3). Returns the Teredo address of
 * the peer that sent it; NULL: it is not known. */
const struct in6_addr *teredo_client_bubble_read (struct teredo_client *,
                                                  const struct teredo_arrival *);

/* Whether a peer that called supports symmetric NATs, and got no indirect bubble in the last
 * 2 s. */
bool teredo_client_bubble_may_call_back (struct teredo_client *, const struct in6_addr *peer);

/* Whether a peer got an indirect bubble in the last 2 s. */
bool teredo_client_bubble_is_recent (struct teredo_client *, const struct in6_addr *peer);

/* Whether a peer's call may be answered at once though we have just contacted it: a call that
 * has a nonce answers our own. Once for each contact. */
bool teredo_client_bubble_urgent (struct teredo_client *, const struct in6_addr *peer);

/* What the nonce of a direct bubble proves (5.2.4.4). */
enum teredo_proof {
	TEREDO_PROOF_NONE,
	TEREDO_PROOF_USED, /* the peer received our last indirect bubble */
	TEREDO_PROOF_NEW,  /* and is where this bubble came from: nobody else can have the nonce */
};

enum teredo_proof teredo_client_bubble_proof (struct teredo_client *,
                                              const struct teredo_arrival *);

/* Whether a nonce is that of our last indirect bubbles to a peer, and still proves something. */
bool teredo_client_bubble_is_ours (const struct teredo_client *, const struct teredo_meeting *,
                                   uint32_t nonce);

/* Whether to answer a bubble of a peer in use: it has a nonce of ours, so the peer may not hear us
 * yet. At most twice for each new nonce of either side: the answer has the peer's nonce, so the
 * peer would answer in turn, and so on. */
bool teredo_client_bubble_reply (struct teredo_client *, const struct teredo_arrival *);

/* A peer is trusted: its nonce proves nothing more. */
void teredo_client_bubble_used (struct teredo_client *, const struct in6_addr *peer);

/* A packet without a nonce came from an endpoint other than that in its source, as from a peer
 * behind a symmetric NAT that does not know RFC 6081. If the last contact used a nonce, sends a
 * bubble that such a peer can answer. */
void teredo_client_bubble_elsewhere (struct teredo_client *, const struct teredo_peer *,
                                     const struct teredo_arrival *);

/* Data through the server: client-relayed.c. */

/* Whether packets to a peer go through the server. */
bool teredo_client_is_relayed (const struct teredo_client *, const struct teredo_peer *);

/* Whether a peer is in use, and packets to it do not go through the server. */
bool teredo_client_is_direct (const struct teredo_client *, const struct teredo_peer *);

/* Sends the packets that wait for a Teredo peer through the server, if that forwards data and is
 * the peer's, too. */
void teredo_client_send_relayed (struct teredo_client *, const struct in6_addr *);

/* A peer has called. If it is being tried, the packets go through the server in a moment. */
void teredo_client_relay_soon (struct teredo_client *, const struct in6_addr *);

/* A packet with data from the server. */
enum teredo_count teredo_client_rx_relayed (struct teredo_client *, const struct teredo_arrival *,
                                            enum teredo_verdict *);

/* Peers behind our own NAT: client-hairpin.c. */

/* Adds our endpoints inside of the NAT to an indirect bubble, if the peer is behind the same. */
void teredo_hairpin_advertise (const struct teredo_client *, const struct in6_addr *peer,
                               struct teredo_trailers *);

/* Stores those that came with a call. */
void teredo_hairpin_called (const struct teredo_client *, struct teredo_meeting *,
                            const struct teredo_trailers *);

/* Sends direct bubbles to the endpoints of a peer that cannot be used, at most every 2 s. */
void teredo_hairpin_bubble (struct teredo_client *, const struct in6_addr *peer);

/* Whether a direct bubble, perhaps from a private address, has the nonce of our last indirect one
 * to a peer behind our NAT. */
bool teredo_hairpin_proves (struct teredo_client *, const struct teredo_arrival *);

/* Whether a packet came from one of the endpoints that its sender has called with. */
bool teredo_hairpin_expects (struct teredo_client *, const struct teredo_arrival *);

/* Idle peers: client-idle.c. */

/* A packet has made a peer trusted: it is solicited when it is idle, if the host wants it. */
void teredo_idle_trusted (struct teredo_client *, const struct teredo_arrival *);

/* TEREDO_TIMER_SOLICIT of a peer has expired. */
void teredo_idle_expire (struct teredo_client *, struct teredo_meeting *);

/* Whether a packet of a trusted peer is a solicitation that must be answered now. */
bool teredo_idle_answers (struct teredo_client *, const struct teredo_arrival *);

/* Answers a direct bubble on the service port, if it is a solicitation of a trusted peer. */
void teredo_idle_answer (struct teredo_client *, const struct teredo_arrival *);

/* Calls: client-calls.c. */

/* An indirect bubble for us, as far as the rules for packets from the server allow it. */
enum teredo_count teredo_client_call (struct teredo_client *, const struct teredo_arrival *);

/* Sends a direct bubble in answer to a call, now or when the time between bubbles is over. */
void teredo_client_answer (struct teredo_client *, const struct in6_addr *from,
                           const struct teredo_endpoint *to);

/* Answers the call that came too early. */
void teredo_client_answer_early (struct teredo_client *);

/* Makes a change of the client's address known: to peers, discovery and the caller. */
void teredo_client_apply (struct teredo_client *, enum teredo_address_change);

/* The NAT and the refresh interval (client-nat.c): the address is new; the network has changed; an
 * address of the server (host byte order) has answered. */
void teredo_client_nat_init (struct teredo_client *, const struct teredo_client_config *);
void teredo_client_nat_address (struct teredo_client *);
void teredo_client_nat_network (struct teredo_client *);
void teredo_client_nat_confirmed (struct teredo_client *, uint32_t server);
teredo_time teredo_client_nat_deadline (const struct teredo_client *);
void teredo_client_nat_expire (struct teredo_client *);
void teredo_client_nat_status (const struct teredo_client *, struct teredo_status *);

#endif
