/*
 * report.c - messages about the state of client, relay and server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/log.h"
#include "report/notify.h"
#include "report/report-nat.h"
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

/* Counts that are news. */
static void report_count (const struct teredo_event *event)
{
	char text[INET6_ADDRSTRLEN];

	if (event->count == TEREDO_RELAYED)
		log_info (_ ("no direct path to %s: packets go through the server (relayed)"),
		          ip6_text (event->of, text));
	else if (event->count == TEREDO_GUESSING)
		log_info (_ ("no direct path to %s: guessing its port, as it asks for"),
		          ip6_text (event->of, text));
}

void report_event (void *ctx, const struct teredo_event *event)
{
	char text[INET6_ADDRSTRLEN] = "-";

	(void)ctx;
	if (event->kind == TEREDO_EVENT_COUNT)
		report_count (event);
	if (!log_wants (LOG_DEBUG))
		return;
	if (event->of != NULL)
		ip6_text (event->of, text);
	switch (event->kind) {
	case TEREDO_EVENT_COUNT:
		log_trace ("%s: %s", teredo_count_name (event->count), text);
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
	case TEREDO_NAT_NONE:
		return _ ("no NAT");
	case TEREDO_NAT_NOT_SYMMETRIC:
		return _ ("NAT not symmetric");
	case TEREDO_NAT_SYMMETRIC:
		return _ ("NAT symmetric: some peers cannot be reached");
	case TEREDO_NAT_UNKNOWN:
		break;
	}
	return _ ("NAT type unknown");
}

/* Logs a message, and shows it as the status of the service. */
static void report (int priority, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static void report (int priority, const char *format, ...)
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
	report (LOG_INFO, _ ("client started on interface %s, UDP port %u"), interface, port);
}

void report_relay_started (const char *interface, unsigned port)
{
	report (LOG_INFO, _ ("relay started on interface %s, UDP port %u"), interface, port);
}

void report_exit (uint32_t server, const char *prefix)
{
	char text[INET_ADDRSTRLEN];

	if (prefix != NULL)
		log_info (_ ("exit for clients of server %s: mapped to %s"),
		          ipv4_text (server, text), prefix);
	else
		log_info (_ ("exit for clients of server %s: masqueraded"),
		          ipv4_text (server, text));
}

void report_server_started (uint32_t primary, uint32_t secondary)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	if (secondary == 0)
		report (LOG_INFO,
		        _ ("server started on %s alone (ServerBindAddress2 none): clients cannot "
		           "learn their NAT type, and Windows may get no address"),
		        ipv4_text (primary, text));
	else
		report (LOG_INFO, _ ("server started on %s and %s"), ipv4_text (primary, text),
		        ipv4_text (secondary, text2));
}

void report_unconfigured (const char *interface, unsigned seconds)
{
	report (LOG_ERR,
	        _ ("interface %s could not be configured; see the messages above; next attempt "
	           "in %u s"),
	        interface, seconds);
}

void report_configured (const char *interface)
{
	report (LOG_NOTICE, _ ("interface %s is configured now"), interface);
}

void report_server (uint32_t primary, uint32_t secondary)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	if (secondary == 0)
		log_info (_ ("serving on %s alone"), ipv4_text (primary, text));
	else
		log_info (_ ("serving on %s and %s"), ipv4_text (primary, text),
		          ipv4_text (secondary, text2));
}

void report_clients (const char *file, size_t count)
{
	log_info (i18n_plural ("%u client in %s can qualify securely",
	                       "%u clients in %s can qualify securely", count),
	          (unsigned)count, file);
}

void report_admitted (unsigned count)
{
	log_info (i18n_plural ("%u client that qualified securely may use the exit",
	                       "%u clients that qualified securely may use the exit", count),
	          count);
}

static void report_qualified (const struct teredo_status *status)
{
	char address[INET6_ADDRSTRLEN], mapped[INET_ADDRSTRLEN], server[INET_ADDRSTRLEN];

	report (LOG_NOTICE, _ ("Teredo address %s (mapped %s:%u, %s, server %s, MTU %u)"),
	        ip6_text (&status->address, address), ipv4_text (status->mapped.ip, mapped),
	        status->mapped.port, nat_text (status->nat), ipv4_text (status->server, server),
	        status->mtu);
	if (status->renew)
		log_warning (_ ("the server asks for a new secret; get one from its operator, and "
		                "replace the one in SharedSecretFile"));
}

static void report_offline (int priority, const struct teredo_status *status, const char *server,
                            unsigned seconds)
{
	char text[INET_ADDRSTRLEN];

	if (status->server == 0)
		report (priority,
		        _ ("no Teredo address: cannot look up server %s; check the name and "
		           "your DNS resolver; next attempt in %u s"),
		        server, seconds);
	else if (status->server_count > 1)
		report (priority,
		        _ ("no Teredo address: no answer from server %s (UDP port 3544 of any of "
		           "its %u addresses); check that it is running and not blocked by a "
		           "firewall; next attempt in %u s"),
		        server, status->server_count, seconds);
	else
		report (priority,
		        _ ("no Teredo address: no answer from server %s (UDP port 3544 of %s); "
		           "check that it is running and not blocked by a firewall; next "
		           "attempt in %u s"),
		        server, ipv4_text (status->server, text), seconds);
	if (status->secure && status->server != 0)
		log_at (priority, _ ("servers do not answer clients with a wrong secret: check "
		                     "ClientIdentifier and SharedSecretFile"));
}

void report_silent_secondary (const struct teredo_status *status)
{
	char text[INET_ADDRSTRLEN], text2[INET_ADDRSTRLEN];

	log_warning (_ ("no answer from %s, the secondary address of server %s: NAT type unknown; "
	                "unless the server has one address only, check ServerAddress2, and that "
	                "no firewall blocks UDP port 3544"),
	             ipv4_text (status->server2, text2), ipv4_text (status->server, text));
}

void report_qualification (const struct teredo_status *status, const char *server, teredo_time left,
                           bool again)
{
	const unsigned seconds = (unsigned)((left + 999) / 1000);
	const int info = again ? LOG_DEBUG : LOG_INFO;
	char address[INET6_ADDRSTRLEN], text[INET_ADDRSTRLEN];

	switch (status->state) {
	case TEREDO_NO_QUALIFICATION:
		break;
	case TEREDO_RESOLVING:
		report (info, _ ("looking up server %s"), server);
		break;
	case TEREDO_STARTING:
		report (info, _ ("soliciting server %s"), ipv4_text (status->server, text));
		break;
	case TEREDO_CONFIRMING:
		report (LOG_INFO,
		        _ ("Teredo address %s; NAT type unknown, soliciting secondary address %s"),
		        ip6_text (&status->address, address), ipv4_text (status->server2, text));
		break;
	case TEREDO_QUALIFIED:
		report_qualified (status);
		break;
	case TEREDO_SILENT:
		report (LOG_WARNING,
		        _ ("server %s stopped answering; keeping the current address; next "
		           "attempt in %u s"),
		        ipv4_text (status->server, text), seconds);
		break;
	case TEREDO_OFFLINE:
		report_offline (again ? LOG_DEBUG : LOG_WARNING, status, server, seconds);
		break;
	}
}

static void report_peers (uint32_t peers)
{
	log_info (i18n_plural ("%u peer known", "%u peers known", peers), (unsigned)peers);
}

static void report_neighbours (uint32_t neighbours)
{
	log_info (i18n_plural ("%u other client found by local discovery",
	                       "%u other clients found by local discovery", neighbours),
	          (unsigned)neighbours);
}

static void report_guesses (const struct teredo_status *status)
{
	if (status->guesses > 0)
		log_info (i18n_plural ("guessing the port of a peer: %u bubble left",
		                       "guessing the port of a peer: %u bubbles left",
		                       status->guesses),
		          status->guesses);
	if (status->guessable > 0)
		log_info (i18n_plural ("a peer may guess our port: %u socket open",
		                       "a peer may guess our port: %u sockets open",
		                       status->guessable),
		          status->guessable);
}

void report_status (const struct teredo_status *status, const char *server, teredo_time left)
{
	report_qualification (status, server, left, false);
	if (status->secure && status->have_address)
		log_info (_ ("qualified securely: the server's answers are authenticated"));
	if (status->have_address)
		report_nat (status);
	report_peers (status->peers);
	if (status->relayed > 0)
		log_info (i18n_plural ("%u of them reached only through the server (relayed)",
		                       "%u of them reached only through the server (relayed)",
		                       status->relayed),
		          (unsigned)status->relayed);
	if (status->random_ports > 0)
		log_info (i18n_plural ("%u of them reached from a random port",
		                       "%u of them reached from random ports",
		                       status->random_ports),
		          (unsigned)status->random_ports);
	report_guesses (status);
	if (status->state != TEREDO_NO_QUALIFICATION)
		report_neighbours (status->neighbours);
}

/* Whether what a counter counts is the answer to something that was sent: then 0 is news. */
static bool is_awaited (const struct teredo_counts *counts, enum teredo_count count)
{
	switch (count) {
	case TEREDO_RX_BUBBLE:
		return counts->of[TEREDO_TX_BUBBLE_INDIRECT] != 0;
	case TEREDO_RX_PROBE_REPLY:
		return counts->of[TEREDO_TX_PROBE] != 0;
	case TEREDO_RX_RA:
		return counts->of[TEREDO_TX_RS] != 0;
	default:
		return false;
	}
}

void report_counts (const struct teredo_counts *counts)
{
	for (int i = 0; i < TEREDO_COUNT_MAX; i++)
		if (counts->of[i] != 0 || is_awaited (counts, (enum teredo_count)i))
			log_info ("%" PRIu64 " %s", counts->of[i],
			          _ (teredo_count_text ((enum teredo_count)i)));
}

void report_one_worker (unsigned workers, int err)
{
	log_warning (_ ("cannot run %u workers (%s); running one"), workers, strerror (err));
}

void report_worker_counts (unsigned worker, const struct teredo_counts *counts)
{
	for (int i = 0; i < TEREDO_COUNT_MAX; i++)
		if (counts->of[i] != 0)
			log_debug ("worker %u: %" PRIu64 " %s", worker, counts->of[i],
			           teredo_count_text ((enum teredo_count)i));
}
