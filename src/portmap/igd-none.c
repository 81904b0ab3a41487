/*
 * igd-none.c - UPnP in builds without miniupnpc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/igd.h"

const bool igd_exists = false;

void igd_find (struct igd_result *result, const struct gateway *gateway)
{
	(void)gateway;
	result->code = IGD_SILENT;
}

void igd_add (struct igd_result *result, const struct gateway *gateway, const char *url,
              uint16_t port)
{
	(void)url;
	(void)port;
	igd_find (result, gateway);
}

void igd_delete (struct igd_result *result, const struct gateway *gateway, const char *url,
                 uint16_t port)
{
	(void)url;
	(void)port;
	igd_find (result, gateway);
}
