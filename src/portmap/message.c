/*
 * message.c - requests from miredo to miredo-portmap, and reports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/message.h"

#include "bytes/wire.h"

const char *portmap_protocol_name (enum portmap_protocol protocol)
{
	static const char names[PORTMAP_PROTOCOLS][8] = { "none", "PCP", "NAT-PMP", "UPnP" };

	return names[protocol];
}

void portmap_request_pack (uint8_t bytes[PORTMAP_REQUEST_LEN],
                           const struct portmap_request *request)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, PORTMAP_REQUEST_LEN);
	teredo_write_u16 (&w, 0);
	teredo_write_u16 (&w, request->port);
	teredo_write_u32 (&w, request->bind);
	teredo_write_u32 (&w, request->server);
}

bool portmap_request_unpack (struct portmap_request *request, const uint8_t *bytes, size_t len)
{
	struct teredo_reader r;
	uint16_t zero;

	if (len != PORTMAP_REQUEST_LEN)
		return false;
	teredo_reader_init (&r, (struct teredo_slice){ bytes, len });
	zero = teredo_read_u16 (&r);
	request->port = teredo_read_u16 (&r);
	request->bind = teredo_read_u32 (&r);
	request->server = teredo_read_u32 (&r);
	return zero == 0 && request->port != 0 && request->server != 0;
}

void portmap_report_pack (uint8_t bytes[PORTMAP_REPORT_LEN], const struct portmap_report *report)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, PORTMAP_REPORT_LEN);
	teredo_write_u8 (&w, (uint8_t)report->result);
	teredo_write_u8 (&w, (uint8_t)report->protocol);
	teredo_write_u16 (&w, report->code);
	teredo_write_u16 (&w, report->port);
	teredo_write_u16 (&w, report->external.port);
	teredo_write_u32 (&w, report->external.ip);
	teredo_write_u32 (&w, report->router);
}

/* Whether the fields that depend on the result are as they must be. */
static bool is_consistent (const struct portmap_report *report)
{
	const bool mapped = report->result == PORTMAP_MAPPED;
	const bool refused = report->result == PORTMAP_REFUSED;

	return (report->protocol != PORTMAP_NONE) == (mapped || refused)
	       && (report->external.port != 0) == mapped && (report->external.ip != 0) == mapped
	       && (report->code == 0 || refused)
	       && (report->router != 0) == (report->result != PORTMAP_UNNEEDED);
}

bool portmap_report_unpack (struct portmap_report *report, const uint8_t *bytes, size_t len)
{
	struct teredo_reader r;
	uint8_t result, protocol;

	if (len != PORTMAP_REPORT_LEN)
		return false;
	teredo_reader_init (&r, (struct teredo_slice){ bytes, len });
	result = teredo_read_u8 (&r);
	protocol = teredo_read_u8 (&r);
	report->code = teredo_read_u16 (&r);
	report->port = teredo_read_u16 (&r);
	report->external.port = teredo_read_u16 (&r);
	report->external.ip = teredo_read_u32 (&r);
	report->router = teredo_read_u32 (&r);
	if (result < PORTMAP_MAPPED || result > PORTMAP_TAKEN || protocol >= PORTMAP_PROTOCOLS
	    || report->port == 0)
		return false;
	report->result = (enum portmap_result)result;
	report->protocol = (enum portmap_protocol)protocol;
	return is_consistent (report);
}
