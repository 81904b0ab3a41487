/*
 * miredo-server.c - Teredo server daemon
 *
 * As root, the daemon opens UDP port 3544 of one or two addresses and a raw IPv6 socket;
 * then it gives up all privileges. It receives and sends; libteredo (server.c)
 * decides what to do with each payload.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "net/inbox.h"
#include "net/networks.h"
#include "net/outbox.h"
#include "net/raw6.h"
#include "net/lookup.h"
#include "report/report.h"
#include "roles/server.h"
#include "net/source6.h"
#include "process/service.h"
#include "base/watch.h"

#define SIDES 2

struct daemon {
	struct service service;
	struct teredo_server *server;
	struct teredo_counts lost; /* packets that could not be sent */
	int udp[SIDES];            /* sockets, by enum teredo_server_side; -1: no such address */
	int raw6;                  /* -1: this host has no IPv6 */
	struct event *events[SIDES];
	struct event *look; /* at this host's addresses */
};

static struct inbox inbox;
static struct outbox outboxes[SIDES];
static struct teredo_networks networks;
static const struct teredo_env env = {
	.random = entropy_fill,
	.event = report_event,
	.networks = &networks,
};

/* --- packets --- */

static void on_failed_udp (void *ctx, const struct outbox_message *message, int err)
{
	const struct in_addr to = { htonl (message->to.ip) };
	struct daemon *d = ctx;
	char text[INET_ADDRSTRLEN];

	d->lost.of[TEREDO_LOST_UDP] += message->count;
	log_trace ("cannot send to %s:%u: %s", inet_ntop (AF_INET, &to, text, sizeof (text)),
	           message->to.port, strerror (err));
}

static void send_ip6 (struct daemon *d, struct teredo_slice ip6)
{
	if (d->raw6 >= 0 && raw6_send (d->raw6, ip6) == 0)
		return;
	d->lost.of[TEREDO_LOST_IP6]++;
	if (d->raw6 >= 0)
		log_trace ("cannot send to the IPv6 Internet: %s", strerror (errno));
}

static void handle (struct daemon *d, teredo_time now, enum teredo_server_side side,
                    const struct teredo_endpoint *from, struct teredo_slice udp)
{
	struct teredo_out out;

	switch (teredo_server_rx (d->server, now, side, from, udp, &out)) {
	case TEREDO_SEND:
		outbox_add (&outboxes[out.side], &out.to, out.head, out.data);
		break;
	case TEREDO_DELIVER:
		send_ip6 (d, out.data);
		break;
	default:
		break;
	}
}

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct daemon *d = ctx;
	enum teredo_server_side side = fd == d->udp[TEREDO_PRIMARY] ? TEREDO_PRIMARY
	                                                            : TEREDO_SECONDARY;
	unsigned count, total = 0;

	(void)what;
	do {
		count = inbox_receive (&inbox, fd);
		for (unsigned i = 0; i < count; i++)
			handle (d, now, side, &inbox.messages[i].from, inbox.messages[i].bytes);
		total += count;
	} while (count == INBOX_MESSAGES && total < WATCH_TURNS);
	for (size_t i = 0; i < SIDES; i++)
		outbox_flush (&outboxes[i]);
}

/* --- start and end --- */

/* How many addresses the server has. */
static size_t sides (const struct daemon *d)
{
	return d->service.settings.bind_address2 != 0 ? SIDES : 1;
}

/* Optional: without IPv6, clients can still reach each other. */
static void open_raw6 (struct daemon *d)
{
	struct in6_addr source;

	d->raw6 = raw6_open ();
	source6_find (&source);
	if (d->raw6 < 0)
		log_warning (
			_ ("cannot send IPv6 packets (%s); clients will reach other clients, but "
		           "not IPv6 hosts"),
			strerror (errno));
	else if (IN6_IS_ADDR_UNSPECIFIED (&source))
		log_warning (
			_ ("this host has no route to the IPv6 Internet; until a route appears, "
		           "clients will reach other clients, but not IPv6 hosts"));
}

/* The default secondary address may not exist: then the server waits without end. */
static void suggest_none (const struct settings *s)
{
	const struct in_addr address = { htonl (s->bind_address2) };
	char text[INET_ADDRSTRLEN];

	networks_find (&networks);
	if (s->bind_name2[0] == '\0' && teredo_networks_have_ipv4 (&networks, s->bind_address)
	    && !teredo_networks_have_ipv4 (&networks, s->bind_address2))
		log_notice (_ ("the secondary address is %s, as ServerBindAddress2 is not set; if "
		               "this host has one address only, set it to none"),
		            inet_ntop (AF_INET, &address, text, sizeof (text)));
}

static int open_sockets (void *ctx)
{
	struct daemon *d = ctx;
	struct settings *s = &d->service.settings;
	struct teredo_endpoint locals[SIDES];

	if (lookup_bind_addresses (s) != 0)
		return -1;
	suggest_none (s);
	locals[TEREDO_PRIMARY] = (struct teredo_endpoint){ s->bind_address, TEREDO_PORT };
	locals[TEREDO_SECONDARY] = (struct teredo_endpoint){ s->bind_address2, TEREDO_PORT };
	if (startup_await_udp (d->udp, locals, sides (d)) != 0)
		return -1;
	open_raw6 (d);
	return 0;
}

static void start_outboxes (struct daemon *d)
{
	for (size_t i = 0; i < SIDES; i++) {
		outboxes[i].fd = d->udp[i];
		outboxes[i].failed = on_failed_udp;
		outboxes[i].ctx = d;
	}
}

static int make (void *ctx)
{
	struct daemon *d = ctx;
	const struct settings *s = &d->service.settings;
	const struct watch watched[SIDES] = {
		{ d->udp[TEREDO_PRIMARY], EV_READ, on_udp },
		{ d->udp[TEREDO_SECONDARY], EV_READ, on_udp },
	};
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.prefix = s->prefix;
	config.primary = s->bind_address;
	config.secondary = s->bind_address2;
	config.mtu = s->mtu;
	d->server = teredo_server_new (&config, &env);
	d->look = networks_watch (d->service.base, &networks);
	if (d->server == NULL || d->look == NULL
	    || watch_start (d->service.base, watched, sides (d), d, d->events) != 0)
		return startup_fail ();
	start_outboxes (d);
	return 0;
}

static int start (void *ctx)
{
	const struct daemon *d = ctx;

	report_server_started (d->service.settings.bind_address, d->service.settings.bind_address2);
	return 0;
}

static void report_all_counts (const struct daemon *d)
{
	report_counts (teredo_server_counts (d->server));
	report_counts (&d->lost);
}

static void report (void *ctx)
{
	const struct daemon *d = ctx;

	report_server (d->service.settings.bind_address, d->service.settings.bind_address2);
	report_all_counts (d);
}

/* startup_reload has applied SyslogFacility, the only directive that a reload changes. */
static void reload (void *ctx, directive_set changed)
{
	(void)ctx;
	(void)changed;
	networks_find (&networks);
}

static int finish (void *ctx)
{
	report_all_counts (ctx);
	return 0;
}

static void close_all (void *ctx)
{
	struct daemon *d = ctx;

	watch_end (d->events, SIDES);
	watch_end (&d->look, 1);
	startup_close_udp (d->udp, SIDES);
	if (d->raw6 >= 0)
		close (d->raw6);
	teredo_server_free (d->server);
}

int main (int argc, char **argv)
{
	static const struct service_calls calls = {
		.name = "miredo-server",
		.daemon = true,
		.program = SETTINGS_MIREDO_SERVER,
		.open = open_sockets,
		.make = make,
		.start = start,
		.report = report,
		.reload = reload,
		.finish = finish,
		.close = close_all,
	};
	static struct daemon d = {
		.service = {
			.calls = &calls,
			.ctx = &d,
			.options = {
				.config = PKGSYSCONFDIR "/miredo-server.conf",
				.pidfile = RUNSTATEDIR "/miredo-server.pid",
			},
			.pidfile = PIDFILE_NONE,
		},
		.udp = { -1, -1 },
		.raw6 = -1,
	};

	return service_main (&d.service, argc, argv);
}
