/*
 * teredo-mire.c - a target for tests: answers to pings through Teredo
 *
 * Needs no privileges and no configuration. What to answer is libteredo's affair
 * (mire.c there); here it is received and sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "values/addr.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "roles/responder.h"
#include "conf/options.h"
#include "report/report.h"
#include "process/startup.h"
#include "net/udp.h"
#include "base/watch.h"

#define PROGRAM "teredo-mire"
#define SIDES   2
#define EVENTS  5

struct responder {
	uint32_t ip; /* host byte order; 0: any */
	struct teredo_responder mire;
	int udp[SIDES]; /* sockets, by enum teredo_responder_side */
	struct event_base *base;
	struct event *events[EVENTS];
};

static const struct teredo_env env = { .random = entropy_fill, .event = report_event };

/* --- the command line --- */

static void help (void)
{
	printf (_ ("Usage: %s [OPTIONS] [ADDRESS]\n"), PROGRAM);
	puts (_ ("Answers to pings through Teredo, without keeping anything"));
	puts (_ ("\n"
	         "  ADDRESS              our public IPv4 address [any]\n"
	         "  -h, --help           this text\n"
	         "  -V, --version        version and licence"));
}

static enum options_result take_address (struct responder *r, int count, char *const rest[])
{
	struct in_addr address;

	if (count == 0)
		return OPTIONS_RUN;
	if (count > 1)
		return options_unexpected (PROGRAM, rest[1]);
	if (inet_pton (AF_INET, rest[0], &address) != 1) {
		fprintf (stderr, _ ("%s: \"%s\" is no IPv4 address\n"), PROGRAM, rest[0]);
		return OPTIONS_WRONG;
	}
	r->ip = ntohl (address.s_addr);
	return OPTIONS_RUN;
}

static enum options_result parse (struct responder *r, int argc, char *const argv[])
{
	static const struct option long_options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long (argc, argv, "hV", long_options, NULL)) != -1) {
		switch (option) {
		case 'h':
			help ();
			return OPTIONS_DONE;
		case 'V':
			options_version ();
			return OPTIONS_DONE;
		default:
			return options_unknown (PROGRAM);
		}
	}
	return take_address (r, argc - optind, argv + optind);
}

/* --- datagrams --- */

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	static uint8_t buffer[TEREDO_UDP_MAX + 1];
	const teredo_time now = clock_now ();
	struct responder *r = ctx;
	const enum teredo_responder_side side = fd == r->udp[TEREDO_RESPONDER_SERVER]
	                                                ? TEREDO_RESPONDER_SERVER
	                                                : TEREDO_RESPONDER_CLIENT;

	(void)what;
	for (int i = 0; i < WATCH_TURNS; i++) {
		struct teredo_out out;
		struct teredo_endpoint from;
		ssize_t len = udp_recv (fd, buffer, sizeof (buffer), &from);

		if (len < 0)
			break;
		if (teredo_responder_rx (&r->mire, now, side, &from,
		                         (struct teredo_slice){ buffer, (size_t)len }, &out)
		            == TEREDO_SEND
		    && udp_send (r->udp[out.side], &out.to, out.head, out.data) != 0)
			r->mire.counts.of[TEREDO_LOST_UDP]++;
	}
}

/* --- start and end --- */

static void on_end (evutil_socket_t sig, short what, void *ctx)
{
	(void)sig;
	(void)what;
	event_base_loopbreak (((struct responder *)ctx)->base);
}

static void on_usr1 (evutil_socket_t sig, short what, void *ctx)
{
	(void)sig;
	(void)what;
	report_counts (&((struct responder *)ctx)->mire.counts);
}

static int open_sockets (struct responder *r)
{
	static const uint16_t ports[SIDES] = { TEREDO_PORT, TEREDO_RESPONDER_PORT };

	for (int i = 0; i < SIDES; i++) {
		const struct teredo_endpoint local = { r->ip, ports[i] };

		r->udp[i] = startup_open_udp (&local);
		if (r->udp[i] < 0)
			return -1;
	}
	return 0;
}

static int watch (struct responder *r)
{
	const struct watch watched[EVENTS] = {
		{ r->udp[TEREDO_RESPONDER_SERVER], EV_READ, on_udp },
		{ r->udp[TEREDO_RESPONDER_CLIENT], EV_READ, on_udp },
		{ SIGINT, EV_SIGNAL, on_end },
		{ SIGTERM, EV_SIGNAL, on_end },
		{ SIGUSR1, EV_SIGNAL, on_usr1 },
	};

	r->base = event_base_new ();
	return r->base != NULL ? watch_start (r->base, watched, EVENTS, r, r->events) : -1;
}

/* The address to ping, if it is known. */
static void tell_address (const struct responder *r)
{
	const struct teredo_address parts = {
		.prefix = TEREDO_PREFIX,
		.server = r->ip,
		.mapped = { r->ip, TEREDO_RESPONDER_PORT },
	};
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	teredo_address_encode (&address, &parts);
	if (r->ip != 0)
		log_info (_ ("answering to %s"),
		          inet_ntop (AF_INET6, &address, text, sizeof (text)));
}

static int run (struct responder *r)
{
	teredo_responder_init (&r->mire, r->ip, &env, clock_now ());
	if (open_sockets (r) != 0)
		return -1;
	if (watch (r) != 0) {
		log_error (_ ("cannot start: %s"), strerror (errno));
		return -1;
	}
	tell_address (r);
	return event_base_dispatch (r->base);
}

static void end (struct responder *r)
{
	watch_end (r->events, EVENTS);
	if (r->base != NULL)
		event_base_free (r->base);
	for (int i = 0; i < SIDES; i++)
		if (r->udp[i] >= 0)
			close (r->udp[i]);
}

int main (int argc, char **argv)
{
	static struct responder r = { .udp = { -1, -1 } };
	int result;

	i18n_init ();
	switch (parse (&r, argc, argv)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return STARTUP_WRONG;
	}
	result = run (&r);
	end (&r);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
