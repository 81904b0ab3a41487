/*
 * gateway-bsd.c - the router between this host and a server: route(4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/gateway.h"

#include <sys/types.h>
#include <sys/socket.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#define SEQUENCE    1
#define MESSAGES    16 /* of others that may come first */
#define ROUND(size) (((size) + sizeof (long) - 1) & ~(sizeof (long) - 1)) /* at least */

struct question {
	struct rt_msghdr header;
	struct sockaddr_in to;
};

static bool ask (int fd, uint32_t to)
{
	const struct question question = {
		.header.rtm_msglen = sizeof (question),
		.header.rtm_version = RTM_VERSION,
		.header.rtm_type = RTM_GET,
		.header.rtm_addrs = RTA_DST,
		.header.rtm_seq = SEQUENCE,
		.to.sin_len = sizeof (question.to),
		.to.sin_family = AF_INET,
		.to.sin_addr.s_addr = htonl (to),
	};

	return write (fd, &question, sizeof (question)) == (ssize_t)sizeof (question);
}

static uint32_t read_address (const uint8_t *at, size_t left)
{
	struct sockaddr_in address;

	if (left < sizeof (address))
		return 0;
	memcpy (&address, at, sizeof (address));
	return address.sin_family == AF_INET ? ntohl (address.sin_addr.s_addr) : 0;
}

/* Addresses follow the header in the order of their bits. */
static void read_route (struct gateway *gateway, const struct rt_msghdr *header, const uint8_t *at,
                        size_t left)
{
	for (int i = 0; i < RTAX_MAX && left >= sizeof (struct sockaddr); i++) {
		const size_t len = ROUND (at[0] != 0 ? at[0] : 1u);

		if ((header->rtm_addrs & (1 << i)) == 0)
			continue;
		if (i == RTAX_GATEWAY)
			gateway->router = read_address (at, left);
		if (i == RTAX_IFA && gateway->own == 0)
			gateway->own = read_address (at, left);
		if (len > left)
			return;
		at += len;
		left -= len;
	}
}

static bool answer (int fd, struct gateway *gateway)
{
	_Alignas(struct rt_msghdr) uint8_t bytes[2048];
	struct rt_msghdr header;

	for (int i = 0; i < MESSAGES; i++) {
		const ssize_t len = read (fd, bytes, sizeof (bytes));

		if (len < (ssize_t)sizeof (header))
			return false;
		memcpy (&header, bytes, sizeof (header));
		if (header.rtm_version != RTM_VERSION || header.rtm_type != RTM_GET
		    || header.rtm_seq != SEQUENCE || header.rtm_pid != getpid ())
			continue;
		read_route (gateway, &header, bytes + sizeof (header),
		            (size_t)len - sizeof (header));
		return true;
	}
	return false;
}

bool gateway_find (struct gateway *gateway, uint32_t from, uint32_t to)
{
	const struct timeval patience = { .tv_sec = 1 };
	const int fd = socket (PF_ROUTE, SOCK_RAW | SOCK_CLOEXEC, AF_INET);
	bool found;

	*gateway = (struct gateway){ .own = from };
	if (fd < 0)
		return false;
	setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof (patience));
	found = ask (fd, to) && answer (fd, gateway);
	close (fd);
	return found && gateway->router != 0 && gateway->own != 0;
}
