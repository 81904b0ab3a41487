/*
 * ifwatch-linux.c - notifications of the kernel about our interface, rtnetlink(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ifwatch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int ifwatch_open (void)
{
	const struct sockaddr_nl groups = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE,
	};
	int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd >= 0 && bind (fd, (const struct sockaddr *)&groups, sizeof (groups)) != 0) {
		close (fd);
		return -1;
	}
	return fd;
}

static enum ifwatch_change read_link (const struct nlmsghdr *message, unsigned ifindex)
{
	struct ifinfomsg link;

	memcpy (&link, NLMSG_DATA (message), sizeof (link));
	if ((unsigned)link.ifi_index != ifindex)
		return IFWATCH_NONE;
	return (link.ifi_flags & IFF_UP) != 0 ? IFWATCH_OTHER : IFWATCH_LOSS;
}

static enum ifwatch_change read_address (const struct nlmsghdr *message, unsigned ifindex)
{
	struct ifaddrmsg address;

	memcpy (&address, NLMSG_DATA (message), sizeof (address));
	if (address.ifa_index != ifindex)
		return IFWATCH_NONE;
	if (message->nlmsg_type != RTM_DELADDR)
		return IFWATCH_OTHER;
	return (address.ifa_flags & IFA_F_DEPRECATED) != 0 ? IFWATCH_EXPIRED : IFWATCH_LOSS;
}

/* The interface of a route; 0: none, or several. */
static unsigned route_interface (const struct nlmsghdr *message)
{
	const struct rtattr *attr = RTM_RTA (NLMSG_DATA (message));
	unsigned left = (unsigned)RTM_PAYLOAD (message);
	unsigned ifindex = 0;

	for (; RTA_OK (attr, left); attr = RTA_NEXT (attr, left))
		if (attr->rta_type == RTA_OIF && RTA_PAYLOAD (attr) == sizeof (ifindex))
			memcpy (&ifindex, RTA_DATA (attr), sizeof (ifindex));
	return ifindex;
}

static enum ifwatch_change read_route (const struct nlmsghdr *message, unsigned ifindex)
{
	struct rtmsg route;
	bool set;

	memcpy (&route, NLMSG_DATA (message), sizeof (route));
	if (route_interface (message) != ifindex || (route.rtm_flags & RTM_F_CLONED) != 0)
		return IFWATCH_NONE;
	/* Neither by the kernel nor by a routing daemon. */
	set = route.rtm_protocol == RTPROT_BOOT || route.rtm_protocol == RTPROT_STATIC;
	return set && message->nlmsg_type == RTM_DELROUTE ? IFWATCH_LOSS : IFWATCH_OTHER;
}

static enum ifwatch_change read_message (const struct nlmsghdr *message, unsigned ifindex)
{
	const size_t len = message->nlmsg_len - NLMSG_HDRLEN;

	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
		return len >= sizeof (struct ifinfomsg) ? read_link (message, ifindex)
		                                        : IFWATCH_NONE;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return len >= sizeof (struct ifaddrmsg) ? read_address (message, ifindex)
		                                        : IFWATCH_NONE;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		return len >= sizeof (struct rtmsg) ? read_route (message, ifindex) : IFWATCH_NONE;
	default:
		return IFWATCH_NONE;
	}
}

enum ifwatch_change ifwatch_read (int fd, unsigned ifindex)
{
	alignas (struct nlmsghdr) uint8_t bytes[16384];
	enum ifwatch_change change, greatest = IFWATCH_NONE;
	const struct nlmsghdr *message;
	ssize_t len;

	while ((len = recv (fd, bytes, sizeof (bytes), 0)) >= 0 || errno == ENOBUFS
	       || errno == EINTR) {
		unsigned left = len > 0 ? (unsigned)len : 0;

		if (len < 0 && greatest < IFWATCH_OTHER)
			greatest = IFWATCH_OTHER;
		for (message = (const void *)bytes; NLMSG_OK (message, left);
		     message = NLMSG_NEXT (message, left)) {
			change = read_message (message, ifindex);
			if (change > greatest)
				greatest = change;
		}
	}
	return greatest;
}
