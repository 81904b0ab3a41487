/*
 * packets.c - sender and receiver of a flood of small UDP packets
 *
 *   packets send ADDRESS PORT SECONDS     as fast as it can
 *   packets count PORT                    prints the packets received in a second
 *
 * The receiver ends when nothing has arrived for half a second.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define PAYLOAD 64 /* bytes */
#define BATCH   64 /* packets received by one system call */
#define RCVBUF  (4 << 20)

static double now (void)
{
	struct timespec ts;

	clock_gettime (CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static struct sockaddr_in6 endpoint (const char *address, const char *port)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6,
		                   .sin6_port = htons ((uint16_t)atoi (port)) };

	if (inet_pton (AF_INET6, address, &to.sin6_addr) != 1)
		errx (2, "%s: not an IPv6 address", address);
	return to;
}

/* What is dropped on the way is not repeated. */
static void send_all (int fd, const char *address, const char *port, double seconds)
{
	const struct sockaddr_in6 to = endpoint (address, port);
	const double end = now () + seconds;
	const uint8_t payload[PAYLOAD] = { 0 };

	if (connect (fd, (const struct sockaddr *)&to, sizeof (to)) != 0)
		err (1, "connect");
	while (now () < end)
		for (unsigned i = 0; i < BATCH; i++)
			send (fd, payload, sizeof (payload), 0);
}

/* Waits for a packet at most so long. */
static void set_timeout (int fd, double seconds)
{
	const struct timeval tv = { (time_t)seconds,
		                    (suseconds_t)((seconds - (time_t)seconds) * 1e6) };

	setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof (tv));
}

static void count_all (int fd, const char *port)
{
	const struct sockaddr_in6 here = endpoint ("::", port);
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec bytes[BATCH];
	uint8_t payload[PAYLOAD + 1];
	uint64_t count = 0;
	double first = 0, last = 0;
	int got;

	for (unsigned i = 0; i < BATCH; i++) {
		bytes[i] = (struct iovec){ payload, sizeof (payload) };
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &bytes[i], .msg_iovlen = 1 };
	}
	if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &(int){ RCVBUF }, sizeof (int)) != 0
	    || bind (fd, (const struct sockaddr *)&here, sizeof (here)) != 0)
		err (1, "port %s", port);
	set_timeout (fd, 10);
	while ((got = recvmmsg (fd, messages, BATCH, MSG_WAITFORONE, NULL)) > 0) {
		last = now ();
		if (count == 0) {
			first = last;
			set_timeout (fd, 0.5);
		}
		count += (unsigned)got;
	}
	if (last <= first)
		errx (1, "%u packets received", (unsigned)count);
	printf ("%.0f\n", (double)count / (last - first));
}

int main (int argc, char *argv[])
{
	const int fd = socket (AF_INET6, SOCK_DGRAM, 0);

	if (fd == -1)
		err (1, "socket");
	if (argc == 5 && strcmp (argv[1], "send") == 0)
		send_all (fd, argv[2], argv[3], atof (argv[4]));
	else if (argc == 3 && strcmp (argv[1], "count") == 0)
		count_all (fd, argv[2]);
	else
		errx (2, "usage: packets send ADDRESS PORT SECONDS | packets count PORT");
	return 0;
}
