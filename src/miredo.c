/*
 * miredo.c - Teredo client and relay daemon
 *
 * Theory of operation. As root, the daemon reads the configuration, opens its UDP
 * socket, creates the interface and starts its helper; then it gives up all
 * privileges (sandbox.c). An event loop carries packets (tunnel.c); libteredo
 * implements the protocol. At the end the helper removes the addresses, and
 * closing its descriptor removes the interface.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include "base/clock.h"
#include "net/discovery.h"
#include "net/lookup.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/watch.h"
#include "roles/client.h"
#include "roles/relay.h"
#include "net/links.h"
#include "report/report.h"
#include "net/networks.h"
#include "net/resolver.h"
#include "net/source6.h"
#include "process/service.h"
#include "net/tun-error.h"
#include "net/tunnel.h"
#include "net/udp.h"

struct miredo {
	struct service service;
	struct helper helper;
	struct tunnel tunnel;
	struct event *look; /* at this host's addresses */
};

static struct teredo_networks networks;
static const struct teredo_env env = {
	.random = entropy_fill,
	.event = report_event,
	.networks = &networks,
};

/* --- client and relay --- */

static void on_resolved (void *ctx, const struct teredo_server_pair *servers, size_t count)
{
	const teredo_time now = clock_now ();
	struct tunnel *t = ctx;

	teredo_client_resolved (t->role, now, servers, count);
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

static bool is_own (void *ctx, const struct teredo_endpoint *endpoint)
{
	const struct tunnel *t = ctx;

	return endpoint->port == udp_port (t->udp) && links_is_own (endpoint->ip);
}

/* The IPv4 address that a configured server is, in host byte order; 0: a name. */
static uint32_t literal (const char *text)
{
	struct in_addr address;

	return inet_pton (AF_INET, text, &address) == 1 ? ntohl (address.s_addr) : 0;
}

/* The secondary address of the server, as configured: its primary one again if it has no other. */
static const char *secondary_of (const struct settings *s)
{
	return strcasecmp (s->server2, SETTINGS_NONE) == 0 ? s->server : s->server2;
}

static int make_client (struct tunnel *t, const struct settings *s)
{
	const struct teredo_env client_env = {
		.ctx = t,
		.random = entropy_fill,
		.event = report_event,
		.is_own = is_own,
		.networks = &networks,
	};
	const struct discovery_calls calls = { on_links, on_heard, t };
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	t->server = s->server;
	t->server2 = secondary_of (s);
	if (t->server2[0] == '\0' || literal (t->server2) != 0)
		config.server = literal (s->server);
	config.server2 = literal (t->server2);
	t->resolver = resolver_new (t->base, on_resolved, t);
	t->role = teredo_client_new (&config, &client_env, clock_now ());
	t->discovery = discovery_new (t->base, t->udp, &calls);
	return t->resolver != NULL && t->role != NULL && t->discovery != NULL ? 0 : -1;
}

static int make_relay (struct tunnel *t, const struct settings *s)
{
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.role.prefix = s->prefix;
	config.nat = s->nat;
	source6_find (&config.icmp6_src);
	if (IN6_IS_ADDR_UNSPECIFIED (&config.icmp6_src))
		log_warning (
			_ ("this host has no route to the IPv6 Internet; the relay cannot forward "
		           "packets until a route appears"));
	if (s->mtu > config.role.max_packet_len)
		config.role.max_packet_len = s->mtu;
	t->role = teredo_relay_new (&config, &env, clock_now ());
	return t->role != NULL ? 0 : -1;
}

/* Reports the start before the first state, which is then what the service manager shows. */
static int start_client (struct miredo *m)
{
	report_client_started (tun6_name (m->tunnel.tun), udp_port (m->tunnel.udp));
	if (tunnel_start (&m->tunnel) != 0)
		return startup_fail ();
	choose_links (&m->tunnel, &m->service.settings);
	return 0;
}

static void log_exit (const struct settings *s)
{
	char prefix[INET6_ADDRSTRLEN + 3];

	if (s->exit.kind == EXIT_NONE)
		return;
	exit_print (&s->exit, prefix, sizeof (prefix));
	report_exit (s->exit.server, s->exit.kind == EXIT_PREFIX ? prefix : NULL);
}

/* A client's first packet to a host waits for the answer to a probe, which its server sends. */
static void check_exit_server (const struct settings *s)
{
	const struct in_addr server = { htonl (s->exit.server) };
	char text[INET_ADDRSTRLEN];

	if (s->exit.kind != EXIT_NONE && !links_is_own (s->exit.server))
		log_warning (_ ("ExitServer %s is not an address of this host: its clients cannot "
		                "contact IPv6 hosts, as the server's probes do not go through the "
		                "exit"),
		             inet_ntop (AF_INET, &server, text, sizeof (text)));
}

/* When the hook has succeeded. */
static void on_relay_ready (void *ctx)
{
	struct miredo *m = ctx;

	report_relay_started (tun6_name (m->tunnel.tun), udp_port (m->tunnel.udp));
	check_exit_server (&m->service.settings);
	log_exit (&m->service.settings);
	service_ready (&m->service);
}

static const struct request relay_request = { .verb = REQUEST_RELAY };

static int start_relay (struct miredo *m)
{
	m->tunnel.ready = on_relay_ready;
	m->tunnel.ctx = m;
	if (tunnel_start (&m->tunnel) != 0)
		return startup_fail ();
	upkeep_sent (&m->tunnel.upkeep, &relay_request);
	return SERVICE_STARTING;
}

/* What depends on whether miredo is a client or a relay. */
struct kind {
	int (*make_role) (struct tunnel *, const struct settings *);
	int (*start) (struct miredo *);
	enum helper_kind helper;
};

static const struct kind *kind_of (const struct miredo *m)
{
	static const struct kind kinds[] = {
		[MODE_CLIENT] = { make_client, start_client, HELPER_CLIENT },
		[MODE_RELAY] = { make_relay, start_relay, HELPER_RELAY },
	};

	return &kinds[m->service.settings.mode];
}

/* --- reload --- */

/* Configures the interface again. Asks a new server, or else assumes that the network may have
 * changed, which is the other reason to reload. */
static void refresh (struct tunnel *t, const struct settings *s, bool new_server)
{
	const teredo_time now = clock_now ();

	if (t->discovery != NULL)
		choose_links (t, s);
	t->server2 = secondary_of (s);
	if (new_server)
		resolver_start (t->resolver, s->server, t->server2); /* then on_resolved */
	else
		teredo_role_network_changed (t->role, now);
	tunnel_settle (t, now);
	upkeep_again (&t->upkeep);
}

static void reload (void *ctx, directive_set changed)
{
	const directive_set server = DIRECTIVE_BIT (DIRECTIVE_SERVER)
	                             | DIRECTIVE_BIT (DIRECTIVE_SERVER2);
	struct miredo *m = ctx;

	networks_find (&networks);
	refresh (&m->tunnel, &m->service.settings, (changed & server) != 0);
}

/* --- start and end --- */

static int open_tunnel (struct miredo *m)
{
	struct settings *s = &m->service.settings;
	struct teredo_endpoint local = { .port = s->bind_port };
	char text[TUN_ERROR_SIZE];
	struct tun6_error error;

	if (lookup_bind_addresses (s) != 0)
		return -1;
	local.ip = s->bind_address;
	if (startup_await_udp (&m->tunnel.udp, &local, 1) != 0)
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
	const struct settings *s = &m->service.settings;
	const struct helper_setup setup = {
		.kind = kind_of (m)->helper,
		.iface = tun6_name (m->tunnel.tun),
		.ifindex = tun6_index (m->tunnel.tun),
		.prefix = s->prefix,
		.mtu = s->mtu,
		.exit = s->exit,
		.facility = m->service.options.foreground ? -1 : s->facility,
	};

	m->tunnel.helper = &m->helper;
	if (helper_start (&m->helper, &setup) == 0)
		return 0;
	log_error (_ ("cannot start miredo-privproc: %s"), strerror (errno));
	return -1;
}

/* The helper configures a relay's interface while this process continues to start. */
static int send_request (struct miredo *m)
{
	if (m->service.settings.mode != MODE_RELAY || helper_send (&m->helper, &relay_request) == 0)
		return 0;
	log_error (_ ("cannot send request to miredo-privproc: %s"), strerror (errno));
	return -1;
}

static int open_all (void *ctx)
{
	return open_tunnel (ctx) == 0 && start_helper (ctx) == 0 ? send_request (ctx) : -1;
}

static int make (void *ctx)
{
	struct miredo *m = ctx;

	m->tunnel.base = m->service.base;
	m->tunnel.offloads = m->service.settings.offloads;
	m->look = networks_watch (m->service.base, &networks);
	errno = ENOMEM;
	return m->look != NULL && kind_of (m)->make_role (&m->tunnel, &m->service.settings) == 0
	               ? 0
	               : startup_fail ();
}

static int start (void *ctx)
{
	struct miredo *m = ctx;

	return kind_of (m)->start (m);
}

static void report (void *ctx)
{
	const struct miredo *m = ctx;

	tunnel_report_state (&m->tunnel);
	log_exit (&m->service.settings);
	tunnel_report_counts (&m->tunnel);
}

static int finish (void *ctx)
{
	const struct miredo *m = ctx;

	tunnel_report_counts (&m->tunnel);
	return m->tunnel.failed ? -1 : 0;
}

/* The helper removes the addresses before the interface disappears. */
static void close_all (void *ctx)
{
	struct miredo *m = ctx;

	watch_end (&m->look, 1);
	tunnel_stop (&m->tunnel);
	helper_stop (&m->helper);
	tun6_free (m->tunnel.tun);
	startup_close_udp (&m->tunnel.udp, 1);
	discovery_free (m->tunnel.discovery);
	resolver_free (m->tunnel.resolver);
	teredo_role_free (m->tunnel.role);
}

int main (int argc, char **argv)
{
	static const struct service_calls calls = {
		.name = "miredo",
		.daemon = true,
		.program = SETTINGS_MIREDO,
		.open = open_all,
		.make = make,
		.start = start,
		.report = report,
		.reload = reload,
		.finish = finish,
		.close = close_all,
	};
	static struct miredo m = {
		.service = {
			.calls = &calls,
			.ctx = &m,
			.options = {
				.config = PKGSYSCONFDIR "/miredo.conf",
				.pidfile = RUNSTATEDIR "/miredo.pid",
			},
			.pidfile = PIDFILE_NONE,
		},
		.helper = { .fd = -1 },
		.tunnel = { .udp = -1 },
	};

	return service_main (&m.service, argc, argv);
}
