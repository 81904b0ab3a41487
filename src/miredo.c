/*
 * miredo.c - Teredo client and relay daemon
 *
 * Theory of operation. As root, the daemon reads the configuration, opens its UDP
 * socket, creates the interface (and sets up that of a relay) and starts its helper
 * and, of a client, miredo-portmap; then it gives up all privileges (sandbox.c). An
 * event loop carries packets (tunnel.c); libteredo implements the protocol. At the end
 * the helper removes the addresses, and closing its descriptor removes the interface.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "net/changes.h"
#include "net/client-tunnel.h"
#include "net/discovery.h"
#include "net/lookup.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "helper/ifsetup.h"
#include "roles/relay.h"
#include "report/report.h"
#include "net/networks.h"
#include "net/ports.h"
#include "net/finder.h"
#include "net/port-mapping.h"
#include "net/source6.h"
#include "net/state.h"
#include "process/relay-exit.h"
#include "process/relay-workers.h"
#include "process/service.h"
#include "net/tun-error.h"
#include "net/tunnel.h"
#include "net/udp.h"

struct miredo {
	struct service service;
	struct helper helper;
	struct tunnel tunnel;
	struct state state;              /* of a client */
	struct relay_workers workers;    /* of a relay; the first uses the tunnel above */
	struct changes *changes;         /* of this host's network */
	struct teredo_identity identity; /* of a client with secure qualification */
	struct admission *admission;     /* to a relay's exit; NULL: all clients may use it */
};

static struct teredo_networks networks;
static const struct teredo_env env = {
	.random = entropy_fill,
	.event = report_event,
	.networks = &networks,
};

static void find_networks (struct miredo *m)
{
	networks_find (&networks);
	relay_workers_set_networks (&m->workers, &networks);
}

static void on_change (void *ctx, bool moved)
{
	struct miredo *m = ctx;

	find_networks (m);
	if (m->service.settings.mode == MODE_CLIENT)
		client_tunnel_changed (&m->tunnel, moved);
}

/* --- client and relay --- */

static int make_client (struct miredo *m)
{
	return client_tunnel_make (&m->tunnel, &m->service.settings, &networks, &m->identity);
}

static int make_relay (struct miredo *m)
{
	const struct settings *s = &m->service.settings;
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
	config.role.parts = m->workers.count;
	if (m->admission != NULL)
		config.admission = admission_interface (m->admission);
	m->tunnel.role = teredo_relay_new (&config, &env, clock_now ());
	return m->tunnel.role != NULL ? relay_workers_make (&m->workers, &config, s->offloads) : -1;
}

/* Reports the start before the first state, which is then what the service manager shows. */
static int start_client (struct miredo *m)
{
	report_client_started (tun6_name (m->tunnel.tun), udp_port (m->tunnel.udp));
	if (tunnel_start (&m->tunnel) != 0)
		return startup_fail ();
	client_tunnel_choose_links (&m->tunnel, &m->service.settings);
	return 0;
}

/* When the hook has succeeded. */
static void on_relay_ready (void *ctx)
{
	struct miredo *m = ctx;

	report_relay_started (tun6_name (m->tunnel.tun), udp_port (m->tunnel.udp));
	relay_exit_check (&m->service.settings);
	relay_exit_log (&m->service.settings, m->admission);
	service_ready (&m->service);
}

static const struct request relay_request = { .verb = REQUEST_RELAY };

/* A worker has failed, and logged why. */
static void on_worker_end (void *ctx)
{
	struct miredo *m = ctx;

	m->tunnel.failed = true;
	event_base_loopbreak (m->service.base);
}

static int start_relay (struct miredo *m)
{
	m->tunnel.ready = on_relay_ready;
	m->tunnel.ctx = m;
	if (tunnel_start (&m->tunnel) != 0 || admission_start (m->admission, m->service.base) != 0
	    || relay_workers_start (&m->workers, m->service.base, on_worker_end, m) != 0)
		return startup_fail ();
	upkeep_sent (&m->tunnel.upkeep, &relay_request);
	return SERVICE_STARTING;
}

/* What depends on whether miredo is a client or a relay. */
struct kind {
	int (*make_role) (struct miredo *);
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

static void reload (void *ctx, directive_set changed)
{
	const directive_set server = DIRECTIVE_BIT (DIRECTIVE_SERVER)
	                             | DIRECTIVE_BIT (DIRECTIVE_SERVER2);
	struct miredo *m = ctx;

	find_networks (m);
	if (m->service.settings.mode == MODE_CLIENT)
		client_tunnel_reload (&m->tunnel, &m->service.settings, (changed & server) != 0);
	upkeep_again (&m->tunnel.upkeep);
}

/* --- start and end --- */

/* A client binds the port that it had before, if it is free and no port is configured. */
static int open_udp (struct miredo *m)
{
	const struct settings *s = &m->service.settings;
	struct teredo_endpoint local = { s->bind_address, s->bind_port };

	if (s->mode == MODE_CLIENT) {
		state_open (&m->state, s->interface);
		m->tunnel.state = &m->state;
	}
	if (s->bind_port == 0 && m->state.port != 0) {
		local.port = m->state.port;
		m->tunnel.udp = udp_open (&local);
		local.port = 0;
	}
	return m->tunnel.udp >= 0 ? 0 : startup_await_udp (&m->tunnel.udp, &local, 1);
}

static int open_tunnel (struct miredo *m)
{
	struct settings *s = &m->service.settings;
	char text[TUN_ERROR_SIZE];
	struct tun6_error error;

	if (lookup_bind_addresses (s) != 0)
		return -1;
	if (open_udp (m) != 0)
		return -1;
	relay_workers_open (&m->workers, m->tunnel.udp, s);
	m->tunnel.tun = m->workers.count > 1 ? m->workers.tun[0] : tun6_new (s->interface, &error);
	if (m->tunnel.tun == NULL) {
		log_error ("%s", tun_error_text (&error, text));
		return -1;
	}
	return 0;
}

static struct hook make_hook (const struct miredo *m)
{
	struct hook hook = { .ifindex = tun6_index (m->tunnel.tun) };

	snprintf (hook.iface, sizeof (hook.iface), "%s", tun6_name (m->tunnel.tun));
	return hook;
}

/* Whether a relay's interface is set up without a hook. */
static bool needs_no_hook (const struct miredo *m)
{
	const struct settings *s = &m->service.settings;

	return s->mode == MODE_RELAY && s->exit.kind == EXIT_NONE && ifsetup_replaces (HOOK_RELAY)
	       && !ifsetup_finds_exit (tun6_name (m->tunnel.tun));
}

/* The helper takes longer to start than all the rest. So what it would do first is done here; it
 * then repeats it, which changes nothing, and later undoes it. */
static int set_up_interface (struct miredo *m)
{
	const struct settings *s = &m->service.settings;
	const struct hook_config config = hook_relay_config (s->prefix, s->mtu);
	const struct hook hook = make_hook (m);

	if (!needs_no_hook (m) || ifsetup_up (&hook, &config))
		return 0;
	log_error (_ ("interface %s could not be configured; see the messages above"), hook.iface);
	ifsetup_destroy (&hook);
	return -1;
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
		.pidfile = m->service.pidfile.name,
	};

	m->tunnel.helper = &m->helper;
	if (helper_start (&m->helper, &setup, m->service.pidfile.dir_fd) == 0) {
		pidfile_dismiss_keeper (&m->service.pidfile);
		return 0;
	}
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
	struct miredo *m = ctx;

	if (client_tunnel_read_identity (&m->identity, &m->service.settings) != 0
	    || relay_exit_open (&m->admission, &m->service.settings) != 0 || open_tunnel (m) != 0
	    || set_up_interface (m) != 0 || start_helper (m) != 0)
		return -1;
	m->tunnel.port_mapping = port_mapping_open (&m->service.settings, m->service.options.user);
	return send_request (m);
}

static int make (void *ctx)
{
	struct miredo *m = ctx;

	m->tunnel.base = m->service.base;
	m->tunnel.offloads = m->service.settings.offloads;
	errno = ENOMEM;
	if (kind_of (m)->make_role (m) != 0)
		return startup_fail ();
	m->changes = changes_new (m->service.base, on_change, m);
	return m->changes != NULL ? 0 : startup_fail ();
}

static int start (void *ctx)
{
	struct miredo *m = ctx;

	return kind_of (m)->start (m);
}

/* Sums up the counters of all workers; returns the number of their peers. */
static uint32_t count_all (struct miredo *m, struct teredo_counts *counts)
{
	*counts = (struct teredo_counts){ { 0 } };
	tunnel_add_counts (&m->tunnel, counts);
	if (m->workers.count > 1)
		report_worker_counts (0, counts);
	return tunnel_peers (&m->tunnel) + relay_workers_add_counts (&m->workers, counts);
}

static void report (void *ctx)
{
	struct miredo *m = ctx;
	struct teredo_counts counts;
	const uint32_t peers = count_all (m, &counts);

	tunnel_report_state (&m->tunnel, peers);
	relay_exit_log (&m->service.settings, m->admission);
	report_counts (&counts);
}

static int finish (void *ctx)
{
	struct miredo *m = ctx;
	struct teredo_counts counts;

	count_all (m, &counts);
	report_counts (&counts);
	return m->tunnel.failed ? -1 : 0;
}

/* The helper removes the addresses before the interface disappears. */
static void close_all (void *ctx)
{
	struct miredo *m = ctx;

	changes_free (m->changes);
	relay_workers_stop (&m->workers);
	tunnel_stop (&m->tunnel);
	port_mapping_free (m->tunnel.port_mapping);
	helper_stop (&m->helper);
	tun6_free (m->tunnel.tun);
	startup_close_udp (&m->tunnel.udp, 1);
	state_close (&m->state);
	discovery_free (m->tunnel.discovery);
	ports_free (m->tunnel.ports);
	finder_free (m->tunnel.finder);
	teredo_role_free (m->tunnel.role);
	admission_free (m->admission);
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
		.state = { .fd = -1 },
	};

	return service_main (&m.service, argc, argv);
}
