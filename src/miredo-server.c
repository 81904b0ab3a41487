/*
 * miredo-server.c - the daemon: a Teredo server
 *
 * As root it opens UDP port 3544 of two addresses and a raw IPv6 socket, then
 * gives up all privileges. What to do with each datagram is libteredo's affair
 * (server.c there); here it is received and sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "process/daemon.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "report/notify.h"
#include "net/raw6.h"
#include "report/report.h"
#include "roles/server.h"
#include "net/source6.h"
#include "process/startup.h"
#include "net/udp.h"
#include "base/watch.h"

#define SIDES  2
#define EVENTS 6

struct daemon {
	struct options options;
	struct settings settings;
	struct pidfile pidfile;
	struct teredo_server *server;
	struct teredo_counts lost; /* packets that could not be sent */
	int udp[SIDES];            /* sockets, by enum teredo_server_side */
	int raw6;                  /* -1: this host has no IPv6 */
	struct event_base *base;
	struct event *events[EVENTS];
};

static const struct teredo_env env = { .random = entropy_fill, .event = report_event };

/* --- datagrams --- */

static void send_udp (struct daemon *d, const struct teredo_out *out)
{
	if (udp_send (d->udp[out->side], &out->to, out->head, out->data) == 0)
		return;
	d->lost.of[TEREDO_LOST_UDP]++;
	log_debug ("cannot send to %08x:%u: %s", out->to.ip, out->to.port, strerror (errno));
}

static void send_ip6 (struct daemon *d, struct teredo_slice ip6)
{
	if (d->raw6 >= 0 && raw6_send (d->raw6, ip6) == 0)
		return;
	d->lost.of[TEREDO_LOST_IP6]++;
	if (d->raw6 >= 0)
		log_debug ("cannot send to the IPv6 Internet: %s", strerror (errno));
}

static void handle (struct daemon *d, teredo_time now, enum teredo_server_side side,
                    const struct teredo_endpoint *from, struct teredo_slice udp)
{
	struct teredo_out out;

	switch (teredo_server_rx (d->server, now, side, from, udp, &out)) {
	case TEREDO_SEND:
		send_udp (d, &out);
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
	static uint8_t buffer[TEREDO_UDP_MAX + 1];
	const teredo_time now = clock_now ();
	struct daemon *d = ctx;
	enum teredo_server_side side = fd == d->udp[TEREDO_PRIMARY] ? TEREDO_PRIMARY
	                                                            : TEREDO_SECONDARY;

	(void)what;
	for (int i = 0; i < WATCH_TURNS; i++) {
		struct teredo_endpoint from;
		ssize_t len = udp_recv (fd, buffer, sizeof (buffer), &from);

		if (len < 0)
			break;
		handle (d, now, side, &from, (struct teredo_slice){ buffer, (size_t)len });
	}
}

/* --- signals --- */

static void on_end (evutil_socket_t sig, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)what;
	log_info (_ ("ending on signal %d"), (int)sig);
	notify_stopping ();
	event_base_loopbreak (d->base);
}

static void on_hup (evutil_socket_t sig, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)sig;
	(void)what;
	if (startup_reconfigure (&d->options, &d->settings) != 0)
		return;
	startup_log (&d->options, &d->settings);
	log_notice (_ ("configuration reloaded"));
}

static void report_all_counts (const struct daemon *d)
{
	report_counts (teredo_server_counts (d->server));
	report_counts (&d->lost);
}

static void on_usr1 (evutil_socket_t sig, short what, void *ctx)
{
	const struct daemon *d = ctx;

	(void)sig;
	(void)what;
	report_server (d->settings.bind_address, d->settings.bind_address2);
	report_all_counts (d);
}

/* --- start and end --- */

/* Without IPv6 a server still serves clients that reach other clients. */
static void open_raw6 (struct daemon *d)
{
	struct in6_addr source;

	d->raw6 = raw6_open ();
	source6_find (&source);
	if (d->raw6 < 0)
		log_warning (
			_ ("no IPv6 packets can be sent (%s): clients will reach other clients, "
		           "but no IPv6 hosts"),
			strerror (errno));
	else if (IN6_IS_ADDR_UNSPECIFIED (&source))
		log_warning (
			_ ("this host has no route to the IPv6 Internet: until it has, clients "
		           "will reach other clients, but no IPv6 hosts"));
}

static int open_sockets (struct daemon *d)
{
	const uint32_t addresses[SIDES] = { d->settings.bind_address, d->settings.bind_address2 };

	for (int i = 0; i < SIDES; i++) {
		const struct teredo_endpoint local = { .ip = addresses[i], .port = TEREDO_PORT };

		d->udp[i] = startup_open_udp (&local);
		if (d->udp[i] < 0)
			return -1;
	}
	open_raw6 (d);
	return 0;
}

static int make_server (struct daemon *d)
{
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.prefix = d->settings.prefix;
	config.primary = d->settings.bind_address;
	config.secondary = d->settings.bind_address2;
	config.mtu = d->settings.mtu;
	d->server = teredo_server_new (&config, &env);
	d->base = event_base_new ();
	return d->server != NULL && d->base != NULL ? 0 : -1;
}

static int watch (struct daemon *d)
{
	const struct watch watched[EVENTS] = {
		{ d->udp[TEREDO_PRIMARY], EV_READ, on_udp },
		{ d->udp[TEREDO_SECONDARY], EV_READ, on_udp },
		{ SIGINT, EV_SIGNAL, on_end },
		{ SIGTERM, EV_SIGNAL, on_end },
		{ SIGHUP, EV_SIGNAL, on_hup },
		{ SIGUSR1, EV_SIGNAL, on_usr1 },
	};

	return watch_start (d->base, watched, EVENTS, d, d->events);
}

static int run (struct daemon *d)
{
	if (open_sockets (d) != 0 || startup_drop (&d->options) != 0)
		return -1;
	if (make_server (d) != 0 || watch (d) != 0 || notify_watch (d->base) != 0) {
		log_error (_ ("cannot start: %s"), strerror (errno));
		return -1;
	}
	startup_log (&d->options, &d->settings);
	report_server_started (d->settings.bind_address, d->settings.bind_address2);
	daemon_ready ();
	notify_ready ();
	event_base_dispatch (d->base);
	report_all_counts (d);
	return 0;
}

static void end (struct daemon *d)
{
	watch_end (d->events, EVENTS);
	notify_end ();
	if (d->base != NULL)
		event_base_free (d->base);
	for (int i = 0; i < SIDES; i++)
		if (d->udp[i] >= 0)
			close (d->udp[i]);
	if (d->raw6 >= 0)
		close (d->raw6);
	teredo_server_free (d->server);
	pidfile_close (&d->pidfile);
}

int main (int argc, char **argv)
{
	static struct daemon d = {
		.options = {
			.config = PKGSYSCONFDIR "/miredo-server.conf",
			.pidfile = RUNSTATEDIR "/miredo-server.pid",
			.user = MIREDO_DEFAULT_USER,
		},
		.pidfile = { .fd = -1 },
		.udp = { -1, -1 },
		.raw6 = -1,
	};
	int result;

	i18n_init ();
	log_look_for_journal ();
	switch (options_parse (&d.options, argc, argv, false)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return STARTUP_WRONG;
	}
	if (startup_configure (&d.options, true, &d.settings) != 0)
		return STARTUP_WRONG;
	if (startup_begin (&d.options, "miredo-server", &d.pidfile) != 0)
		return EXIT_FAILURE;
	result = run (&d);
	end (&d);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
