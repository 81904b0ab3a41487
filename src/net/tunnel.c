/*
 * tunnel.c - event loop of a client or relay: packets between tunnel device and UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/tunnel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "conf/directives.h"
#include "conf/offload.h"
#include "net/discovery.h"
#include "net/forward.h"
#include "net/port-mapping.h"
#include "net/ports.h"
#include "net/state.h"
#include "net/udp.h"
#include "base/i18n.h"
#include "base/log.h"
#include "bytes/array.h"
#include "bytes/params.h"
#include "report/report.h"
#include "net/finder.h"

/* Milliseconds until the role's deadline, 0 if it is over. */
static teredo_time time_left (const struct tunnel *t, teredo_time now)
{
	const teredo_time deadline = teredo_role_deadline (t->role);

	return deadline > now ? deadline - now : 0;
}

uint32_t tunnel_peers (const struct tunnel *t)
{
	struct teredo_status status;

	teredo_role_status (t->role, &status);
	return status.peers;
}

void tunnel_add_counts (const struct tunnel *t, struct teredo_counts *sum)
{
	teredo_counts_add (sum, teredo_role_counts (t->role));
	teredo_counts_add (sum, &t->lost);
}

void tunnel_report_state (const struct tunnel *t, uint32_t peers)
{
	struct teredo_status status;

	teredo_role_status (t->role, &status);
	teredo_role_count_ways (t->role, &status);
	status.peers = peers;
	report_status (&status, t->server, time_left (t, clock_now ()));
	port_mapping_report (t->port_mapping);
	if (upkeep_failing (&t->upkeep) != 0)
		report_unconfigured (tun6_name (t->tun), upkeep_failing (&t->upkeep));
}

/* --- output of the role --- */

static void fail (struct tunnel *t)
{
	t->failed = true;
	event_base_loopbreak (t->base);
}

/* Logs an error once in a row: without a route, for example, every send fails. Strangers can
 * cause different errors in turn. */
static void report_send_error (struct tunnel *t, const struct teredo_endpoint *to, int err)
{
	static struct log_limit limit = { .what = N_ ("send errors") };
	const bool new = err != t->reported_error &&err != EAGAIN;
	const struct in_addr address = { htonl (to->ip) };
	char text[INET_ADDRSTRLEN];

	log_limited (&limit, new ? LOG_WARNING : LOG_TRACE, _ ("cannot send to %s: %s"),
	             inet_ntop (AF_INET, &address, text, sizeof (text)), strerror (err));
	if (new)
		t->reported_error = err;
}

static void on_failed_udp (void *ctx, const struct outbox_message *message, int err)
{
	struct tunnel *t = ctx;

	t->lost.of[TEREDO_LOST_UDP] += message->count;
	report_send_error (t, &message->to, err);
}

static void on_failed_tun (void *ctx, unsigned packets, int err)
{
	struct tunnel *t = ctx;

	t->lost.of[TEREDO_LOST_TUN] += packets;
	log_trace ("cannot deliver a packet: %s", strerror (err));
}

static void send_on (void *ctx, unsigned socket, const struct teredo_endpoint *to,
                     struct teredo_slice ip6)
{
	const struct teredo_slice none = { NULL, 0 };
	struct tunnel *t = ctx;

	if (ports_send (t->ports, socket, to, none, ip6) == 0)
		return;
	t->lost.of[TEREDO_LOST_UDP]++;
	report_send_error (t, to, errno);
}

void tunnel_deliver (struct tunnel *t, struct teredo_slice ip6)
{
	if (tun6_send (t->tun, ip6.data, ip6.len) != 0)
		on_failed_tun (t, 1, errno);
}

static void perform (struct tunnel *t, const struct teredo_out *out)
{
	switch (out->kind) {
	case TEREDO_OUT_UDP:
		if (out->socket != 0)
			send_on (t, out->socket, &out->to, out->data);
		else
			outbox_add (&t->forward->outbox, &out->to, out->head, out->data);
		break;
	case TEREDO_OUT_DISCOVERY:
		t->lost.of[TEREDO_LOST_UDP] += discovery_send (t->discovery, out->data);
		break;
	case TEREDO_OUT_IP6:
		tunnel_deliver (t, out->data);
		break;
	case TEREDO_OUT_UP:
		if (t->state != NULL)
			state_save (t->state, &out->address, udp_port (t->udp));
		upkeep_request (&t->upkeep, &(const struct request){
						    .verb = REQUEST_UP,
						    .address = out->address,
						    .mtu = out->mtu,
					    });
		break;
	case TEREDO_OUT_DOWN:
		upkeep_request (&t->upkeep, &(const struct request){ .verb = REQUEST_DOWN });
		break;
	case TEREDO_OUT_RESOLVE:
		finder_start (t->finder, t->server, t->server2);
		break;
	case TEREDO_OUT_OPEN:
		teredo_client_opened (t->role, clock_now (), out->socket,
		                      ports_open (t->ports, out->socket));
		break;
	case TEREDO_OUT_CLOSE:
		ports_close (t->ports, out->socket);
		break;
	}
}

/* Warns once about a server's silent secondary address: the server may have none. */
static void report_secondary (struct tunnel *t, const struct teredo_status *status)
{
	if (status->state != TEREDO_QUALIFIED || status->nat != TEREDO_NAT_UNKNOWN
	    || status->server2 == status->server || status->server2 == t->silent_secondary)
		return;
	t->silent_secondary = status->server2;
	report_silent_secondary (status);
}

static bool is_reported (const struct tunnel *t, const struct teredo_status *status)
{
	return status->state == t->reported
	       && IN6_ARE_ADDR_EQUAL (&status->address, &t->reported_address)
	       && (status->state != TEREDO_QUALIFIED || status->nat == t->reported_nat);
}

/* Logs the state of qualification, if it, the address or the type of NAT has changed. The lack of
 * an address is logged once, until there is one or the server's name can be looked up. */
static void report_change (struct tunnel *t, teredo_time now)
{
	struct teredo_status status;

	teredo_role_status (t->role, &status);
	port_mapping_look (t->port_mapping, &status);
	report_nat_changes (&t->reported_nat_type, &status);
	if (is_reported (t, &status))
		return;
	t->reported = status.state;
	t->reported_address = status.address;
	t->reported_nat = status.nat;
	t->reported_error = 0;
	if (status.have_address || t->offline_server != status.server)
		t->offline = false;
	report_qualification (&status, t->server, time_left (t, now), t->offline);
	report_secondary (t, &status);
	if (status.state == TEREDO_OFFLINE) {
		t->offline = true;
		t->offline_server = status.server;
	}
}

static void arm (struct tunnel *t, teredo_time now)
{
	const teredo_time left = time_left (t, now);
	const teredo_time deadline = teredo_role_deadline (t->role);

	if (deadline == t->armed)
		return;
	t->armed = deadline;
	if (deadline == TEREDO_NEVER)
		event_del (t->events[TUNNEL_EVENT_TIMER]);
	else
		event_add (t->events[TUNNEL_EVENT_TIMER],
		           &(struct timeval){ left / 1000, left % 1000 * 1000 });
}

static void drain (void *ctx)
{
	struct tunnel *t = ctx;
	const struct teredo_out *out;

	while ((out = teredo_role_next (t->role)) != NULL)
		perform (t, out);
	outbox_flush (&t->forward->outbox);
}

/* Logs once that the network device has refused an offload. */
static void report_fallback (struct forward *f)
{
	if (f->outbox.segments || (f->offloads & OFFLOAD_UDP_SEGMENT) == 0)
		return;
	f->offloads &= ~(unsigned)OFFLOAD_UDP_SEGMENT;
	log_info (_ (
		"the network device does not support udp-segment; sending datagrams one by one"));
}

void tunnel_settle (struct tunnel *t, teredo_time now)
{
	drain (t);
	report_fallback (t->forward);
	report_change (t, now);
	arm (t, now);
}

/* --- events --- */

static void on_timer (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)fd;
	(void)what;
	t->armed = TEREDO_NEVER; /* it may have fired a little early */
	teredo_role_expire (t->role, now);
	tunnel_settle (t, now);
}

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)fd;
	(void)what;
	forward_from_udp (t->forward, now);
	tunnel_settle (t, now);
}

static void on_tun (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	(void)fd;
	(void)what;
	if (forward_from_tun (t->forward, now) != 0) {
		log_error (_ ("interface %s: %s"), tun6_name (t->tun), strerror (errno));
		fail (t);
	}
	tunnel_settle (t, now);
}

/* --- the interface --- */

static void on_ready (void *ctx)
{
	struct tunnel *t = ctx;

	if (t->ready != NULL)
		t->ready (t->ctx);
}

static void on_recovered (void *ctx)
{
	struct tunnel *t = ctx;

	report_configured (tun6_name (t->tun));
	t->reported = TEREDO_NO_QUALIFICATION; /* a client's state is the status again */
	report_change (t, clock_now ());
}

static void on_failed (void *ctx, unsigned seconds)
{
	struct tunnel *t = ctx;

	if (t->ready == NULL || t->upkeep.ready) {
		report_unconfigured (tun6_name (t->tun), seconds);
		return;
	}
	log_error (_ ("interface %s could not be configured; see the messages above"),
	           tun6_name (t->tun));
	fail (t);
}

static void on_broken (void *ctx)
{
	fail (ctx);
}

static int start_upkeep (struct tunnel *t)
{
	static const struct upkeep_calls calls = { on_ready, on_recovered, on_failed, on_broken };

	t->upkeep.base = t->base;
	t->upkeep.helper = t->helper;
	t->upkeep.interface = tun6_name (t->tun);
	t->upkeep.ifindex = tun6_index (t->tun);
	t->upkeep.calls = &calls;
	t->upkeep.ctx = t;
	return upkeep_start (&t->upkeep);
}

/* --- start and end --- */

static int start_forwarding (struct tunnel *t)
{
	struct forward *f = calloc (1, sizeof (*f));
	char text[DIRECTIVE_VALUE_MAX];

	if (f == NULL)
		return -1;
	t->forward = f;
	f->tun = t->tun;
	f->udp = t->udp;
	f->role = t->role;
	f->failed_udp = on_failed_udp;
	f->failed_tun = on_failed_tun;
	f->send_on = send_on;
	f->drain = drain;
	f->ctx = t;
	forward_start (f, t->offloads);
	offload_print (f->offloads, text, sizeof (text));
	if (f->offloads != t->offloads && t->helper != NULL)
		log_info (_ ("the kernel does not support all offloads; in use: %s"), text);
	else
		log_debug (_ ("offloads in use: %s"), text);
	return 0;
}

int tunnel_start (struct tunnel *t)
{
	const struct {
		int fd;
		event_callback_fn call;
	} sources[] = {
		[TUNNEL_EVENT_TIMER] = { -1, on_timer },
		[TUNNEL_EVENT_UDP] = { t->udp, on_udp },
		[TUNNEL_EVENT_TUN] = { tun6_fd (t->tun), on_tun },
	};

	t->armed = TEREDO_NEVER;
	for (size_t i = 0; i < ARRAY_LEN (sources); i++) {
		bool timer = i == TUNNEL_EVENT_TIMER;

		t->events[i] = event_new (t->base, sources[i].fd, timer ? 0 : EV_READ | EV_PERSIST,
		                          sources[i].call, t);
		if (t->events[i] == NULL || (!timer && event_add (t->events[i], NULL) != 0)) {
			errno = ENOMEM;
			return -1;
		}
	}
	if ((t->helper != NULL && start_upkeep (t) != 0) || start_forwarding (t) != 0)
		return -1;
	tunnel_settle (t, clock_now ());
	return 0;
}

void tunnel_stop (struct tunnel *t)
{
	upkeep_stop (&t->upkeep);
	for (size_t i = 0; i < ARRAY_LEN (t->events); i++) {
		if (t->events[i] != NULL)
			event_free (t->events[i]);
		t->events[i] = NULL;
	}
	free (t->forward);
	t->forward = NULL;
}
