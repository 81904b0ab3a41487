/*
 * gateway-linux.c - the router between this host and a server: rtnetlink(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/gateway.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel's rules for this destination are applied, as they are when a packet is sent. */
struct question {
	struct nlmsghdr header;
	struct rtmsg route;
	struct {
		struct rtattr attr;
		uint32_t address;
	} to, from;
};

static bool ask (int fd, uint32_t from, uint32_t to)
{
	const struct rtattr dst = { RTA_LENGTH (sizeof (to)), RTA_DST };
	const struct rtattr src = { RTA_LENGTH (sizeof (from)), RTA_SRC };
	const struct question question = {
		.header.nlmsg_len = sizeof (question) - (from == 0 ? sizeof (question.from) : 0),
		.header.nlmsg_type = RTM_GETROUTE,
		.header.nlmsg_flags = NLM_F_REQUEST,
		.route.rtm_family = AF_INET,
		.route.rtm_dst_len = 32,
		.route.rtm_src_len = from == 0 ? 0 : 32,
		.to = { dst, htonl (to) },
		.from = { src, htonl (from) },
	};

	return send (fd, &question, question.header.nlmsg_len, 0)
	       == (ssize_t)question.header.nlmsg_len;
}

static uint32_t read_address (const struct rtattr *attr)
{
	uint32_t address = 0;

	if (RTA_PAYLOAD (attr) == sizeof (address))
		memcpy (&address, RTA_DATA (attr), sizeof (address));
	return ntohl (address);
}

static void read_route (struct gateway *gateway, const struct nlmsghdr *message)
{
	const struct rtattr *attr = RTM_RTA (NLMSG_DATA (message));
	unsigned left = (unsigned)RTM_PAYLOAD (message);

	for (; RTA_OK (attr, left); attr = RTA_NEXT (attr, left)) {
		if (attr->rta_type == RTA_GATEWAY)
			gateway->router = read_address (attr);
		if (attr->rta_type == RTA_PREFSRC)
			gateway->own = read_address (attr);
	}
}

/* The kernel answers at once, with one message. */
static bool answer (int fd, struct gateway *gateway)
{
	_Alignas(struct nlmsghdr) uint8_t bytes[4096];
	const struct nlmsghdr *message = (const void *)bytes;
	const ssize_t len = recv (fd, bytes, sizeof (bytes), 0);

	if (len < 0 || !NLMSG_OK (message, (size_t)len) || message->nlmsg_type != RTM_NEWROUTE
	    || message->nlmsg_len < NLMSG_LENGTH (sizeof (struct rtmsg)))
		return false;
	read_route (gateway, message);
	return true;
}

bool gateway_find (struct gateway *gateway, uint32_t from, uint32_t to)
{
	const int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool found;

	*gateway = (struct gateway){ .own = from };
	if (fd < 0)
		return false;
	found = ask (fd, from, to) && answer (fd, gateway);
	close (fd);
	return found && gateway->router != 0 && gateway->own != 0;
}
