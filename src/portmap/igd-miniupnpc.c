/*
 * igd-miniupnpc.c - UPnP with miniupnpc
 *
 * Anybody on the network may answer a search, and name any URL. Only those of the router are
 * used, both that of its description and that of the service which the description names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/igd.h"

#include <arpa/inet.h>
#include <miniupnpc/miniupnpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <miniupnpc/upnpcommands.h>

#define SEARCH_MS          1000     /* for answers, for each type of device */
#define TTL                2        /* of the search */
#define PERMANENT_ONLY     725      /* the router does not support leases */
#define PERMANENT_SECONDS  3600     /* then we ask again after half of this */
#define DESCRIPTION        "TEREDO" /* RFC 6081 5.3.3 */
#define EXTERNAL_TEXT_SIZE 64       /* more than the library writes */

const bool igd_exists = true;

static const char *address_text (uint32_t ip, char text[INET_ADDRSTRLEN])
{
	const struct in_addr address = { htonl (ip) };

	inet_ntop (AF_INET, &address, text, INET_ADDRSTRLEN);
	return text;
}

/* Whether a URL is http://ROUTER[:PORT]/... */
static bool is_of_router (const char *url, const struct gateway *gateway)
{
	char address[INET_ADDRSTRLEN], prefix[INET_ADDRSTRLEN + 8];
	size_t len;

	len = (size_t)snprintf (prefix, sizeof (prefix), "http://%s",
	                        address_text (gateway->router, address));
	return url != NULL && strlen (url) <= IGD_URL_MAX && strncmp (url, prefix, len) == 0
	       && (url[len] == ':' || url[len] == '/');
}

/* --- the service of the router that maps ports --- */

struct service {
	struct UPNPUrls urls;
	struct IGDdatas data;
	char own[INET6_ADDRSTRLEN];
};

static bool get_service (struct service *s, const struct gateway *gateway, const char *url)
{
	memset (s, 0, sizeof (*s));
	if (!is_of_router (url, gateway)
	    || UPNP_GetIGDFromUrl (url, &s->urls, &s->data, s->own, sizeof (s->own)) != 1)
		return false;
	return is_of_router (s->urls.controlURL, gateway);
}

/* An error of the router, or of the exchange with it. */
static uint16_t code_of (int err)
{
	return err == UPNPCOMMAND_SUCCESS              ? 0
	       : err == UPNPCOMMAND_HTTP_ERROR         ? IGD_SILENT
	       : err > IGD_INVALID && err < UINT16_MAX ? (uint16_t)err
	                                               : IGD_INVALID;
}

static uint16_t get_external (struct igd_result *result, const struct service *s)
{
	char text[EXTERNAL_TEXT_SIZE] = "";
	struct in_addr address;
	const int err = UPNP_GetExternalIPAddress (s->urls.controlURL, s->data.first.servicetype,
	                                           text);

	if (err != UPNPCOMMAND_SUCCESS)
		return code_of (err);
	if (inet_pton (AF_INET, text, &address) != 1 || address.s_addr == 0)
		return IGD_INVALID;
	result->ip = ntohl (address.s_addr);
	return 0;
}

/* --- tasks --- */

void igd_find (struct igd_result *result, const struct gateway *gateway)
{
	char own[INET_ADDRSTRLEN];
	struct UPNPDev *devices;
	int err;

	result->code = IGD_SILENT;
	devices = upnpDiscover (SEARCH_MS, address_text (gateway->own, own), "",
	                        UPNP_LOCAL_PORT_ANY, 0, TTL, &err);
	for (const struct UPNPDev *d = devices; d != NULL && result->code != 0; d = d->pNext) {
		if (!is_of_router (d->descURL, gateway))
			continue;
		memcpy (result->url, d->descURL, strlen (d->descURL) + 1);
		result->code = 0;
	}
	freeUPNPDevlist (devices);
}

static int add (const struct service *s, const char *own, uint16_t port, unsigned lease)
{
	char port_text[8], lease_text[12];

	snprintf (port_text, sizeof (port_text), "%u", port);
	snprintf (lease_text, sizeof (lease_text), "%u", lease);
	return UPNP_AddPortMapping (s->urls.controlURL, s->data.first.servicetype, port_text,
	                            port_text, own, DESCRIPTION, "UDP", NULL, lease_text);
}

void igd_add (struct igd_result *result, const struct gateway *gateway, const char *url,
              uint16_t port)
{
	char own[INET_ADDRSTRLEN];
	struct service s;
	int err;

	result->code = IGD_SILENT;
	if (!get_service (&s, gateway, url))
		return;
	address_text (gateway->own, own);
	result->code = get_external (result, &s);
	if (result->code != 0)
		return;
	result->lifetime = PORTMAP_LEASE;
	err = add (&s, own, port, PORTMAP_LEASE);
	if (err == PERMANENT_ONLY) {
		result->lifetime = PERMANENT_SECONDS;
		err = add (&s, own, port, 0);
	}
	result->code = code_of (err);
}

void igd_delete (struct igd_result *result, const struct gateway *gateway, const char *url,
                 uint16_t port)
{
	char text[8];
	struct service s;

	result->code = IGD_SILENT;
	snprintf (text, sizeof (text), "%u", port);
	if (get_service (&s, gateway, url))
		result->code = code_of (UPNP_DeletePortMapping (s.urls.controlURL,
		                                                s.data.first.servicetype, text,
		                                                "UDP", NULL));
}
