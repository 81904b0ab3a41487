/*
 * serve.c - event loop of a server: packets from and to its UDP sockets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/watch.h"
#include "net/raw6.h"

static void on_failed_udp (void *ctx, const struct outbox_message *message, int err)
{
	const struct in_addr to = { htonl (message->to.ip) };
	struct serve *s = ctx;
	char text[INET_ADDRSTRLEN];

	s->lost.of[TEREDO_LOST_UDP] += message->count;
	log_trace ("cannot send to %s:%u: %s", inet_ntop (AF_INET, &to, text, sizeof (text)),
	           message->to.port, strerror (err));
}

static void send_ip6 (struct serve *s, struct teredo_slice ip6)
{
	if (s->raw6 >= 0 && raw6_send (s->raw6, ip6) == 0)
		return;
	s->lost.of[TEREDO_LOST_IP6]++;
	if (s->raw6 >= 0)
		log_trace ("cannot send to the IPv6 Internet: %s", strerror (errno));
}

static void handle (struct serve *s, teredo_time now, enum teredo_server_side side,
                    const struct teredo_endpoint *from, struct teredo_slice udp)
{
	struct teredo_out out;

	switch (teredo_server_rx (s->server, now, side, from, udp, &out)) {
	case TEREDO_SEND:
		outbox_add (&s->outboxes[out.socket], &out.to, out.head, out.data);
		break;
	case TEREDO_DELIVER:
		send_ip6 (s, out.data);
		break;
	default:
		break;
	}
}

static void on_udp (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct serve *s = ctx;
	enum teredo_server_side side = fd == s->udp[TEREDO_PRIMARY] ? TEREDO_PRIMARY
	                                                            : TEREDO_SECONDARY;
	unsigned count, total = 0;

	(void)what;
	do {
		count = inbox_receive (&s->inbox, fd);
		for (unsigned i = 0; i < count; i++)
			handle (s, now, side, &s->inbox.messages[i].from,
			        s->inbox.messages[i].bytes);
		total += count;
	} while (count == INBOX_MESSAGES && total < WATCH_TURNS);
	for (size_t i = 0; i < SERVE_SIDES; i++)
		outbox_flush (&s->outboxes[i]);
}

int serve_start (struct serve *s, size_t sides)
{
	const struct watch watched[SERVE_SIDES] = {
		{ s->udp[TEREDO_PRIMARY], EV_READ, on_udp },
		{ s->udp[TEREDO_SECONDARY], EV_READ, on_udp },
	};

	for (size_t i = 0; i < SERVE_SIDES; i++) {
		s->outboxes[i].fd = s->udp[i];
		s->outboxes[i].failed = on_failed_udp;
		s->outboxes[i].ctx = s;
	}
	return watch_start (s->base, watched, sides, s, s->events);
}

void serve_add_counts (const struct serve *s, struct teredo_counts *sum)
{
	teredo_counts_add (sum, teredo_server_counts (s->server));
	teredo_counts_add (sum, &s->lost);
}

void serve_stop (struct serve *s)
{
	watch_end (s->events, SERVE_SIDES);
}
