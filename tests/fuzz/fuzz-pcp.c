/*
 * fuzz-pcp.c - answers of a router to a PCP request
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/pcp.h"

#include "fuzz.h"

/* The corpus has answers to this request. */
static const struct pcp_map map = {
	.nonce = "0123456789a",
	.client = 0xc0a8010a,
	.port = 5000,
	.external.port = 5000,
	.lifetime = 600,
};

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct pcp_answer answer;

	if (!pcp_read_answer (&answer, &map, data, size))
		return 0;
	MUST (size >= 4 && size <= PCP_MAX && (data[1] & 0x80) != 0);
	if (answer.code == 0) {
		MUST (size >= PCP_LEN && answer.lifetime != 0);
		MUST (answer.external.ip != 0 && answer.external.port != 0);
	}
	return 0;
}
