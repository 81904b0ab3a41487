/*
 * report.c - what happens in the core, told to the administrator
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/log.h"
#include "report/notify.h"
#include "peers/peer.h"

static const char *ip6_text (const struct in6_addr *address, char text[INET6_ADDRSTRLEN])
{
	return inet_ntop (AF_INET6, address, text, INET6_ADDRSTRLEN);
}

static const char *ipv4_text (uint32_t ip, char text[INET_ADDRSTRLEN])
{
	const struct in_addr address = { htonl (ip) };

	return inet_ntop (AF_INET, &address, text, INET_ADDRSTRLEN);
}

void report_event (void *ctx, const struct teredo_event *event)
{
	char text[INET6_ADDRSTRLEN] = "-";

	(void)ctx;
	if (!log_wants (LOG_DEBUG))
		return;
	if (event->of != NULL)
		ip6_text (event->of, text);
	switch (event->kind) {
	case TEREDO_EVENT_COUNT:
		log_debug ("%s: %s", teredo_count_name (event->count), text);
		break;
	case TEREDO_EVENT_QUALIFICATION:
		log_debug ("qualification: %s -> %s",
		           teredo_qualification_state_name (
				   (enum teredo_qualification_state)event->from),
		           teredo_qualification_state_name (
				   (enum teredo_qualification_state)event->to));
		break;
	case TEREDO_EVENT_PEER:
		log_debug ("peer %s: %s -> %s", text,
		           teredo_peer_state_name ((enum teredo_peer_state)event->from),
		           teredo_peer_state_name ((enum teredo_peer_state)event->to));
		break;
	}
}

static const char *nat_text (enum teredo_nat nat)
{
	switch (nat) {
	case TEREDO_NAT_RESTRICTED:
		return _ ("restricted");
	case TEREDO_NAT_SYMMETRIC:
		return _ ("symmetric: some peers cannot be reached");
	case TEREDO_NAT_UNKNOWN:
		break;
	}
	return _ ("unknown");
}

/* In the log, and as the state of the service. */
static void say (int priority, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static void say (int priority, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start (args, format);
	vsnprintf (text, sizeof (text), format, args);
	va_end (args);
	log_at (priority, "%s", text);
	notify_status ("%s", text);
}

void report_client_started (const char *interface, unsigned port)
{
	say (LOG_INFO, _ ("client started on interface %s, UDP port %u"), interface, port);
}

void report_relay_started (const char *interface, unsigned port)
{
	say (LOG_INFO, _ ("relay started on interface %s, UDP port %u"), interface, port);
}

void report_server_started (uint32_t primary, uint32_t secondary)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	say (LOG_INFO, _ ("server started on %s and %s"), ipv4_text (primary, text),
	     ipv4_text (secondary, text2));
}

void report_server (uint32_t primary, uint32_t secondary)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	log_info (_ ("serving on %s and %s"), ipv4_text (primary, text),
	          ipv4_text (secondary, text2));
}

static void report_qualified (const struct teredo_status *status)
{
	char address[INET6_ADDRSTRLEN], mapped[INET_ADDRSTRLEN], server[INET_ADDRSTRLEN];

	say (LOG_NOTICE, _ ("Teredo address %s (mapped %s:%u, NAT %s, server %s, MTU %u)"),
	     ip6_text (&status->address, address), ipv4_text (status->mapped.ip, mapped),
	     status->mapped.port, nat_text (status->nat), ipv4_text (status->server, server),
	     status->mtu);
}

static void report_offline (const struct teredo_status *status, const char *server,
                            unsigned seconds)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	if (status->server == 0)
		say (LOG_WARNING,
		     _ ("no Teredo address: the server's name %s cannot be looked up; "
		        "see that it is right and that a name server answers; next try "
		        "in %u s"),
		     server, seconds);
	else
		say (LOG_WARNING,
		     _ ("no Teredo address: no answer from the server %s (UDP port 3544 "
		        "of %s and %s); see that it runs and that no firewall is "
		        "between; next try in %u s"),
		     server, ipv4_text (status->server, text), ipv4_text (status->server2, text2),
		     seconds);
}

void report_qualification (const struct teredo_status *status, const char *server, teredo_time left)
{
	const unsigned seconds = (unsigned)((left + 999) / 1000);
	char text[INET_ADDRSTRLEN];

	switch (status->state) {
	case TEREDO_NO_QUALIFICATION:
		break;
	case TEREDO_RESOLVING:
		say (LOG_INFO, _ ("looking up the server's name %s"), server);
		break;
	case TEREDO_STARTING:
		say (LOG_INFO, _ ("soliciting the server %s"), ipv4_text (status->server, text));
		break;
	case TEREDO_CONFIRMING:
		log_debug ("soliciting the server's second address %s",
		           ipv4_text (status->server2, text));
		break;
	case TEREDO_QUALIFIED:
		report_qualified (status);
		break;
	case TEREDO_SILENT:
		say (LOG_WARNING,
		     _ ("the server %s does not answer any more: the address is kept; "
		        "next try in %u s"),
		     ipv4_text (status->server, text), seconds);
		break;
	case TEREDO_OFFLINE:
		report_offline (status, server, seconds);
		break;
	}
}

static void report_peers (uint32_t peers)
{
	log_info (i18n_plural ("%u peer known", "%u peers known", peers), (unsigned)peers);
}

static void report_neighbours (uint32_t neighbours)
{
	log_info (i18n_plural ("%u other client on our links", "%u other clients on our links",
	                       neighbours),
	          (unsigned)neighbours);
}

void report_status (const struct teredo_status *status, const char *server, teredo_time left)
{
	report_qualification (status, server, left);
	report_peers (status->peers);
	if (status->state != TEREDO_NO_QUALIFICATION)
		report_neighbours (status->neighbours);
}

void report_counts (const struct teredo_counts *counts)
{
	for (int i = 0; i < TEREDO_COUNT_MAX; i++)
		if (counts->of[i] != 0)
			log_info ("%" PRIu64 " %s", counts->of[i],
			          _ (teredo_count_text ((enum teredo_count)i)));
}
