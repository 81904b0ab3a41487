/*
 * teredo-mire.c - stateless Teredo ping responder, a target for tests
 *
 * It needs no privileges and no configuration. It receives and sends; libteredo
 * (responder.c) decides what to answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <event2/event.h>
#include <getopt.h>
#include <stdio.h>
#include "values/addr.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/i18n.h"
#include "base/log.h"
#include "roles/responder.h"
#include "conf/options.h"
#include "report/report.h"
#include "process/service.h"
#include "net/inbox.h"
#include "net/outbox.h"
#include "base/watch.h"

#define PROGRAM "teredo-mire"
#define SIDES   2

struct responder {
	struct service service;
	uint32_t ip; /* host byte order; 0: any */
	struct teredo_responder mire;
	int udp[SIDES]; /* sockets, by enum teredo_responder_side */
	struct event *events[SIDES];
};

static struct inbox inbox;
static struct outbox outboxes[SIDES]; /* by enum teredo_responder_side */
static const struct teredo_env env = { .random = entropy_fill, .event = report_event };

/* --- the command line --- */

static void help (void)
{
	printf (_ ("Usage: %s [OPTIONS] [ADDRESS]\n"), PROGRAM);
	puts (_ ("Stateless Teredo ping responder"));
	puts (_ ("\n"
	         "  ADDRESS              public IPv4 address of this host [any]\n"
	         "  -d, --debug          log debug messages; twice: also about single packets\n"
	         "  -h, --help           print this text\n"
	         "  -V, --version        print version and licence"));
}

static enum options_result parse_address (struct responder *r, int count, char *const rest[])
{
	struct in_addr address;

	if (count == 0)
		return OPTIONS_RUN;
	if (count > 1)
		return options_unexpected (PROGRAM, rest[1]);
	if (inet_pton (AF_INET, rest[0], &address) != 1) {
		fprintf (stderr, _ ("%s: \"%s\" is not an IPv4 address\n"), PROGRAM, rest[0]);
		return OPTIONS_WRONG;
	}
	r->ip = ntohl (address.s_addr);
	return OPTIONS_RUN;
}

static enum options_result parse (void *ctx, int argc, char *const argv[])
{
	struct responder *r = ctx;
	static const struct option long_options[] = {
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long (argc, argv, "dhV", long_options, NULL)) != -1) {
		switch (option) {
		case 'd':
			r->service.options.debug++;
			break;
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
	return parse_address (r, argc - optind, argv + optind);
}

/* --- packets --- */

static void on_failed (void *ctx, const struct outbox_message *message, int err)
{
	struct responder *r = ctx;

	(void)err;
	r->mire.counts.of[TEREDO_LOST_UDP] += message->count;
}

static void handle (struct responder *r, teredo_time now, enum teredo_responder_side side,
                    const struct inbox_message *message)
{
	struct teredo_out out;

	if (teredo_responder_rx (&r->mire, now, side, &message->from, message->bytes, &out)
	    == TEREDO_SEND)
		outbox_add (&outboxes[out.socket], &out.to, out.head, out.data);
}

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct responder *r = ctx;
	const enum teredo_responder_side side = fd == r->udp[TEREDO_RESPONDER_SERVER]
	                                                ? TEREDO_RESPONDER_SERVER
	                                                : TEREDO_RESPONDER_CLIENT;
	unsigned count, total = 0;

	(void)what;
	do {
		count = inbox_receive (&inbox, fd);
		for (unsigned i = 0; i < count; i++)
			handle (r, now, side, &inbox.messages[i]);
		total += count;
	} while (count == INBOX_MESSAGES && total < WATCH_TURNS);
	for (size_t i = 0; i < SIDES; i++)
		outbox_flush (&outboxes[i]);
}

/* --- start and end --- */

static int open_sockets (void *ctx)
{
	struct responder *r = ctx;
	const struct teredo_endpoint locals[SIDES] = {
		[TEREDO_RESPONDER_SERVER] = { r->ip, TEREDO_PORT },
		[TEREDO_RESPONDER_CLIENT] = { r->ip, TEREDO_RESPONDER_PORT },
	};

	return startup_open_udp (r->udp, locals, SIDES);
}

static int make (void *ctx)
{
	struct responder *r = ctx;
	const struct watch watched[SIDES] = {
		{ r->udp[TEREDO_RESPONDER_SERVER], EV_READ, on_udp },
		{ r->udp[TEREDO_RESPONDER_CLIENT], EV_READ, on_udp },
	};

	teredo_responder_init (&r->mire, r->ip, &env, clock_now ());
	for (size_t i = 0; i < SIDES; i++) {
		outboxes[i].fd = r->udp[i];
		outboxes[i].failed = on_failed;
		outboxes[i].ctx = r;
	}
	if (watch_start (r->service.base, watched, SIDES, r, r->events) != 0)
		return startup_fail ();
	return 0;
}

/* Logs the address to ping, if it is known. */
static int start (void *ctx)
{
	const struct responder *r = ctx;
	const struct teredo_address parts = {
		.prefix = TEREDO_PREFIX,
		.server = r->ip,
		.mapped = { r->ip, TEREDO_RESPONDER_PORT },
	};
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	teredo_address_encode (&address, &parts);
	if (r->ip != 0)
		log_info (_ ("responding as %s"),
		          inet_ntop (AF_INET6, &address, text, sizeof (text)));
	return 0;
}

static void report (void *ctx)
{
	const struct responder *r = ctx;

	report_counts (&r->mire.counts);
}

static int finish (void *ctx)
{
	(void)ctx;
	return 0;
}

static void close_all (void *ctx)
{
	struct responder *r = ctx;

	watch_end (r->events, SIDES);
	startup_close_udp (r->udp, SIDES);
}

int main (int argc, char **argv)
{
	static const struct service_calls calls = {
		.name = PROGRAM,
		.parse = parse,
		.open = open_sockets,
		.make = make,
		.start = start,
		.report = report,
		.finish = finish,
		.close = close_all,
	};
	static struct responder r = {
		.service = { .calls = &calls, .ctx = &r, .pidfile = PIDFILE_NONE },
		.udp = { -1, -1 },
	};

	return service_main (&r.service, argc, argv);
}
