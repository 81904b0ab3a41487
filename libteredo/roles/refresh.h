/*
 * refresh.h - refresh interval, adapted to how long the NAT keeps an idle mapping (RFC 4380 5.2.7,
 * RFC 6081 5.1.1)
 *
 * Five trials run at the same time, each with a secondary port, an auxiliary socket that gets its
 * own mapping and Teredo address and is then left idle for a different time. If a bubble to that
 * address arrives afterwards, the NAT keeps an idle mapping at least that long.
 *
 * Unlike in the RFC, the bubble goes through the server, because few NATs let in a bubble that the
 * service port sends to the secondary port; the trials run at the same time rather than in turn, so
 * that the result is known after two minutes; and one of them is shorter than 30 s.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_REFRESH_H
#define LIBTEREDO_REFRESH_H

#include "roles/test-port.h"

#define TEREDO_TRIALS 5

enum teredo_trial_state {
	TEREDO_TRIAL_OVER,    /* or not begun */
	TEREDO_TRIAL_WAITING, /* for its turn to open its port */
	TEREDO_TRIAL_OPENING,
	TEREDO_TRIAL_FIRST, /* first solicitation */
	TEREDO_TRIAL_PAUSE,
	TEREDO_TRIAL_SECOND,  /* second solicitation */
	TEREDO_TRIAL_CONTROL, /* a bubble to the new mapping */
	TEREDO_TRIAL_IDLE,
	TEREDO_TRIAL_BUBBLE, /* a bubble to the idle mapping */
};

enum teredo_trial_result { TEREDO_TRIAL_UNKNOWN, TEREDO_TRIAL_KEPT, TEREDO_TRIAL_LOST };

struct teredo_trial {
	enum teredo_trial_state state;
	enum teredo_trial_result result; /* of this trial, or of an earlier one as long */
	bool suspect;                    /* no bubble arrived: was it the NAT or the server? */
	unsigned tries;
	teredo_time deadline; /* of the state */
	struct teredo_test_port port;
	struct in6_addr address; /* Teredo address of the port */
	uint32_t number;         /* of the bubbles' source (bubble.h) */
};

struct teredo_refresh {
	const struct teredo_socket_user *user; /* NULL: the interval does not adapt */
	teredo_time initial;  /* interval until the trials have shown another one */
	bool wanted;          /* trials are to begin when the client is qualified */
	bool limited;         /* a mapping was lost: no long intervals any more */
	teredo_time earliest; /* next trials */
	uint32_t server, ip;  /* for which the results hold: host byte order */
	struct teredo_trial trials[TEREDO_TRIALS];
};

/* Each function sets the interval of the qualification. initial: milliseconds; user: of the
 * sockets, or NULL: the interval stays the initial one. */
void teredo_refresh_init (struct teredo_refresh *, struct teredo_qualification *,
                          teredo_time initial, const struct teredo_socket_user *user);

/* The network has changed: forgets everything and begins again. */
void teredo_refresh_restart (struct teredo_refresh *, struct teredo_node *,
                             struct teredo_qualification *);

/* There is a new mapped address. If only the port has changed, the NAT may have lost the mapping
 * because the interval is too long. */
void teredo_refresh_address (struct teredo_refresh *, struct teredo_node *,
                             struct teredo_qualification *);

/* A socket was opened (port 0: it failed); a datagram arrived on one. */
void teredo_refresh_opened (struct teredo_refresh *, struct teredo_node *,
                            struct teredo_qualification *, unsigned socket, uint16_t port);
enum teredo_count teredo_refresh_rx (struct teredo_refresh *, struct teredo_node *,
                                     struct teredo_qualification *, const struct teredo_arrival *);

teredo_time teredo_refresh_deadline (const struct teredo_refresh *,
                                     const struct teredo_qualification *);
void teredo_refresh_expire (struct teredo_refresh *, struct teredo_node *,
                            struct teredo_qualification *);

/* How long the NAT was shown to keep an idle mapping, and not to keep it, in milliseconds; 0: not
 * known. */
struct teredo_refresh_result {
	teredo_time kept, lost;
	bool over; /* no trial is running or about to */
};

void teredo_refresh_result (const struct teredo_refresh *, struct teredo_refresh_result *);

#endif
