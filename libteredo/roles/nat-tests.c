/*
 * nat-tests.c - what kind of NAT a client is behind
 *
 * A lost packet must not look like a NAT that drops it. So each question is asked up to three times
 * (hairpinning: twice), and after one without an answer, the server must still answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/nat-tests.h"

#include "messages/bubble.h"
#include "values/addr.h"

#define PAUSE         TEREDO_SECONDS (60)  /* at least, between the starts of two runs */
#define PAUSE_FAILED  TEREDO_SECONDS (300) /* if the server was silent */
#define TRIES         3
#define HAIRPIN_TRIES 2
#define WAIT          TEREDO_SECONDS (1) /* for an answer of the server */
#define HAIRPIN_WAIT  TEREDO_SECONDS (2) /* RFC 4380 5.2.6: between bubbles */
#define DISCARD_PORT  9                  /* RFC 863; any but the server's would do */
#define STRIDE_MAX    64                 /* larger steps are those of random ports */

enum { A, B };                                       /* ports */
enum { A_TO_PRIMARY, A_TO_SECONDARY, B_TO_PRIMARY }; /* mapped */

void teredo_nat_tests_init (struct teredo_nat_tests *t, const struct teredo_socket_user *user)
{
	*t = (struct teredo_nat_tests){ .user = user, .deadline = TEREDO_NEVER };
}

static void stop (struct teredo_nat_tests *t, struct teredo_node *node)
{
	teredo_test_port_close (&t->ports[A], node);
	teredo_test_port_close (&t->ports[B], node);
	t->step = TEREDO_NAT_IDLE;
	t->deadline = TEREDO_NEVER;
}

static void run_at (struct teredo_nat_tests *t, teredo_time when)
{
	t->wanted = true;
	if (t->earliest < when)
		t->earliest = when;
}

void teredo_nat_tests_restart (struct teredo_nat_tests *t, struct teredo_node *node)
{
	if (t->user == NULL)
		return;
	stop (t, node);
	t->type = (struct teredo_nat_type){ .mapping = TEREDO_NAT_UNKNOWN };
	t->secondary = false;
	t->changed = node->now;
	run_at (t, node->now);
}

void teredo_nat_tests_address (struct teredo_nat_tests *t, struct teredo_node *node,
                               const struct teredo_qualification *q)
{
	const struct teredo_nat_type before = t->type;

	teredo_nat_tests_restart (t, node);
	if (t->ip == q->mapped.ip)
		t->type = before;
	t->ip = q->mapped.ip;
}

/* What was found without the secondary address is incomplete. */
void teredo_nat_tests_confirmed (struct teredo_nat_tests *t, const struct teredo_node *node)
{
	if (t->user == NULL || t->secondary)
		return;
	t->secondary = true;
	run_at (t, node->now);
}

/* The server fell silent during the tests. */
static void fail (struct teredo_nat_tests *t, struct teredo_node *node)
{
	stop (t, node);
	run_at (t, node->now + PAUSE_FAILED);
}

bool teredo_nat_tests_over (const struct teredo_nat_tests *t)
{
	return !t->wanted && t->step == TEREDO_NAT_IDLE;
}

/* --- questions --- */

static void ask_mapping (struct teredo_nat_tests *t, struct teredo_node *node,
                         const struct teredo_qualification *q)
{
	/* Back to back, in this order: so a sequential NAT shows its stride. */
	if (t->mapped[A_TO_PRIMARY].port == 0)
		teredo_test_port_solicit (&t->ports[A], node, q, TEREDO_ASKED_PRIMARY, false);
	if (t->mapped[A_TO_SECONDARY].port == 0 && t->secondary)
		teredo_test_port_solicit (&t->ports[A], node, q, TEREDO_ASKED_SECONDARY, false);
	if (t->mapped[B_TO_PRIMARY].port == 0)
		teredo_test_port_solicit (&t->ports[B], node, q, TEREDO_ASKED_PRIMARY, false);
}

/* A bubble from one of the ports. Nobody but us reads its addresses. */
static void send_bubble (struct teredo_nat_tests *t, struct teredo_node *node, int from,
                         const struct teredo_endpoint *to)
{
	struct teredo_writer w;
	uint32_t index;

	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_bubble_write (&w, &t->bubble, &teredo_linklocal_client);
	teredo_node_send_on (node, index, &w, t->ports[from].socket, to);
	teredo_node_count (node, TEREDO_TX_BUBBLE_DIRECT, NULL);
}

static void ask (struct teredo_nat_tests *t, struct teredo_node *node,
                 const struct teredo_qualification *q)
{
	const struct teredo_endpoint other = { q->server2, DISCARD_PORT };

	t->tries++;
	t->deadline = node->now + (t->step == TEREDO_NAT_HAIRPIN ? HAIRPIN_WAIT : WAIT);
	switch (t->step) {
	case TEREDO_NAT_MAPPING:
		ask_mapping (t, node, q);
		break;
	case TEREDO_NAT_ADDRESS:
		send_bubble (t, node, B, &other);
		/* fall through */
	case TEREDO_NAT_CONE:
		teredo_test_port_solicit (&t->ports[B], node, q, TEREDO_ASKED_PRIMARY, true);
		break;
	case TEREDO_NAT_CONTROL:
		teredo_test_port_solicit (&t->ports[A], node, q, TEREDO_ASKED_SECONDARY, false);
		break;
	case TEREDO_NAT_HAIRPIN:
		/* The first one opens the NAT for the second. */
		send_bubble (t, node, A, &t->mapped[B_TO_PRIMARY]);
		send_bubble (t, node, B, &t->mapped[A_TO_PRIMARY]);
		break;
	case TEREDO_NAT_IDLE:
	case TEREDO_NAT_OPENING:
		break;
	}
}

static void enter (struct teredo_nat_tests *t, struct teredo_node *node,
                   const struct teredo_qualification *q, enum teredo_nat_step step)
{
	t->step = step;
	t->tries = 0;
	ask (t, node, q);
}

/* --- answers --- */

/* The packets went to our own NAT, or else to whom the server says. */
static void test_hairpinning (struct teredo_nat_tests *t, struct teredo_node *node,
                              const struct teredo_qualification *q)
{
	const struct teredo_endpoint *a = &t->mapped[A_TO_PRIMARY], *b = &t->mapped[B_TO_PRIMARY];

	if (t->type.mapping == TEREDO_NAT_SYMMETRIC || a->ip != q->mapped.ip
	    || b->ip != q->mapped.ip || !teredo_networks_allow (node->env.networks, a)) {
		stop (t, node);
		return;
	}
	enter (t, node, q, TEREDO_NAT_HAIRPIN);
}

static uint16_t common_divisor (uint16_t a, uint16_t b)
{
	return b == 0 ? a : common_divisor (b, a % b);
}

/* The stride of a NAT that gave these ports in turn; 0: it is not sequential. Other hosts may
 * have been given ports in between. */
static uint16_t stride_of (uint16_t first, uint16_t second, uint16_t third)
{
	const uint16_t one = (uint16_t)(second - first), two = (uint16_t)(third - second);

	if (one == 0 || two == 0 || one > STRIDE_MAX || two > STRIDE_MAX)
		return 0;
	return common_divisor (one, two);
}

static void note_ports (struct teredo_nat_tests *t)
{
	const struct teredo_endpoint *m = t->mapped;
	const bool preserved = m[A_TO_PRIMARY].port == t->ports[A].local
	                       || m[B_TO_PRIMARY].port == t->ports[B].local;

	t->type = (struct teredo_nat_type){
		.mapping = TEREDO_NAT_UNKNOWN,
		.port_preserving = preserved ? TEREDO_TRAIT_YES : TEREDO_TRAIT_NO,
	};
	if (m[A_TO_SECONDARY].port == 0)
		return;
	if (teredo_endpoint_equal (&m[A_TO_PRIMARY], &m[A_TO_SECONDARY])) {
		t->type.mapping = TEREDO_NAT_NOT_SYMMETRIC;
		return;
	}
	t->type.mapping = TEREDO_NAT_SYMMETRIC;
	if (!preserved)
		t->type.stride = stride_of (m[A_TO_PRIMARY].port, m[A_TO_SECONDARY].port,
		                            m[B_TO_PRIMARY].port);
}

/* All mapped ports are known, or all that will be. */
static void mapping_known (struct teredo_nat_tests *t, struct teredo_node *node,
                           const struct teredo_qualification *q)
{
	if (t->mapped[A_TO_PRIMARY].port == 0 || t->mapped[B_TO_PRIMARY].port == 0) {
		fail (t, node);
		return;
	}
	note_ports (t);
	if (t->type.mapping != TEREDO_NAT_UNKNOWN)
		enter (t, node, q, TEREDO_NAT_CONE);
	else
		test_hairpinning (t, node, q);
}

static void filtering_known (struct teredo_nat_tests *t, struct teredo_node *node,
                             const struct teredo_qualification *q,
                             enum teredo_nat_filtering filtering)
{
	t->type.filtering = filtering;
	test_hairpinning (t, node, q);
}

static bool all_mapped (const struct teredo_nat_tests *t)
{
	return t->mapped[A_TO_PRIMARY].port != 0 && t->mapped[B_TO_PRIMARY].port != 0
	       && (t->mapped[A_TO_SECONDARY].port != 0 || !t->secondary);
}

static void answered (struct teredo_nat_tests *t, struct teredo_node *node,
                      const struct teredo_qualification *q, const struct teredo_arrival *a,
                      int port, enum teredo_test_asked asked)
{
	switch (t->step) {
	case TEREDO_NAT_MAPPING:
		t->mapped[port == B                         ? B_TO_PRIMARY
		          : asked == TEREDO_ASKED_SECONDARY ? A_TO_SECONDARY
		                                            : A_TO_PRIMARY] = a->encap.origin;
		if (all_mapped (t))
			mapping_known (t, node, q);
		break;
	case TEREDO_NAT_CONE:
	case TEREDO_NAT_ADDRESS:
		/* A server that ignores the cone bit answers from the address that was
		 * solicited. */
		filtering_known (t, node, q,
		                 a->from->ip == q->server        ? TEREDO_FILTERING_UNKNOWN
		                 : t->step == TEREDO_NAT_ADDRESS ? TEREDO_FILTERING_ADDRESS
		                                                 : TEREDO_FILTERING_NONE);
		break;
	case TEREDO_NAT_CONTROL:
		filtering_known (t, node, q, TEREDO_FILTERING_PORT);
		break;
	case TEREDO_NAT_IDLE:
	case TEREDO_NAT_OPENING:
	case TEREDO_NAT_HAIRPIN:
		break;
	}
}

/* Whether it is the bubble that the other port sent, from the endpoint where others would see that
 * port. Some NATs keep the private source, which peers do not accept. */
static bool is_hairpinned (const struct teredo_nat_tests *t, const struct teredo_arrival *a,
                           int port)
{
	const struct teredo_endpoint *other = &t->mapped[port == A ? B_TO_PRIMARY : A_TO_PRIMARY];

	return t->step == TEREDO_NAT_HAIRPIN && a->bubble
	       && teredo_ip6_equal (&a->ip6.src, &t->bubble)
	       && teredo_endpoint_equal (a->from, other);
}

enum teredo_count teredo_nat_tests_rx (struct teredo_nat_tests *t, struct teredo_node *node,
                                       const struct teredo_qualification *q,
                                       const struct teredo_arrival *a)
{
	const int port = a->socket == t->ports[A].socket ? A : B;
	enum teredo_test_asked asked;

	if (a->icmp6 == TEREDO_ICMP6_RA) {
		if (!teredo_test_port_answered (&t->ports[port], node, q, a, &asked))
			return TEREDO_DROP_RA;
		answered (t, node, q, a, port, asked);
		return TEREDO_OK;
	}
	if (!is_hairpinned (t, a, port))
		return TEREDO_DROP_UNTRUSTED;
	teredo_node_count (node, TEREDO_RX_BUBBLE, NULL);
	t->type.hairpinning = TEREDO_TRAIT_YES;
	stop (t, node);
	return TEREDO_OK;
}

/* --- time --- */

void teredo_nat_tests_opened (struct teredo_nat_tests *t, struct teredo_node *node,
                              const struct teredo_qualification *q, unsigned socket, uint16_t port)
{
	struct teredo_test_port *opened = &t->ports[socket == t->ports[A].socket ? A : B];

	opened->local = port;
	if (port == 0) {
		opened->socket = 0;
		stop (t, node);
		return;
	}
	if (t->ports[A].local != 0 && t->ports[B].local != 0)
		enter (t, node, q, TEREDO_NAT_MAPPING);
}

static void start (struct teredo_nat_tests *t, struct teredo_node *node,
                   const struct teredo_qualification *q)
{
	t->wanted = false;
	if (q->nat == TEREDO_NAT_NONE) {
		t->type = (struct teredo_nat_type){ .mapping = q->nat };
		return;
	}
	t->earliest = node->now + PAUSE;
	for (size_t i = 0; i < 3; i++)
		t->mapped[i].port = 0;
	node->env.random (node->env.ctx, &t->bubble, sizeof (t->bubble));
	t->bubble.s6_addr[0] = 0xfe;
	t->bubble.s6_addr[1] = 0x80;
	t->step = TEREDO_NAT_OPENING;
	if (!teredo_test_port_open (&t->ports[A], node, t->user)
	    || !teredo_test_port_open (&t->ports[B], node, t->user))
		stop (t, node);
}

teredo_time teredo_nat_tests_deadline (const struct teredo_nat_tests *t,
                                       const struct teredo_qualification *q)
{
	if (t->wanted && t->step == TEREDO_NAT_IDLE && q->state == TEREDO_QUALIFIED
	    && q->answered >= t->changed)
		return t->earliest;
	return t->deadline;
}

/* A question was asked three times, without an answer. */
static void unanswered (struct teredo_nat_tests *t, struct teredo_node *node,
                        const struct teredo_qualification *q)
{
	switch (t->step) {
	case TEREDO_NAT_MAPPING:
		mapping_known (t, node, q);
		break;
	case TEREDO_NAT_CONE:
		if (t->type.mapping == TEREDO_NAT_SYMMETRIC) /* ADDRESS needs one mapping */
			stop (t, node);
		else
			enter (t, node, q, TEREDO_NAT_ADDRESS);
		break;
	case TEREDO_NAT_ADDRESS:
		enter (t, node, q, TEREDO_NAT_CONTROL);
		break;
	case TEREDO_NAT_CONTROL:
		fail (t, node);
		break;
	case TEREDO_NAT_HAIRPIN:
		t->type.hairpinning = TEREDO_TRAIT_NO;
		stop (t, node);
		break;
	case TEREDO_NAT_IDLE:
	case TEREDO_NAT_OPENING:
		break;
	}
}

void teredo_nat_tests_expire (struct teredo_nat_tests *t, struct teredo_node *node,
                              const struct teredo_qualification *q)
{
	if (node->now < teredo_nat_tests_deadline (t, q))
		return;
	if (t->step == TEREDO_NAT_IDLE)
		start (t, node, q);
	else if (t->tries < (t->step == TEREDO_NAT_HAIRPIN ? HAIRPIN_TRIES : TRIES))
		ask (t, node, q);
	else
		unanswered (t, node, q);
}
