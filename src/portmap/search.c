/*
 * search.c - one UDP port mapped by the router, by whichever protocol it speaks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/search.h"

#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "portmap/announcement.h"

#define PAUSE        TEREDO_SECONDS (300) /* without a mapping */
#define RETRY        TEREDO_SECONDS (30)  /* a renewal that failed, until the lease ends */
#define RENEW_MIN    TEREDO_SECONDS (4)   /* RFC 6887 11.2.1 */
#define ANNOUNCED    TEREDO_SECONDS (10)  /* from one that is heeded to the next */
#define LIFETIME_MAX 86400                /* seconds that we believe */
#define GRACE_MS     500                  /* PCP: after NAT-PMP has answered, before it is used */
#define UPNP_MS      300                  /* PCP, NAT-PMP: before UPnP is asked, by multicast */

static void arm (struct event *event, teredo_time ms)
{
	event_add (event, &(struct timeval){ ms / 1000, ms % 1000 * 1000 });
}

static void stop (struct search *s)
{
	s->active = false;
	event_del (s->grace);
	event_del (s->upnp);
	pcp_client_stop (&s->pcp);
	nat_pmp_stop (&s->nat_pmp);
	igd_stop (&s->igd);
}

static bool is_last (const struct search *s, const struct portmap_report *report)
{
	const struct portmap_report *last = &s->last;

	return report->result == last->result && report->protocol == last->protocol
	       && report->code == last->code && report->port == last->port
	       && report->router == last->router
	       && teredo_endpoint_equal (&report->external, &last->external);
}

static void send_report (struct search *s, struct portmap_report report)
{
	report.port = s->request.port;
	report.router = report.result != PORTMAP_UNNEEDED ? s->gateway.router : 0;
	if (is_last (s, &report))
		return;
	s->last = report;
	s->report (s->ctx, &s->last);
}

/* --- the end of a search --- */

static void succeed (struct search *s, enum portmap_protocol protocol, const struct attempt *a)
{
	const uint32_t seconds = a->lifetime < LIFETIME_MAX ? a->lifetime : LIFETIME_MAX;
	const teredo_time lifetime = TEREDO_SECONDS ((teredo_time)seconds);
	const struct portmap_report report = { .result = PORTMAP_MAPPED,
		                               .protocol = protocol,
		                               .external = a->external };

	stop (s);
	s->mapped = true;
	s->expiry = clock_now () + lifetime;
	arm (s->again, lifetime / 2 > RENEW_MIN ? lifetime / 2 : RENEW_MIN);
	send_report (s, report);
}

/* A protocol that was refused says more than one that was not answered. */
static struct portmap_report failure (const struct search *s)
{
	const struct attempt *attempts[PORTMAP_PROTOCOLS] = {
		[PORTMAP_PCP] = &s->pcp.attempt,
		[PORTMAP_NAT_PMP] = &s->nat_pmp.attempt,
		[PORTMAP_UPNP] = &s->igd.attempt,
	};
	struct portmap_report report = { .result = PORTMAP_SILENT };

	for (int i = PORTMAP_PROTOCOLS - 1; i > PORTMAP_NONE; i--) {
		if (attempts[i]->state == ATTEMPT_TAKEN)
			return (struct portmap_report){ .result = PORTMAP_TAKEN };
		if (attempts[i]->state == ATTEMPT_REFUSED
		    && !(i == PORTMAP_PCP && attempts[i]->code == PCP_UNSUPPORTED_VERSION))
			report = (struct portmap_report){ .result = PORTMAP_REFUSED,
				                          .protocol = (enum portmap_protocol)i,
				                          .code = attempts[i]->code };
	}
	return report;
}

/* What the router has mapped stays until the lease ends. */
static void fail (struct search *s, struct portmap_report report)
{
	const teredo_time left = s->mapped ? s->expiry - clock_now () : 0;

	stop (s);
	if (left > 0) {
		arm (s->again, left < RETRY ? left : RETRY);
		return;
	}
	s->mapped = false;
	arm (s->again, PAUSE);
	send_report (s, report);
}

/* --- the course of a search --- */

/* PCP comes first, as it and NAT-PMP are mostly one program, which would map the port twice. */
static void go_on (struct search *s)
{
	const struct attempt *pcp = &s->pcp.attempt, *nat_pmp = &s->nat_pmp.attempt;

	if (nat_pmp->state == ATTEMPT_FOUND && (attempt_is_over (pcp) || s->nat_pmp_may_map)) {
		if (!attempt_is_over (pcp))
			pcp_client_stop (&s->pcp);
		nat_pmp_map (&s->nat_pmp);
	} else if (nat_pmp->state == ATTEMPT_FOUND) {
		arm (s->grace, GRACE_MS);
	} else if (s->igd.attempt.state == ATTEMPT_FOUND && nat_pmp->state != ATTEMPT_MAPPING) {
		if (!attempt_is_over (pcp))
			pcp_client_stop (&s->pcp);
		if (!attempt_is_over (nat_pmp))
			nat_pmp_stop (&s->nat_pmp);
		igd_map (&s->igd);
	}
}

static bool is_over (const struct search *s)
{
	return attempt_is_over (&s->pcp.attempt) && attempt_is_over (&s->nat_pmp.attempt)
	       && attempt_is_over (&s->igd.attempt) && !event_pending (s->upnp, EV_TIMEOUT, NULL);
}

static void on_changed (void *ctx)
{
	struct search *s = ctx;

	if (!s->active)
		return;
	if (s->pcp.attempt.state == ATTEMPT_MAPPED)
		succeed (s, PORTMAP_PCP, &s->pcp.attempt);
	else if (s->nat_pmp.attempt.state == ATTEMPT_MAPPED)
		succeed (s, PORTMAP_NAT_PMP, &s->nat_pmp.attempt);
	else if (s->igd.attempt.state == ATTEMPT_MAPPED)
		succeed (s, PORTMAP_UPNP, &s->igd.attempt);
	else
		go_on (s);
	if (s->active && is_over (s))
		fail (s, failure (s));
}

static void on_grace (evutil_socket_t fd, short what, void *ctx)
{
	struct search *s = ctx;

	(void)fd;
	(void)what;
	s->nat_pmp_may_map = true;
	on_changed (s);
}

static void on_upnp (evutil_socket_t fd, short what, void *ctx)
{
	struct search *s = ctx;

	(void)fd;
	(void)what;
	igd_look (&s->igd);
	on_changed (s);
}

static void prepare (struct search *s, struct attempt *a)
{
	a->base = s->base;
	a->changed = on_changed;
	a->ctx = s;
	a->gateway = s->gateway;
	a->port = s->request.port;
	a->code = 0;
}

static void ask_router (struct search *s)
{
	prepare (s, &s->pcp.attempt);
	prepare (s, &s->nat_pmp.attempt);
	prepare (s, &s->igd.attempt);
	s->nat_pmp_may_map = false;
	s->active = true;
	arm (s->upnp, UPNP_MS);
	pcp_client_map (&s->pcp);
	nat_pmp_look (&s->nat_pmp);
}

/* --- requests --- */

static void release (struct search *s)
{
	stop (s);
	if (s->mapped && s->last.protocol == PORTMAP_PCP)
		pcp_client_release (&s->pcp);
	else if (s->mapped && s->last.protocol == PORTMAP_NAT_PMP)
		nat_pmp_release (&s->nat_pmp);
	else if (s->mapped && s->last.protocol == PORTMAP_UPNP)
		igd_release (&s->igd);
	s->mapped = false;
}

/* An address of ours that is global has no NAT in front of it. */
static bool is_needed (const struct gateway *gateway)
{
	return !teredo_ipv4_is_global (gateway->own);
}

static void begin (struct search *s)
{
	struct gateway gateway;
	const bool found = gateway_find (&gateway, s->request.bind, s->request.server)
	                   && is_needed (&gateway);

	if (!found || gateway.router != s->gateway.router || gateway.own != s->gateway.own) {
		release (s);
		s->igd.url[0] = '\0';
	}
	stop (s);
	event_del (s->again);
	s->gateway = gateway;
	if (found)
		ask_router (s);
	else
		fail (s, (struct portmap_report){ .result = PORTMAP_UNNEEDED });
}

static void on_again (evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	begin (ctx);
}

/* Strangers on the link can forge announcements. A router may send several. */
static void on_announced (evutil_socket_t fd, short what, void *ctx)
{
	const teredo_time now = clock_now ();
	struct search *s = ctx;

	(void)what;
	if (!announcement_receive (fd, s->gateway.router) || s->request.port == 0
	    || now - s->heard < ANNOUNCED)
		return;
	s->heard = now;
	begin (s);
}

/* Without announcements, a mapping is renewed all the same. */
static void watch_announcements (struct search *s)
{
	const int fd = announcement_open ();

	if (fd < 0)
		return;
	s->announced = event_new (s->base, fd, EV_READ | EV_PERSIST, on_announced, s);
	if (s->announced != NULL)
		event_add (s->announced, NULL);
	else
		close (fd);
}

int search_init (struct search *s)
{
	s->heard = -ANNOUNCED;
	watch_announcements (s);
	s->pcp.fd = -1;
	entropy_fill (NULL, s->pcp.nonce, sizeof (s->pcp.nonce));
	s->again = event_new (s->base, -1, 0, on_again, s);
	s->grace = event_new (s->base, -1, 0, on_grace, s);
	s->upnp = event_new (s->base, -1, 0, on_upnp, s);
	return s->again != NULL && s->grace != NULL && s->upnp != NULL ? 0 : -1;
}

void search_request (struct search *s, const struct portmap_request *request)
{
	if (request->port != s->request.port)
		release (s);
	s->request = *request;
	s->last.port = 0; /* reported again, even if nothing changes */
	begin (s);
}

void search_end (struct search *s)
{
	struct event **events[] = { &s->again, &s->grace, &s->upnp };

	release (s);
	if (s->announced != NULL) {
		close (event_get_fd (s->announced));
		event_free (s->announced);
	}
	for (size_t i = 0; i < sizeof (events) / sizeof (events[0]); i++) {
		event_free (*events[i]);
		*events[i] = NULL;
	}
}
