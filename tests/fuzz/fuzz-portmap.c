/*
 * fuzz-portmap.c - requests to miredo-portmap, and its reports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/message.h"

#include <string.h>
#include "fuzz.h"

static void check_report (const struct portmap_report *report)
{
	const bool mapped = report->result == PORTMAP_MAPPED;

	MUST (report->port != 0);
	MUST (report->result >= PORTMAP_MAPPED && report->result <= PORTMAP_TAKEN);
	MUST ((report->external.ip != 0 && report->external.port != 0) == mapped);
	MUST (strlen (portmap_protocol_name (report->protocol)) > 0);
}

/* A valid message is packed to the same bytes. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	uint8_t bytes[PORTMAP_REPORT_LEN];
	struct portmap_request request;
	struct portmap_report report;

	if (portmap_request_unpack (&request, data, size)) {
		MUST (size == PORTMAP_REQUEST_LEN && request.port != 0 && request.server != 0);
		portmap_request_pack (bytes, &request);
		MUST (memcmp (bytes, data, size) == 0);
	}
	if (portmap_report_unpack (&report, data, size)) {
		MUST (size == PORTMAP_REPORT_LEN);
		check_report (&report);
		portmap_report_pack (bytes, &report);
		MUST (memcmp (bytes, data, size) == 0);
	}
	return 0;
}
