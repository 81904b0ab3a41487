/*
 * echo.c - UDP echo: upper bound for a server with the same system calls
 *
 *   echo ADDRESS PORT
 *
 * Sends each datagram back to where it came from, as many at once as our daemons take.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "net/inbox.h"

#define BYTES 2048

int main (int argc, char **argv)
{
	static uint8_t bytes[INBOX_MESSAGES][BYTES];
	struct sockaddr_in local = { .sin_family = AF_INET }, peers[INBOX_MESSAGES];
	struct mmsghdr headers[INBOX_MESSAGES] = { { .msg_len = 0 } };
	struct iovec data[INBOX_MESSAGES];
	const int fd = socket (AF_INET, SOCK_DGRAM, 0);

	if (argc != 3 || inet_pton (AF_INET, argv[1], &local.sin_addr) != 1)
		errx (1, "usage: echo ADDRESS PORT");
	local.sin_port = htons ((uint16_t)atoi (argv[2]));
	if (fd < 0 || bind (fd, (const struct sockaddr *)&local, sizeof (local)) != 0)
		err (1, "%s", argv[1]);
	for (int i = 0; i < INBOX_MESSAGES; i++) {
		headers[i].msg_hdr.msg_name = &peers[i];
		headers[i].msg_hdr.msg_iov = &data[i];
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	for (;;) {
		int count;

		for (int i = 0; i < INBOX_MESSAGES; i++) {
			headers[i].msg_hdr.msg_namelen = sizeof (peers[i]);
			data[i] = (struct iovec){ bytes[i], BYTES };
		}
		count = recvmmsg (fd, headers, INBOX_MESSAGES, MSG_WAITFORONE, NULL);
		for (int i = 0; i < count; i++)
			data[i].iov_len = headers[i].msg_len;
		if (count > 0)
			(void)sendmmsg (fd, headers, (unsigned)count, 0);
	}
}
