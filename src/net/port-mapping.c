/*
 * port-mapping.c - miredo's side of miredo-portmap
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/port-mapping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "helper/spawn.h"
#include "net/client-tunnel.h"
#include "net/udp.h"
#include "portmap/message.h"
#include "roles/client.h"

#define PROGRAM     PKGLIBEXECDIR "/miredo-portmap"
#define PATIENCE_MS 3000
#define MOVES_MAX   3 /* to other ports, because the router has mapped one to another host */
/* After the start or a change of the network. Later, nothing that a router says may change an
 * address in use. */
#define MOVE_TIME TEREDO_SECONDS (10)

/* What the server sees, compared with a mapping. */
enum relation { UNKNOWN, SAME, OTHER_PORT, OTHER_ADDRESS };

struct port_mapping {
	struct spawned program;
	struct tunnel *tunnel;
	struct event *readable;
	uint32_t bind;
	bool may_move;                /* BindPort is not set */
	unsigned moves;               /* done */
	teredo_time settled;          /* no moves from now on */
	uint32_t server;              /* as requested; 0: nothing was requested yet */
	struct portmap_report report; /* port 0: none yet */
	struct teredo_endpoint seen;  /* by the server; port 0: not known */
};

/* --- state, in words --- */

static const char *ipv4_text (uint32_t ip, char text[INET_ADDRSTRLEN])
{
	const struct in_addr address = { htonl (ip) };

	return inet_ntop (AF_INET, &address, text, INET_ADDRSTRLEN);
}

static enum relation compare (const struct port_mapping *p)
{
	const struct teredo_endpoint *external = &p->report.external;

	if (p->report.result != PORTMAP_MAPPED || p->seen.port == 0)
		return UNKNOWN;
	if (external->ip != p->seen.ip)
		return OTHER_ADDRESS;
	return external->port != p->seen.port ? OTHER_PORT : SAME;
}

static void log_mapped (const struct port_mapping *p)
{
	const struct portmap_report *r = &p->report;
	char router[INET_ADDRSTRLEN], external[INET_ADDRSTRLEN], seen[INET_ADDRSTRLEN];

	ipv4_text (r->router, router);
	ipv4_text (r->external.ip, external);
	switch (compare (p)) {
	case OTHER_ADDRESS:
		log_warning (_ ("port mapping: router %s maps %s:%u to this client (%s), but the "
		                "server sees %s; the router is behind another NAT, so the mapping "
		                "has no effect"),
		             router, external, r->external.port,
		             portmap_protocol_name (r->protocol), ipv4_text (p->seen.ip, seen));
		break;
	case OTHER_PORT:
		log_notice (_ ("port mapping: router %s maps %s:%u to this client (%s), but the "
		               "server sees port %u"),
		            router, external, r->external.port, portmap_protocol_name (r->protocol),
		            p->seen.port);
		break;
	case UNKNOWN:
	case SAME:
		log_notice (_ ("port mapping: router %s maps %s:%u to this client (%s)"), router,
		            external, r->external.port, portmap_protocol_name (r->protocol));
		break;
	}
}

static void log_state (const struct port_mapping *p)
{
	const struct portmap_report *r = &p->report;
	char router[INET_ADDRSTRLEN];

	ipv4_text (r->router, router);
	switch (r->result) {
	case PORTMAP_MAPPED:
		log_mapped (p);
		break;
	case PORTMAP_UNNEEDED:
		log_info (_ ("no port mapping: there is no NAT router to ask"));
		break;
	case PORTMAP_SILENT:
		log_info (_ ("no port mapping: router %s does not answer PCP, NAT-PMP or UPnP"),
		          router);
		break;
	case PORTMAP_REFUSED:
		log_info (_ ("no port mapping: router %s refused it (%s, error %u)"), router,
		          portmap_protocol_name (r->protocol), r->code);
		break;
	case PORTMAP_TAKEN:
		log_notice (_ ("no port mapping: router %s maps UDP port %u to another host"),
		            router, r->port);
		break;
	}
}

void port_mapping_report (const struct port_mapping *p)
{
	if (p != NULL && p->report.port != 0)
		log_state (p);
}

/* --- requests --- */

/* Without miredo-portmap, no mapping is known. */
static void give_up (struct port_mapping *p)
{
	const teredo_time now = clock_now ();

	log_warning (_ ("miredo-portmap exited unexpectedly; continuing without port mapping"));
	event_del (p->readable);
	spawn_stop (&p->program, 0);
	p->report.port = 0;
	teredo_client_port_mapped (p->tunnel->role, now, NULL);
}

static void send_request (struct port_mapping *p)
{
	const struct portmap_request request = {
		.port = udp_port (p->tunnel->udp),
		.bind = p->bind,
		.server = p->server,
	};
	uint8_t bytes[PORTMAP_REQUEST_LEN];

	if (p->program.fd < 0 || p->server == 0)
		return;
	portmap_request_pack (bytes, &request);
	/* It reads them at once, except while it releases a mapping. */
	if (send (p->program.fd, bytes, sizeof (bytes), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
		give_up (p);
}

void port_mapping_again (struct port_mapping *p)
{
	if (p == NULL)
		return;
	p->settled = clock_now () + MOVE_TIME;
	send_request (p);
}

void port_mapping_look (struct port_mapping *p, const struct teredo_status *status)
{
	const struct teredo_endpoint none = { 0, 0 };
	enum relation before;

	if (p == NULL)
		return;
	before = compare (p);
	p->seen = status->have_address ? status->mapped : none;
	if (compare (p) >= OTHER_PORT && compare (p) != before)
		log_mapped (p);
	if (status->server == 0 || status->server == p->server)
		return;
	if (p->server == 0)
		p->settled = clock_now () + MOVE_TIME;
	p->server = status->server;
	send_request (p);
}

/* --- reports --- */

/* Whether the port must be changed: the router has mapped the external port of the same number to
 * another host. A mapping of another port is just as good if the server sees it. */
static bool is_collision (const struct port_mapping *p)
{
	const struct portmap_report *r = &p->report;

	if (!p->may_move || p->moves == MOVES_MAX || clock_now () >= p->settled)
		return false;
	return r->result == PORTMAP_TAKEN
	       || (r->result == PORTMAP_MAPPED && r->external.port != r->port
	           && compare (p) != SAME);
}

static bool move (struct port_mapping *p)
{
	const uint16_t old = p->report.port;

	p->moves++;
	if (client_tunnel_change_port (p->tunnel, p->bind) != 0) {
		log_warning (_ ("cannot change the UDP port: %s"), strerror (errno));
		return false;
	}
	log_notice (_ ("the router maps UDP port %u to another host; using port %u instead"), old,
	            udp_port (p->tunnel->udp));
	p->report.port = 0;
	send_request (p);
	return true;
}

static void use (struct port_mapping *p, teredo_time now)
{
	bool mapped = p->report.result == PORTMAP_MAPPED;

	if (is_collision (p) && move (p))
		mapped = false;
	else
		log_state (p);
	teredo_client_port_mapped (p->tunnel->role, now, mapped ? &p->report.external : NULL);
	tunnel_settle (p->tunnel, now);
}

static void on_report (evutil_socket_t fd, short what, void *ctx)
{
	struct port_mapping *p = ctx;
	uint8_t bytes[PORTMAP_REPORT_LEN + 1];
	struct portmap_report report;
	ssize_t len;

	(void)what;
	len = recv (fd, bytes, sizeof (bytes), 0);
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len <= 0 || !portmap_report_unpack (&report, bytes, (size_t)len)) {
		give_up (p);
		tunnel_settle (p->tunnel, clock_now ());
	} else if (report.port == udp_port (p->tunnel->udp)) { /* or we have moved since */
		p->report = report;
		use (p, clock_now ());
	}
}

/* --- start and end --- */

struct port_mapping *port_mapping_new (const struct settings *s, const struct spawned *program)
{
	struct port_mapping *p = calloc (1, sizeof (*p));

	if (p == NULL)
		return NULL;
	p->program = *program;
	p->bind = s->bind_address;
	p->may_move = s->bind_port == 0;
	return p;
}

struct port_mapping *port_mapping_open (const struct settings *s, const char *user)
{
	const char *const argv[] = { "miredo-portmap", user, NULL };
	struct port_mapping *p = NULL;
	struct spawned program;

	if (s->mode != MODE_CLIENT || !s->port_mapping)
		return NULL;
	if (spawn_start (&program, PROGRAM, argv, -1) == 0)
		p = port_mapping_new (s, &program);
	if (p == NULL)
		log_warning (_ ("cannot start miredo-portmap: %s; continuing without port mapping"),
		             strerror (errno));
	return p;
}

int port_mapping_start (struct port_mapping *p, struct tunnel *t)
{
	p->tunnel = t;
	p->readable = event_new (t->base, p->program.fd, EV_READ | EV_PERSIST, on_report, p);
	return p->readable != NULL ? event_add (p->readable, NULL) : -1;
}

void port_mapping_free (struct port_mapping *p)
{
	if (p == NULL)
		return;
	if (p->readable != NULL)
		event_free (p->readable);
	spawn_stop (&p->program, PATIENCE_MS);
	free (p);
}
