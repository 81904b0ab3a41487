/*
 * hostwatch-mnl.c - notifications about this host's network: rtnetlink(7), by libmnl
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/hostwatch.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Since libmnl copies nothing, a buffer of this size takes every notification. */
#define BUFFER_SIZE 16384

struct hostwatch {
	struct mnl_socket *socket;
};

struct hostwatch *hostwatch_new (void)
{
	const unsigned groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR
	                        | RTMGRP_IPV4_ROUTE | RTMGRP_IPV4_RULE;
	struct hostwatch *watch = calloc (1, sizeof (*watch));

	if (watch == NULL)
		return NULL;
	watch->socket = mnl_socket_open2 (NETLINK_ROUTE, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (watch->socket != NULL
	    && mnl_socket_bind (watch->socket, groups, MNL_SOCKET_AUTOPID) == 0)
		return watch;
	hostwatch_free (watch);
	return NULL;
}

void hostwatch_free (struct hostwatch *watch)
{
	if (watch == NULL)
		return;
	if (watch->socket != NULL)
		mnl_socket_close (watch->socket);
	free (watch);
}

int hostwatch_fd (const struct hostwatch *watch)
{
	return mnl_socket_get_fd (watch->socket);
}

/* Also half of the Internet: VPNs replace the default route by two of them. */
static enum hostwatch_change judge_route (const struct nlmsghdr *message)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload (message);

	if (mnl_nlmsg_get_payload_len (message) < sizeof (*route) || route->rtm_family != AF_INET
	    || route->rtm_dst_len > 1 || (route->rtm_flags & RTM_F_CLONED) != 0)
		return HOSTWATCH_NONE;
	return HOSTWATCH_ROUTES;
}

static enum hostwatch_change judge (const struct nlmsghdr *message)
{
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return HOSTWATCH_STATE;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		return judge_route (message);
	case RTM_NEWRULE:
	case RTM_DELRULE:
		return HOSTWATCH_ROUTES;
	default:
		return HOSTWATCH_NONE;
	}
}

static int on_message (const struct nlmsghdr *message, void *data)
{
	const enum hostwatch_change change = judge (message);
	enum hostwatch_change *greatest = data;

	if (change > *greatest)
		*greatest = change;
	return MNL_CB_OK;
}

enum hostwatch_change hostwatch_read (struct hostwatch *watch)
{
	enum hostwatch_change greatest = HOSTWATCH_NONE;
	alignas (struct nlmsghdr) uint8_t bytes[BUFFER_SIZE];
	ssize_t len;

	while ((len = mnl_socket_recvfrom (watch->socket, bytes, sizeof (bytes))) > 0
	       || (len < 0 && (errno == ENOBUFS || errno == ENOSPC || errno == EINTR))) {
		if (len > 0)
			mnl_cb_run (bytes, (size_t)len, 0, 0, on_message, &greatest);
		else if (errno != EINTR)
			greatest = HOSTWATCH_ROUTES;
	}
	return greatest;
}
