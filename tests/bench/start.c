/*
 * start.c - how long a daemon takes to configure its interface
 *
 *   start TIMES COMMAND...
 *
 * Runs a command several times. Prints the milliseconds from exec until the system announces
 * an address or a route in 2001::/32; then ends the command.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <err.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT 10000 /* milliseconds */
#define BYTES   16384

static double now (void)
{
	struct timespec t;

	clock_gettime (CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int subscribe (void)
{
	const struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE,
	};
	const int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || bind (fd, (const struct sockaddr *)&address, sizeof (address)) != 0)
		err (1, "rtnetlink");
	return fd;
}

/* Whether an attribute of some type is an address in 2001::/32. */
static bool has_teredo (const struct rtattr *attribute, int len, unsigned short type)
{
	for (; RTA_OK (attribute, len); attribute = RTA_NEXT (attribute, len))
		if (attribute->rta_type == type
		    && memcmp (RTA_DATA (attribute), "\x20\x01\0\0", 4) == 0)
			return true;
	return false;
}

static bool is_ready (const struct nlmsghdr *message)
{
	const struct ifaddrmsg *address = NLMSG_DATA (message);
	const struct rtmsg *route = NLMSG_DATA (message);

	if (message->nlmsg_type == RTM_NEWADDR)
		return has_teredo (IFA_RTA (address), (int)IFA_PAYLOAD (message), IFA_ADDRESS);
	return message->nlmsg_type == RTM_NEWROUTE
	       && has_teredo (RTM_RTA (route), (int)RTM_PAYLOAD (message), RTA_DST);
}

static void await (int fd)
{
	static char bytes[BYTES];
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	for (;;) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)bytes;
		int len;

		if (poll (&wait, 1, TIMEOUT) != 1)
			errx (1, "no address and no route in %d s", TIMEOUT / 1000);
		len = (int)recv (fd, bytes, sizeof (bytes), 0);
		for (; NLMSG_OK (message, (unsigned)len); message = NLMSG_NEXT (message, len))
			if (is_ready (message))
				return;
	}
}

int main (int argc, char **argv)
{
	if (argc < 3)
		errx (1, "usage: start TIMES COMMAND...");
	for (int i = atoi (argv[1]); i > 0; i--) {
		const int fd = subscribe ();
		const double begin = now ();
		const pid_t child = fork ();

		if (child == 0) {
			execv (argv[2], argv + 2);
			err (1, "%s", argv[2]);
		}
		await (fd);
		printf ("%.3f\n", now () - begin);
		fflush (stdout);
		kill (child, SIGTERM);
		waitpid (child, NULL, 0);
		close (fd);
	}
	return 0;
}
