/*
 * miredo.c - the daemon: a Teredo client or relay
 *
 * Theory of operation. As root it reads the configuration, makes the interface,
 * opens its UDP socket and starts its helper; then it gives up all privileges
 * (sandbox.c). From then on one event loop carries packets (tunnel.c); the
 * protocol itself is libteredo's. When it ends, the helper takes the addresses
 * away and the interface goes with the descriptor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "process/daemon.h"
#include "net/discovery.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "roles/client.h"
#include "roles/relay.h"
#include "report/notify.h"
#include "report/report.h"
#include "net/resolver.h"
#include "net/source6.h"
#include "process/startup.h"
#include "net/tun-error.h"
#include "net/tunnel.h"
#include "net/udp.h"
#include "base/watch.h"

#define SIGNALS 4

/* What depends on whether miredo is a client or a relay. */
struct kind {
	int (*make_role) (struct tunnel *, const struct settings *);
	void (*report_started) (const char *interface, unsigned port);
	enum helper_kind helper;
};

struct miredo {
	struct options options;
	struct settings settings;
	const struct kind *kind;
	struct pidfile pidfile;
	struct helper helper;
	struct tunnel tunnel;
	struct event *signals[SIGNALS];
};

static const struct teredo_env env = { .random = entropy_fill, .event = report_event };

/* --- start-up --- */

static int open_tunnel (struct miredo *m)
{
	const struct settings *s = &m->settings;
	const struct teredo_endpoint local = { .ip = s->bind_address, .port = s->bind_port };
	char text[TUN_ERROR_SIZE];
	struct tun6_error error;

	m->tunnel.udp = startup_open_udp (&local);
	if (m->tunnel.udp < 0)
		return -1;
	m->tunnel.tun = tun6_new (s->interface, &error);
	if (m->tunnel.tun == NULL) {
		log_error ("%s", tun_error_text (&error, text));
		return -1;
	}
	return 0;
}

static int start_helper (struct miredo *m)
{
	const struct settings *s = &m->settings;
	const struct helper_setup setup = {
		.kind = m->kind->helper,
		.iface = tun6_name (m->tunnel.tun),
		.ifindex = tun6_index (m->tunnel.tun),
		.prefix = s->prefix,
		.mtu = s->mtu,
		.facility = m->options.foreground ? -1 : s->facility,
	};

	m->tunnel.helper = &m->helper;
	if (helper_start (&m->helper, &setup) == 0)
		return 0;
	log_error (_ ("the helper miredo-privproc cannot be started: %s"), strerror (errno));
	return -1;
}

static void on_resolved (void *ctx, uint32_t primary, uint32_t secondary)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	teredo_client_resolved (t->role, now, primary, secondary);
	tunnel_settle (t, now);
}

static void on_links (void *ctx, const struct teredo_link *links, size_t count)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	teredo_client_links (t->role, now, links, count);
	tunnel_settle (t, now);
}

static void on_heard (void *ctx, const struct teredo_endpoint *from, struct teredo_slice udp)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	teredo_client_rx_discovery (t->role, now, from, udp);
	tunnel_settle (t, now);
}

static void choose_links (struct tunnel *t, const struct settings *s)
{
	discovery_choose (t->discovery, s->discovery, s->discovery_interfaces, s->bind_address);
}

/* The server's address if it was configured as one; 0 if it is a name. */
static uint32_t literal (const char *text)
{
	struct in_addr address;

	return inet_pton (AF_INET, text, &address) == 1 ? ntohl (address.s_addr) : 0;
}

static int make_client (struct tunnel *t, const struct settings *s)
{
	const struct discovery_calls calls = { on_links, on_heard, t };
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	t->server = s->server;
	t->server2 = s->server2;
	if (s->server2[0] == '\0' || literal (s->server2) != 0)
		config.server = literal (s->server);
	config.server2 = literal (s->server2);
	t->resolver = resolver_new (t->base, on_resolved, t);
	t->role = teredo_client_new (&config, &env, clock_now ());
	t->discovery = discovery_new (t->base, t->udp, &calls);
	return t->resolver != NULL && t->role != NULL && t->discovery != NULL ? 0 : -1;
}

static int make_relay (struct tunnel *t, const struct settings *s)
{
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.prefix = s->prefix;
	config.nat = s->nat;
	source6_find (&config.icmp6_src);
	if (IN6_IS_ADDR_UNSPECIFIED (&config.icmp6_src))
		log_warning (
			_ ("this host has no route to the IPv6 Internet: the relay is of no use "
		           "until it has"));
	if (s->mtu > config.max_packet_len)
		config.max_packet_len = s->mtu;
	t->role = teredo_relay_new (&config, &env, clock_now ());
	return t->role != NULL ? 0 : -1;
}

static const struct kind kinds[] = {
	[MODE_CLIENT] = { make_client, report_client_started, HELPER_CLIENT },
	[MODE_RELAY] = { make_relay, report_relay_started, HELPER_RELAY },
};

static int make_role (struct miredo *m)
{
	struct tunnel *t = &m->tunnel;

	t->base = event_base_new ();
	errno = ENOMEM;
	if (t->base != NULL && m->kind->make_role (t, &m->settings) == 0)
		return 0;
	log_error (_ ("cannot start: %s"), strerror (errno));
	return -1;
}

/* --- signals --- */

static void on_end (evutil_socket_t sig, short what, void *ctx)
{
	struct miredo *m = ctx;

	(void)what;
	log_info (_ ("ending on signal %d"), (int)sig);
	notify_stopping ();
	event_base_loopbreak (m->tunnel.base);
}

static void on_usr1 (evutil_socket_t sig, short what, void *ctx)
{
	const struct miredo *m = ctx;

	(void)sig;
	(void)what;
	tunnel_report_state (&m->tunnel);
	tunnel_report_counts (&m->tunnel);
}

/* A reload is also how one is told that the network has changed. */
static void refresh (struct tunnel *t, const struct settings *s)
{
	const teredo_time now = clock_now ();

	if (t->discovery != NULL)
		choose_links (t, s);
	teredo_role_network_changed (t->role, now);
	tunnel_settle (t, now);
}

/* Applies what can change; the server is asked anew if it did. */
static void on_hup (evutil_socket_t sig, short what, void *ctx)
{
	struct miredo *m = ctx;
	struct settings *s = &m->settings;
	const struct settings old = *s;

	(void)sig;
	(void)what;
	if (startup_reconfigure (&m->options, s) != 0)
		return;
	startup_log (&m->options, s);
	if (strcmp (old.server, s->server) != 0 || strcmp (old.server2, s->server2) != 0) {
		log_notice (_ ("server changed from %s to %s"), old.server, s->server);
		resolver_start (m->tunnel.resolver, s->server, s->server2);
	}
	if (old.discovery != s->discovery)
		log_notice ("%s", s->discovery ? _ ("local discovery is on now")
		                               : _ ("local discovery is off now"));
	refresh (&m->tunnel, s);
	log_notice (_ ("configuration reloaded"));
}

static int watch_signals (struct miredo *m)
{
	static const struct watch watched[SIGNALS] = {
		{ SIGINT, EV_SIGNAL, on_end },
		{ SIGTERM, EV_SIGNAL, on_end },
		{ SIGHUP, EV_SIGNAL, on_hup },
		{ SIGUSR1, EV_SIGNAL, on_usr1 },
	};

	return watch_start (m->tunnel.base, watched, SIGNALS, m, m->signals);
}

/* --- all of it --- */

/* Up to where no privileges are needed any more. */
static int start (struct miredo *m)
{
	m->kind = &kinds[m->settings.mode];
	if (open_tunnel (m) != 0 || start_helper (m) != 0 || startup_drop (&m->options) != 0
	    || make_role (m) != 0)
		return -1;
	startup_log (&m->options, &m->settings);
	return 0;
}

static int run (struct miredo *m)
{
	struct tunnel *t = &m->tunnel;

	if (watch_signals (m) != 0 || notify_watch (t->base) != 0 || tunnel_start (t) != 0) {
		log_error (_ ("cannot start: %s"), strerror (errno));
		return -1;
	}
	if (t->discovery != NULL)
		choose_links (t, &m->settings);
	m->kind->report_started (tun6_name (t->tun), udp_port (t->udp));
	daemon_ready ();
	notify_ready ();
	event_base_dispatch (t->base);
	tunnel_report_counts (t);
	return t->failed ? -1 : 0;
}

/* In an order such that the addresses are gone before the interface is. */
static void end (struct miredo *m)
{
	tunnel_stop (&m->tunnel);
	helper_stop (&m->helper);
	tun6_free (m->tunnel.tun);
	if (m->tunnel.udp >= 0)
		close (m->tunnel.udp);
	watch_end (m->signals, SIGNALS);
	discovery_free (m->tunnel.discovery);
	notify_end ();
	resolver_free (m->tunnel.resolver);
	teredo_role_free (m->tunnel.role);
	if (m->tunnel.base != NULL)
		event_base_free (m->tunnel.base);
	pidfile_close (&m->pidfile);
}

int main (int argc, char **argv)
{
	static struct miredo m = {
		.options = {
			.config = PKGSYSCONFDIR "/miredo.conf",
			.pidfile = RUNSTATEDIR "/miredo.pid",
			.user = MIREDO_DEFAULT_USER,
		},
		.pidfile = { .fd = -1 },
		.helper = { .fd = -1 },
		.tunnel = { .udp = -1 },
	};
	int result = -1;

	i18n_init ();
	log_look_for_journal ();
	switch (options_parse (&m.options, argc, argv, true)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return STARTUP_WRONG;
	}
	if (startup_configure (&m.options, false, &m.settings) != 0)
		return STARTUP_WRONG;
	if (startup_begin (&m.options, "miredo", &m.pidfile) != 0)
		return EXIT_FAILURE;
	if (start (&m) == 0)
		result = run (&m);
	end (&m);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
