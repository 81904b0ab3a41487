/*
 * pcp.c - messages of the Port Control Protocol: the opcode MAP for UDP (RFC 6887)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/pcp.h"

#include <netinet/in.h>
#include <string.h>
#include "bytes/wire.h"

#define VERSION  2
#define MAP      1
#define RESPONSE 0x80

/* An IPv4 address is written as an IPv6 one, ::ffff:a.b.c.d. */
static const uint8_t ipv4_prefix[12] = { [10] = 0xff, [11] = 0xff };

static void write_ipv4 (struct teredo_writer *w, uint32_t ip)
{
	teredo_write_bytes (w, ipv4_prefix, sizeof (ipv4_prefix));
	teredo_write_u32 (w, ip);
}

/* 0: not an IPv4 address. */
static uint32_t read_ipv4 (struct teredo_reader *r)
{
	uint8_t prefix[sizeof (ipv4_prefix)];
	uint32_t ip;

	teredo_read_bytes (r, prefix, sizeof (prefix));
	ip = teredo_read_u32 (r);
	return memcmp (prefix, ipv4_prefix, sizeof (prefix)) == 0 ? ip : 0;
}

/* RFC 6887 7.1, 11.1 */
void pcp_write_map (uint8_t bytes[PCP_LEN], const struct pcp_map *map)
{
	static const uint8_t reserved[3];
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, PCP_LEN);
	teredo_write_u8 (&w, VERSION);
	teredo_write_u8 (&w, MAP);
	teredo_write_u16 (&w, 0);
	teredo_write_u32 (&w, map->lifetime);
	write_ipv4 (&w, map->client);
	teredo_write_bytes (&w, map->nonce, sizeof (map->nonce));
	teredo_write_u8 (&w, IPPROTO_UDP);
	teredo_write_bytes (&w, reserved, sizeof (reserved));
	teredo_write_u16 (&w, map->port);
	teredo_write_u16 (&w, map->external.port);
	write_ipv4 (&w, map->external.ip);
}

/* RFC 6887 11.1: the rest of a response. False: it is not the response to this request. */
static bool read_map (struct pcp_answer *answer, const struct pcp_map *map, struct teredo_reader *r)
{
	uint8_t nonce[PCP_NONCE_LEN], protocol;
	uint16_t port;

	teredo_read_bytes (r, nonce, sizeof (nonce));
	protocol = teredo_read_u8 (r);
	teredo_read_slice (r, 3);
	port = teredo_read_u16 (r);
	answer->external.port = teredo_read_u16 (r);
	answer->external.ip = read_ipv4 (r);
	if (r->bad || protocol != IPPROTO_UDP || port != map->port
	    || memcmp (nonce, map->nonce, sizeof (nonce)) != 0)
		return false;
	return answer->code != 0 || map->lifetime == 0
	       || (answer->external.port != 0 && answer->external.ip != 0 && answer->lifetime != 0);
}

/* RFC 6887 7.2. The first two bytes and the result code are the same in NAT-PMP (RFC 6886 3.5). */
bool pcp_read_answer (struct pcp_answer *answer, const struct pcp_map *map, const uint8_t *bytes,
                      size_t len)
{
	struct teredo_reader r;
	uint8_t version, opcode;
	uint16_t code;

	*answer = (struct pcp_answer){ .code = PCP_UNSUPPORTED_VERSION };
	teredo_reader_init (&r, (struct teredo_slice){ bytes, len });
	version = teredo_read_u8 (&r);
	opcode = teredo_read_u8 (&r);
	code = teredo_read_u16 (&r);
	if (r.bad || len > PCP_MAX || (opcode & RESPONSE) == 0)
		return false;
	if (version != VERSION)
		return true;
	answer->code = code & 0xff;
	answer->lifetime = teredo_read_u32 (&r);
	teredo_read_slice (&r, 16); /* epoch, reserved */
	if (opcode != (MAP | RESPONSE))
		return false;
	return read_map (answer, map, &r);
}
