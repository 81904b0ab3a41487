/*
 * role-impl.h - inside of a role; for its constructors alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ROLE_IMPL_H
#define LIBTEREDO_ROLE_IMPL_H

#include "peers/node.h"
#include "roles/arrival.h"
#include "roles/role.h"

/*
 * What client and relay do differently. A check returns TEREDO_OK or the reason
 * to drop the packet; role.c counts it. A function that is NULL does nothing.
 */
struct teredo_role_ops {
	/* Applies the rules for received packets (5.2.3, 5.4.2). *verdict is CONSUMED on
	 * entry; DELIVER accepts the packet, bubble or not. */
	enum teredo_count (*rx) (struct teredo_role *, const struct teredo_arrival *,
	                         enum teredo_verdict *verdict);
	/* Whether a packet from the host may be sent (5.2.4, 5.4.1). */
	struct teredo_refusal (*check_tx) (const struct teredo_role *, const struct teredo_ip6 *);
	/* Whether a packet from the host may cause a new peer to be contacted: TEREDO_OK, or why
	 * not. */
	enum teredo_count (*check_new) (struct teredo_role *, const struct teredo_ip6 *);
	/* Sends what may reach a peer: bubbles or a probe. */
	void (*contact) (struct teredo_role *, const struct teredo_peer *);
	/* The auxiliary socket of a peer that is reached apart. */
	unsigned (*socket_of) (const struct teredo_role *, const struct in6_addr *);
	/* Timers other than those of peers. */
	teredo_time (*deadline) (const struct teredo_role *);
	void (*expire) (struct teredo_role *);
	void (*network_changed) (struct teredo_role *);
	/* Peers do not answer what has just been sent (traffic.h). */
	void (*unanswered) (struct teredo_role *);
	/* Fills in all but the number of peers. */
	void (*status) (const struct teredo_role *, struct teredo_status *);
	/* Counts the peers by how they are reached. */
	void (*count_ways) (const struct teredo_role *, struct teredo_status *);
	/* Frees what the constructor allocated beyond the role itself. */
	void (*destroy) (struct teredo_role *);
	uint32_t attempts_a_second;  /* to contact peers that the host wants */
	uint32_t strangers_a_second; /* packets that strangers cause, all together */
	unsigned bubbles;            /* that contact a Teredo peer */
	bool pauses;                 /* Teredo peers that did not answer are left alone for 300 s */
};

struct teredo_role {
	const struct teredo_role_ops *ops;
	unsigned socket; /* for the packet that teredo_role_tx had sent last */
	struct teredo_node node;
};

/* teredo_role_rx for any socket. */
enum teredo_verdict teredo_role_rx_on (struct teredo_role *, teredo_time now, unsigned socket,
                                       const struct teredo_endpoint *from, struct teredo_slice udp,
                                       struct teredo_slice *packet);

/* Allocates size bytes, zeros, that begin with a struct teredo_role, and initialises
 * that. NULL with errno: EINVAL (a bound of 0, a packet length under TEREDO_MTU_MIN),
 * ENOMEM. */
void *teredo_role_new (size_t size, const struct teredo_role_ops *,
                       const struct teredo_role_config *, const struct teredo_env *,
                       teredo_time now);

#endif
