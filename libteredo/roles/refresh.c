/*
 * refresh.c - refresh interval, adapted to how long the NAT keeps an idle mapping
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/refresh.h"

#include "messages/bubble.h"
#include "values/addr.h"

#define DELAY        TEREDO_SECONDS (2)   /* the tests of the NAT come first */
#define SPACING      300                  /* ms between the starts of the trials */
#define PAUSE        TEREDO_SECONDS (60)  /* at least, between two sets of trials */
#define PAUSE_LOST   TEREDO_SECONDS (300) /* ... because of a lost mapping */
#define SECOND_AFTER 2500 /* Linux keeps a mapping longer if there is traffic for over 2 s */
#define BUBBLE_WAIT  TEREDO_SECONDS (2) /* RFC 4380 5.2.7 */
#define BUBBLES_MAX  4
#define SHORTEST     TEREDO_SECONDS (10) /* interval if no trial kept its mapping */
#define LIMITED      2                   /* trials after a mapping was lost */

/*
 * A refresh comes after 75 to 90 % of the interval, so at the latest after 80 % of the time that
 * was shown. The second row shows that the default is short enough. RFC 4380 5.2.7 allows 120 s;
 * the times are those of common NATs less 3 s, so that a bubble that is lost can be repeated.
 */
static const struct {
	teredo_time idle, interval;
} steps[TEREDO_TRIALS] = {
	{ TEREDO_SECONDS (15), TEREDO_SECONDS (13) },
	{ TEREDO_SECONDS (27), TEREDO_REFRESH },
	{ TEREDO_SECONDS (57), TEREDO_SECONDS (50) },
	{ TEREDO_SECONDS (87), TEREDO_SECONDS (77) },
	{ TEREDO_SECONDS (117), TEREDO_SECONDS (104) },
};

enum { STEP_SHORT, STEP_DEFAULT };

/* --- result --- */

/* The first trial that lost its mapping; TEREDO_TRIALS: none. */
static unsigned first_lost (const struct teredo_refresh *r)
{
	unsigned i = 0;

	while (i < TEREDO_TRIALS && r->trials[i].result != TEREDO_TRIAL_LOST)
		i++;
	return i;
}

/* The last one before it that kept its mapping; TEREDO_TRIALS: none. */
static unsigned last_kept (const struct teredo_refresh *r)
{
	for (unsigned i = first_lost (r); i-- > 0;)
		if (r->trials[i].result == TEREDO_TRIAL_KEPT)
			return i;
	return TEREDO_TRIALS;
}

static bool is_running (const struct teredo_refresh *r)
{
	for (unsigned i = 0; i < TEREDO_TRIALS; i++)
		if (r->trials[i].state != TEREDO_TRIAL_OVER)
			return true;
	return false;
}

void teredo_refresh_result (const struct teredo_refresh *r, struct teredo_refresh_result *result)
{
	const unsigned kept = last_kept (r), lost = first_lost (r);

	*result = (struct teredo_refresh_result){
		.kept = kept < TEREDO_TRIALS ? steps[kept].idle : 0,
		.lost = lost < TEREDO_TRIALS ? steps[lost].idle : 0,
		.over = !r->wanted && !is_running (r),
	};
}

static teredo_time interval (const struct teredo_refresh *r)
{
	const unsigned kept = last_kept (r), lost = first_lost (r);

	if (lost == STEP_SHORT || (lost == STEP_DEFAULT && kept != STEP_SHORT))
		return SHORTEST;
	if (lost == STEP_DEFAULT || (kept >= STEP_DEFAULT && kept < TEREDO_TRIALS))
		return steps[kept].interval;
	return r->initial;
}

static void set_interval (const struct teredo_refresh *r, const struct teredo_node *node,
                          struct teredo_qualification *q)
{
	teredo_qualification_set_interval (q, node, interval (r));
}

/* --- trials --- */

/* Ends a trial; an earlier result remains. */
static void end (struct teredo_trial *trial, struct teredo_node *node)
{
	teredo_test_port_close (&trial->port, node);
	trial->state = TEREDO_TRIAL_OVER;
	trial->deadline = TEREDO_NEVER;
}

static void enter (struct teredo_trial *trial, enum teredo_trial_state state, teredo_time deadline)
{
	trial->state = state;
	trial->tries = 0;
	trial->deadline = deadline;
}

static void solicit (struct teredo_trial *trial, struct teredo_node *node,
                     const struct teredo_qualification *q)
{
	trial->deadline = node->now + (TEREDO_RS_TIMEOUT << trial->tries++);
	teredo_test_port_solicit (&trial->port, node, q, TEREDO_ASKED_PRIMARY, false);
}

/* A bubble from the service port to the trial's own address, through the server. */
static void send_bubble (struct teredo_trial *trial, struct teredo_node *node,
                         const struct teredo_qualification *q)
{
	const struct teredo_endpoint server = { q->server, TEREDO_PORT };
	struct in6_addr id;

	trial->tries++;
	trial->deadline = node->now + BUBBLE_WAIT;
	teredo_bubble_id (&id, &node->key, &trial->address, trial->number);
	teredo_node_bubble (node, TEREDO_TX_BUBBLE_INDIRECT, &id, &trial->address, &server);
}

static void begin_bubbles (struct teredo_trial *trial, struct teredo_node *node,
                           const struct teredo_qualification *q, enum teredo_trial_state state)
{
	enter (trial, state, TEREDO_NEVER);
	trial->number = teredo_node_random (node);
	send_bubble (trial, node, q);
}

static void begin_solicitations (struct teredo_trial *trial, struct teredo_node *node,
                                 const struct teredo_qualification *q,
                                 enum teredo_trial_state state)
{
	enter (trial, state, TEREDO_NEVER);
	solicit (trial, node, q);
}

/* Ends the trials from a number on, and forgets their results. */
static void forget (struct teredo_refresh *r, struct teredo_node *node, unsigned from)
{
	for (unsigned i = from; i < TEREDO_TRIALS; i++) {
		end (&r->trials[i], node);
		r->trials[i].result = TEREDO_TRIAL_UNKNOWN;
	}
}

/* Longer trials cannot keep their mappings either. */
static void lose (struct teredo_refresh *r, struct teredo_node *node, unsigned i)
{
	forget (r, node, i);
	r->trials[i].result = TEREDO_TRIAL_LOST;
}

void teredo_refresh_opened (struct teredo_refresh *r, struct teredo_node *node,
                            struct teredo_qualification *q, unsigned socket, uint16_t port)
{
	for (unsigned i = 0; i < TEREDO_TRIALS; i++) {
		struct teredo_trial *trial = &r->trials[i];

		if (trial->port.socket != socket)
			continue;
		trial->port.local = port;
		if (port != 0) {
			begin_solicitations (trial, node, q, TEREDO_TRIAL_FIRST);
			return;
		}
		trial->port.socket = 0;
		end (trial, node);
		return;
	}
}

/* --- answers --- */

static enum teredo_count rx_advertisement (struct teredo_trial *trial, struct teredo_node *node,
                                           const struct teredo_qualification *q,
                                           const struct teredo_arrival *a)
{
	const struct teredo_address parts = {
		.prefix = node->prefix,
		.server = q->server,
		.flags = teredo_flags_random ((uint16_t)teredo_node_random (node)),
		.mapped = a->encap.origin,
	};
	enum teredo_test_asked asked;

	if (!teredo_test_port_answered (&trial->port, node, q, a, &asked))
		return TEREDO_DROP_RA;
	teredo_address_encode (&trial->address, &parts);
	if (trial->state == TEREDO_TRIAL_FIRST)
		enter (trial, TEREDO_TRIAL_PAUSE, node->now + SECOND_AFTER);
	else if (trial->state == TEREDO_TRIAL_SECOND)
		begin_bubbles (trial, node, q, TEREDO_TRIAL_CONTROL);
	return TEREDO_OK;
}

/* Whether it is the trial's own bubble. */
static bool is_bubble (const struct teredo_trial *trial, const struct teredo_node *node,
                       const struct teredo_qualification *q, const struct teredo_arrival *a)
{
	return (trial->state == TEREDO_TRIAL_CONTROL || trial->state == TEREDO_TRIAL_BUBBLE)
	       && a->bubble && teredo_qualification_is_server (q, a->from)
	       && teredo_ip6_equal (&a->ip6.dst, &trial->address)
	       && teredo_bubble_id_valid (&a->ip6.src, &node->key, &trial->address, trial->number);
}

/* A bubble reached a trial. */
static void arrived (struct teredo_refresh *r, struct teredo_node *node, unsigned i)
{
	struct teredo_trial *trial = &r->trials[i];

	if (trial->state == TEREDO_TRIAL_BUBBLE) {
		end (trial, node);
		trial->result = TEREDO_TRIAL_KEPT;
	} else if (trial->suspect)
		lose (r, node, i);
	else
		enter (trial, TEREDO_TRIAL_IDLE, node->now + steps[i].idle);
}

enum teredo_count teredo_refresh_rx (struct teredo_refresh *r, struct teredo_node *node,
                                     struct teredo_qualification *q, const struct teredo_arrival *a)
{
	unsigned i = 0;

	while (i < TEREDO_TRIALS && r->trials[i].port.socket != a->socket)
		i++;
	if (i == TEREDO_TRIALS)
		return TEREDO_DROP_DESTINATION;
	if (a->icmp6 == TEREDO_ICMP6_RA)
		return rx_advertisement (&r->trials[i], node, q, a);
	if (!is_bubble (&r->trials[i], node, q, a))
		return TEREDO_DROP_UNTRUSTED;
	teredo_node_count (node, TEREDO_RX_BUBBLE, NULL);
	arrived (r, node, i);
	set_interval (r, node, q);
	return TEREDO_OK;
}

/* --- time --- */

static void open_port (struct teredo_refresh *r, struct teredo_trial *trial,
                       struct teredo_node *node)
{
	enter (trial, TEREDO_TRIAL_OPENING, TEREDO_NEVER);
	if (!teredo_test_port_open (&trial->port, node, r->user))
		end (trial, node);
}

/* Nothing was answered. A bubble that does not arrive has been lost by the NAT if another one
 * does after a new solicitation; otherwise the server is silent, or forwards no such bubbles. */
static void unanswered (struct teredo_trial *trial, struct teredo_node *node,
                        const struct teredo_qualification *q)
{
	if (trial->state != TEREDO_TRIAL_BUBBLE) {
		end (trial, node);
		return;
	}
	trial->suspect = true;
	begin_solicitations (trial, node, q, TEREDO_TRIAL_SECOND);
}

static void expire_trial (struct teredo_refresh *r, struct teredo_trial *trial,
                          struct teredo_node *node, const struct teredo_qualification *q)
{
	switch (trial->state) {
	case TEREDO_TRIAL_WAITING:
		open_port (r, trial, node);
		break;
	case TEREDO_TRIAL_PAUSE:
		begin_solicitations (trial, node, q, TEREDO_TRIAL_SECOND);
		break;
	case TEREDO_TRIAL_IDLE:
		begin_bubbles (trial, node, q, TEREDO_TRIAL_BUBBLE);
		break;
	case TEREDO_TRIAL_FIRST:
	case TEREDO_TRIAL_SECOND:
		if (trial->tries < TEREDO_RS_MAX)
			solicit (trial, node, q);
		else
			unanswered (trial, node, q);
		break;
	case TEREDO_TRIAL_CONTROL:
	case TEREDO_TRIAL_BUBBLE:
		if (trial->tries < BUBBLES_MAX)
			send_bubble (trial, node, q);
		else
			unanswered (trial, node, q);
		break;
	case TEREDO_TRIAL_OVER:
	case TEREDO_TRIAL_OPENING: /* have no deadline */
		break;
	}
}

static void start (struct teredo_refresh *r, struct teredo_node *node)
{
	r->wanted = false;
	r->earliest = node->now + PAUSE;
	for (unsigned i = 0; i < (r->limited ? LIMITED : TEREDO_TRIALS); i++) {
		end (&r->trials[i], node);
		enter (&r->trials[i], TEREDO_TRIAL_WAITING, node->now + (teredo_time)i * SPACING);
		r->trials[i].suspect = false;
	}
}

teredo_time teredo_refresh_deadline (const struct teredo_refresh *r,
                                     const struct teredo_qualification *q)
{
	teredo_time deadline = r->wanted && q->state == TEREDO_QUALIFIED ? r->earliest
	                                                                 : TEREDO_NEVER;

	for (unsigned i = 0; i < TEREDO_TRIALS; i++)
		deadline = teredo_time_min (deadline, r->trials[i].deadline);
	return deadline;
}

void teredo_refresh_expire (struct teredo_refresh *r, struct teredo_node *node,
                            struct teredo_qualification *q)
{
	if (r->wanted && q->state == TEREDO_QUALIFIED && r->earliest <= node->now)
		start (r, node);
	for (unsigned i = 0; i < TEREDO_TRIALS; i++)
		if (r->trials[i].deadline <= node->now)
			expire_trial (r, &r->trials[i], node, q);
}

/* --- changes --- */

void teredo_refresh_init (struct teredo_refresh *r, struct teredo_qualification *q,
                          teredo_time initial, const struct teredo_socket_user *user)
{
	*r = (struct teredo_refresh){ .user = user, .initial = initial };
	for (unsigned i = 0; i < TEREDO_TRIALS; i++)
		r->trials[i].deadline = TEREDO_NEVER;
	q->interval = initial;
}

static void run_at (struct teredo_refresh *r, teredo_time when)
{
	r->wanted = true;
	if (r->earliest < when)
		r->earliest = when;
}

void teredo_refresh_restart (struct teredo_refresh *r, struct teredo_node *node,
                             struct teredo_qualification *q)
{
	if (r->user == NULL)
		return;
	forget (r, node, 0);
	r->limited = false;
	r->ip = 0; /* a new mapping is not a sign of a loss */
	run_at (r, node->now + DELAY);
	set_interval (r, node, q);
}

void teredo_refresh_address (struct teredo_refresh *r, struct teredo_node *node,
                             struct teredo_qualification *q)
{
	if (r->user == NULL)
		return;
	if (r->server != q->server || r->ip != q->mapped.ip) {
		teredo_refresh_restart (r, node, q);
		r->server = q->server;
		r->ip = q->mapped.ip;
		return;
	}
	/* The short trials go on: they show whether even the default is too long. */
	r->limited = true;
	forget (r, node, LIMITED);
	if (!r->wanted && !is_running (r))
		run_at (r, node->now + PAUSE_LOST);
	set_interval (r, node, q);
}
