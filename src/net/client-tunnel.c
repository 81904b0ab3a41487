/*
 * client-tunnel.c - what only a client's tunnel has: server, links, discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/client-tunnel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "base/hmac.h"
#include "conf/secrets.h"
#include "conf/offload.h"
#include "net/discovery.h"
#include "net/finder.h"
#include "net/forward.h"
#include "net/inbox.h"
#include "net/links.h"
#include "net/port-mapping.h"
#include "net/ports.h"
#include "net/state.h"
#include "net/udp.h"
#include "report/report.h"
#include "roles/client.h"

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

static void on_port (void *ctx, unsigned socket, const struct teredo_endpoint *from,
                     struct teredo_slice udp)
{
	const teredo_time now = clock_now ();
	struct teredo_slice ip6;
	struct tunnel *t = ctx;

	if (teredo_client_rx_socket (t->role, now, socket, from, udp, &ip6) == TEREDO_DELIVER)
		tunnel_deliver (t, ip6);
	tunnel_settle (t, now);
}

/* Tells the role where peers behind the same NAT may reach us. */
static void find_local (struct tunnel *t)
{
	struct teredo_endpoint local[TEREDO_LINKS_MAX];
	struct teredo_link links[TEREDO_LINKS_MAX];
	const size_t count = links_find ("", t->bind_address, links);

	for (size_t i = 0; i < count; i++)
		local[i] = (struct teredo_endpoint){ links[i].address, udp_port (t->udp) };
	teredo_client_local (t->role, local, count);
}

void client_tunnel_choose_links (struct tunnel *t, const struct settings *s)
{
	t->bind_address = s->bind_address;
	find_local (t);
	discovery_choose (t->discovery, s->discovery, s->discovery_interfaces, s->bind_address);
}

void client_tunnel_changed (struct tunnel *t, bool moved)
{
	const teredo_time now = clock_now ();

	discovery_look (t->discovery);
	find_local (t);
	if (!moved)
		return;
	teredo_role_network_changed (t->role, now);
	port_mapping_again (t->port_mapping);
	tunnel_settle (t, now);
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

static void use_server (struct tunnel *t, const struct settings *s)
{
	t->server = s->server;
	t->server2 = s->server2;
}

/* A single server that is given by its addresses needs no look-up. One without a secondary address
 * has its primary one again. */
static void set_server (struct teredo_client_config *config, const struct settings *s)
{
	const bool none = strcasecmp (s->server2, SETTINGS_NONE) == 0;

	if (s->server2[0] != '\0' && !none && literal (s->server2) == 0)
		return;
	config->server = literal (s->server);
	config->server2 = literal (none ? s->server : s->server2);
}

int client_tunnel_read_identity (struct teredo_identity *identity, const struct settings *s)
{
	struct diagnostics diags = { .list = NULL };
	int result;

	if (s->secure.identifier[0] == '\0')
		return 0;
	result = secrets_read_identity (identity, s->secure.identifier, s->secure.secret_file,
	                                &diags);
	diagnostics_log (&diags);
	return result;
}

void client_tunnel_reload (struct tunnel *t, const struct settings *s, bool new_server)
{
	const teredo_time now = clock_now ();

	client_tunnel_choose_links (t, s);
	use_server (t, s);
	if (new_server)
		finder_start (t->finder, t->server, t->server2); /* then its addresses come */
	else
		teredo_role_network_changed (t->role, now);
	port_mapping_again (t->port_mapping);
	tunnel_settle (t, now);
}

/* Replaces the socket under its descriptor, which others use too. */
static int replace_socket (struct tunnel *t, int fd)
{
	event_del (t->events[TUNNEL_EVENT_UDP]);
	if (dup3 (fd, t->udp, O_CLOEXEC) < 0)
		return -1;
	if ((t->forward->offloads & OFFLOAD_UDP_JOIN) != 0)
		inbox_enable_joining (t->udp);
	discovery_set_options (t->udp);
	return 0;
}

int client_tunnel_change_port (struct tunnel *t, uint32_t address)
{
	const struct teredo_endpoint any = { .ip = address };
	const int fd = udp_open (&any);
	int result, err;

	if (fd < 0)
		return -1;
	result = replace_socket (t, fd);
	err = errno;
	close (fd);
	event_add (t->events[TUNNEL_EVENT_UDP], NULL);
	errno = err;
	if (result == 0) {
		find_local (t);
		teredo_role_network_changed (t->role, clock_now ());
	}
	return result;
}

int client_tunnel_make (struct tunnel *t, const struct settings *s,
                        const struct teredo_networks *networks,
                        const struct teredo_identity *identity)
{
	const struct teredo_env env = {
		.ctx = t,
		.random = entropy_fill,
		.event = report_event,
		.is_own = is_own,
		.hmac = hmac_sha1 (),
		.networks = networks,
	};
	const struct discovery_calls calls = { on_links, on_heard, t };
	const struct ports_calls port_calls = { on_port, t };
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	if (identity->id_len > 0)
		config.identity = identity;
	use_server (t, s);
	set_server (&config, s);
	config.extensions = s->extensions;
	if (t->state != NULL)
		config.previous = t->state->address;
	config.adaptive_refresh = s->adaptive_refresh;
	config.refresh = TEREDO_SECONDS (s->refresh);
	t->finder = finder_new (t->base, on_resolved, t);
	t->role = teredo_client_new (&config, &env, clock_now ());
	t->discovery = discovery_new (t->base, t->udp, &calls);
	t->ports = ports_new (t->base, s->bind_address, &port_calls);
	if (t->finder == NULL || t->role == NULL || t->discovery == NULL || t->ports == NULL)
		return -1;
	return t->port_mapping != NULL ? port_mapping_start (t->port_mapping, t) : 0;
}
