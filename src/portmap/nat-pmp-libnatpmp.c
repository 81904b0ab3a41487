/*
 * nat-pmp-libnatpmp.c - a mapping by NAT-PMP (RFC 6886), with libnatpmp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/nat-pmp.h"

#include <natpmp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>

#define RETRIES_MAX 4 /* after 250, 500 ... ms: silent after 4 s */
#define RELEASE_MS  250

struct nat_pmp_library {
	natpmp_t natpmp;
};

static void wait_for_answer (struct nat_pmp *n)
{
	struct timeval left = { .tv_sec = 0 };

	getnatpmprequesttimeout (&n->library->natpmp, &left);
	if (left.tv_sec < 0)
		left = (struct timeval){ .tv_sec = 0 };
	event_add (n->received, &left);
}

static void end (struct nat_pmp *n, enum attempt_state state)
{
	nat_pmp_stop (n);
	attempt_enter (&n->attempt, state);
}

/* The router may assign another port, or another lifetime. */
static enum attempt_state judge (struct attempt *a, const natpmpresp_t *response)
{
	a->external.port = response->pnu.newportmapping.mappedpublicport;
	a->lifetime = response->pnu.newportmapping.lifetime;
	return a->external.port != 0 && a->lifetime != 0 && a->external.ip != 0 ? ATTEMPT_MAPPED
	                                                                        : ATTEMPT_REFUSED;
}

static void read_response (struct nat_pmp *n, const natpmpresp_t *response)
{
	struct attempt *a = &n->attempt;

	if (a->state == ATTEMPT_LOOKING && response->type == NATPMP_RESPTYPE_PUBLICADDRESS) {
		a->external.ip = ntohl (response->pnu.publicaddress.addr.s_addr);
		attempt_enter (a, ATTEMPT_FOUND);
	} else if (a->state == ATTEMPT_MAPPING && response->type == NATPMP_RESPTYPE_UDPPORTMAPPING
	           && response->pnu.newportmapping.privateport == a->port) {
		end (n, judge (a, response));
	} else {
		end (n, ATTEMPT_SILENT);
	}
}

/* What an error of the library means. */
static enum attempt_state failure (struct attempt *a, int err)
{
	switch (err) {
	case NATPMP_ERR_NOTAUTHORIZED:
	case NATPMP_ERR_NETWORKFAILURE:
	case NATPMP_ERR_OUTOFRESOURCES:
		a->code = (uint16_t)(NATPMP_ERR_UNDEFINEDERROR - err);
		return ATTEMPT_REFUSED;
	default:
		return ATTEMPT_SILENT;
	}
}

static void on_received (evutil_socket_t fd, short what, void *ctx)
{
	struct nat_pmp *n = ctx;
	natpmpresp_t response;
	const int result = readnatpmpresponseorretry (&n->library->natpmp, &response);

	(void)fd;
	if (result == 0)
		read_response (n, &response);
	else if (result != NATPMP_TRYAGAIN)
		end (n, failure (&n->attempt, result));
	else if ((what & EV_TIMEOUT) != 0 && ++n->retries >= RETRIES_MAX)
		end (n, ATTEMPT_SILENT);
	else
		wait_for_answer (n);
}

/* Otherwise the library looks for a gateway itself. */
static bool open_library (struct nat_pmp *n)
{
	n->library = calloc (1, sizeof (*n->library));
	if (n->library == NULL)
		return false;
	if (initnatpmp (&n->library->natpmp, 1, htonl (n->attempt.gateway.router)) == 0)
		return true;
	free (n->library);
	n->library = NULL;
	return false;
}

void nat_pmp_look (struct nat_pmp *n)
{
	nat_pmp_stop (n);
	n->retries = 0;
	if (open_library (n) && sendpublicaddressrequest (&n->library->natpmp) >= 0)
		n->received = event_new (n->attempt.base, n->library->natpmp.s, EV_READ,
		                         on_received, n);
	if (n->received == NULL) {
		nat_pmp_stop (n);
		n->attempt.state = ATTEMPT_SILENT;
		return;
	}
	n->attempt.state = ATTEMPT_LOOKING;
	wait_for_answer (n);
}

void nat_pmp_map (struct nat_pmp *n)
{
	const uint16_t port = n->attempt.port;

	n->retries = 0;
	n->attempt.state = ATTEMPT_MAPPING;
	sendnewportmappingrequest (&n->library->natpmp, NATPMP_PROTOCOL_UDP, port, port,
	                           PORTMAP_LEASE);
	wait_for_answer (n);
}

void nat_pmp_stop (struct nat_pmp *n)
{
	if (n->received != NULL)
		event_free (n->received);
	if (n->library != NULL)
		closenatpmp (&n->library->natpmp);
	free (n->library);
	n->received = NULL;
	n->library = NULL;
	n->attempt.state = ATTEMPT_IDLE;
}

void nat_pmp_release (struct nat_pmp *n)
{
	struct pollfd readable = { .events = POLLIN };
	natpmpresp_t response;

	nat_pmp_stop (n);
	if (!open_library (n))
		return;
	sendnewportmappingrequest (&n->library->natpmp, NATPMP_PROTOCOL_UDP, n->attempt.port, 0, 0);
	readable.fd = n->library->natpmp.s;
	/* After a time without an answer, this sends the request again. */
	if (poll (&readable, 1, RELEASE_MS) == 0
	    && readnatpmpresponseorretry (&n->library->natpmp, &response) == NATPMP_TRYAGAIN)
		poll (&readable, 1, RELEASE_MS);
	nat_pmp_stop (n);
}
