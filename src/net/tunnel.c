/*
 * tunnel.c - a running client or relay: packets between the tunnel and UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/tunnel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "base/clock.h"
#include "net/discovery.h"
#include "base/i18n.h"
#include "base/log.h"
#include "bytes/params.h"
#include "report/report.h"
#include "net/resolver.h"
#include "net/udp.h"

#define TURNS 64 /* packets one way before the other way has its turn */

enum { EVENT_TIMER, EVENT_UDP, EVENT_TUN, EVENT_HELPER };

static uint8_t buffer[TUN6_PACKET_MAX];

/* --- the role, whichever it is --- */

static enum teredo_verdict role_rx (struct tunnel *t, teredo_time now,
                                    const struct teredo_endpoint *from, struct teredo_slice udp,
                                    struct teredo_slice *ip6)
{
	return t->client != NULL ? teredo_client_rx (t->client, now, from, udp, ip6)
	                         : teredo_relay_rx (t->relay, now, from, udp, ip6);
}

static enum teredo_verdict role_tx (struct tunnel *t, teredo_time now, struct teredo_slice ip6,
                                    struct teredo_endpoint *to)
{
	return t->client != NULL ? teredo_client_tx (t->client, now, ip6, to)
	                         : teredo_relay_tx (t->relay, now, ip6, to);
}

static const struct teredo_out *role_next (struct tunnel *t)
{
	return t->client != NULL ? teredo_client_next (t->client) : teredo_relay_next (t->relay);
}

static teredo_time role_deadline (const struct tunnel *t)
{
	return t->client != NULL ? teredo_client_deadline (t->client)
	                         : teredo_relay_deadline (t->relay);
}

static void role_expire (struct tunnel *t, teredo_time now)
{
	if (t->client != NULL)
		teredo_client_expire (t->client, now);
	else
		teredo_relay_expire (t->relay, now);
}

/* Milliseconds until it does something by itself, 0 if that is due. */
static teredo_time role_wait (const struct tunnel *t, teredo_time now)
{
	teredo_time deadline = role_deadline (t);

	return deadline > now ? deadline - now : 0;
}

void tunnel_report_state (const struct tunnel *t)
{
	struct teredo_client_status status;

	if (t->client == NULL) {
		report_peers (teredo_relay_peers (t->relay));
		return;
	}
	teredo_client_status (t->client, &status);
	report_client (&status, t->server, role_wait (t, clock_now ()));
	report_peers (status.peers);
	report_neighbours (status.neighbours);
}

void tunnel_report_counts (const struct tunnel *t)
{
	report_counts (t->client != NULL ? teredo_client_counts (t->client)
	                                 : teredo_relay_counts (t->relay));
	report_counts (&t->lost);
}

/* --- what it wants done --- */

static void fail (struct tunnel *t)
{
	t->failed = true;
	event_base_loopbreak (t->base);
}

/* Tells once of each reason: without a route, say, nothing can be sent. */
static void tell_send_error (struct tunnel *t, const struct teredo_endpoint *to, int err)
{
	const bool news = err != t->told_error && err != EAGAIN;
	const struct in_addr address = { htonl (to->ip) };
	char text[INET_ADDRSTRLEN];

	log_at (news ? LOG_WARNING : LOG_DEBUG, _ ("cannot send to %s: %s"),
	        inet_ntop (AF_INET, &address, text, sizeof (text)), strerror (err));
	if (news)
		t->told_error = err;
}

static void send_udp (struct tunnel *t, const struct teredo_endpoint *to, struct teredo_slice data)
{
	const struct teredo_slice none = { NULL, 0 };

	if (udp_send (t->udp, to, none, data) != 0) {
		t->lost.of[TEREDO_LOST_UDP]++;
		tell_send_error (t, to, errno);
	}
}

static void send_tun (struct tunnel *t, struct teredo_slice ip6)
{
	if (tun6_send (t->tun, ip6.data, ip6.len) != 0) {
		t->lost.of[TEREDO_LOST_TUN]++;
		log_debug ("cannot deliver a packet: %s", strerror (errno));
	}
}

static void order (struct tunnel *t, const struct request *wanted)
{
	if (helper_send (t->helper, wanted) != 0) {
		log_error (_ ("the helper cannot be asked to change the interface: %s"),
		           strerror (errno));
		fail (t);
	}
}

static void perform (struct tunnel *t, const struct teredo_out *out)
{
	switch (out->kind) {
	case TEREDO_OUT_UDP:
		if (out->to.ip == TEREDO_DISCOVERY_IPV4)
			t->lost.of[TEREDO_LOST_UDP] += discovery_send (t->discovery, out->data);
		else
			send_udp (t, &out->to, out->data);
		break;
	case TEREDO_OUT_IP6:
		send_tun (t, out->data);
		break;
	case TEREDO_OUT_UP:
		order (t, &(struct request){
				  .verb = REQUEST_UP, .address = out->address, .mtu = out->mtu });
		break;
	case TEREDO_OUT_DOWN:
		order (t, &(struct request){ .verb = REQUEST_DOWN });
		break;
	case TEREDO_OUT_RESOLVE:
		resolver_start (t->resolver, t->server, t->server2);
		break;
	}
}

/* Tells of a client's state when it is another than the last told of. */
static void tell (struct tunnel *t, teredo_time now)
{
	struct teredo_client_status status;

	teredo_client_status (t->client, &status);
	if (status.state == t->told && IN6_ARE_ADDR_EQUAL (&status.address, &t->told_address))
		return;
	t->told = status.state;
	t->told_address = status.address;
	t->told_error = 0;
	report_client (&status, t->server, role_wait (t, now));
}

static void arm (struct tunnel *t, teredo_time now)
{
	const teredo_time wait = role_wait (t, now);

	if (role_deadline (t) == TEREDO_NEVER) {
		event_del (t->events[EVENT_TIMER]);
		return;
	}
	event_add (t->events[EVENT_TIMER],
	           &(struct timeval){ .tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000 });
}

void tunnel_settle (struct tunnel *t, teredo_time now)
{
	const struct teredo_out *out;

	while ((out = role_next (t)) != NULL)
		perform (t, out);
	if (t->client != NULL)
		tell (t, now);
	arm (t, now);
}

/* --- what happens --- */

static void on_timer (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)fd;
	(void)what;
	role_expire (t, now);
	tunnel_settle (t, now);
}

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)what;
	for (int i = 0; i < TURNS; i++) {
		struct teredo_endpoint from;
		struct teredo_slice ip6;
		ssize_t len = udp_recv (fd, buffer, sizeof (buffer), &from);

		if (len < 0)
			break;
		if (role_rx (t, now, &from, (struct teredo_slice){ buffer, (size_t)len }, &ip6)
		    == TEREDO_DELIVER)
			send_tun (t, ip6);
	}
	tunnel_settle (t, now);
}

static void on_tun (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)fd;
	(void)what;
	for (int i = 0; i < TURNS; i++) {
		const ssize_t len = tun6_recv (t->tun, buffer, sizeof (buffer));
		struct teredo_slice ip6 = { buffer, 0 };
		struct teredo_endpoint to;

		if (len < 0) {
			log_error (_ ("interface %s: %s"), tun6_name (t->tun), strerror (errno));
			fail (t);
		}
		if (len <= 0)
			break;
		ip6.len = (size_t)len;
		if (role_tx (t, now, ip6, &to) == TEREDO_SEND)
			send_udp (t, &to, ip6);
	}
	tunnel_settle (t, now);
}

static void on_helper (evutil_socket_t fd, short what, void *ctx)
{
	enum reply answer;
	struct tunnel *t = ctx;
	int got;

	(void)fd;
	(void)what;
	while ((got = helper_receive (t->helper, &answer)) > 0)
		if (answer != REPLY_DONE)
			log_error (
				_ ("the interface %s could not be configured: see the messages of "
			           "the hook script"),
				tun6_name (t->tun));
	if (got < 0) {
		log_error (_ ("the helper miredo-privproc has ended: so does miredo"));
		fail (t);
	}
}

int tunnel_start (struct tunnel *t)
{
	const struct {
		int fd;
		event_callback_fn call;
	} sources[] = {
		[EVENT_TIMER] = { -1, on_timer },
		[EVENT_UDP] = { t->udp, on_udp },
		[EVENT_TUN] = { tun6_fd (t->tun), on_tun },
		[EVENT_HELPER] = { t->helper->fd, on_helper },
	};

	t->told = TEREDO_OFFLINE;
	for (size_t i = 0; i < sizeof (sources) / sizeof (sources[0]); i++) {
		bool timer = i == EVENT_TIMER;

		t->events[i] = event_new (t->base, sources[i].fd, timer ? 0 : EV_READ | EV_PERSIST,
		                          sources[i].call, t);
		if (t->events[i] == NULL || (!timer && event_add (t->events[i], NULL) != 0)) {
			errno = ENOMEM;
			return -1;
		}
	}
	tunnel_settle (t, clock_now ());
	return 0;
}

void tunnel_stop (struct tunnel *t)
{
	for (size_t i = 0; i < sizeof (t->events) / sizeof (t->events[0]); i++) {
		if (t->events[i] != NULL)
			event_free (t->events[i]);
		t->events[i] = NULL;
	}
}
