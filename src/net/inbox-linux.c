/*
 * inbox-linux.c - datagrams received together, on Linux: recvmmsg(2), UDP_GRO in udp(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/inbox.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>
#include "net/udp.h"

struct control {
	alignas (struct cmsghdr) uint8_t bytes[CMSG_SPACE (sizeof (int))];
};

bool inbox_enable_joining (int fd)
{
	const int on = 1;

	return setsockopt (fd, SOL_UDP, UDP_GRO, &on, sizeof (on)) == 0;
}

/* The length of a joined message's datagrams; 0: it is a single one. */
static size_t segment_len (struct msghdr *header)
{
	struct cmsghdr *option;
	int len = 0;

	for (option = CMSG_FIRSTHDR (header); option != NULL; option = CMSG_NXTHDR (header, option))
		if (option->cmsg_level == SOL_UDP && option->cmsg_type == UDP_GRO)
			memcpy (&len, CMSG_DATA (option), sizeof (len));
	return len > 0 ? (size_t)len : 0;
}

static void read_message (struct inbox_message *message, struct mmsghdr *received,
                          const struct sockaddr_in *from, const uint8_t *bytes)
{
	const size_t segment = segment_len (&received->msg_hdr);

	message->from = (struct teredo_endpoint){
		.ip = ntohl (from->sin_addr.s_addr),
		.port = ntohs (from->sin_port),
	};
	message->bytes = (struct teredo_slice){ bytes, received->msg_len };
	message->segment_len = segment > 0 ? segment : INBOX_BYTES;
}

unsigned inbox_receive (struct inbox *inbox, int fd)
{
	struct mmsghdr headers[INBOX_MESSAGES] = { 0 };
	struct sockaddr_in from[INBOX_MESSAGES];
	struct iovec data[INBOX_MESSAGES];
	struct control controls[INBOX_MESSAGES];
	int count;

	for (unsigned i = 0; i < INBOX_MESSAGES; i++) {
		data[i] = (struct iovec){ inbox->bytes[i], INBOX_BYTES };
		headers[i].msg_hdr = (struct msghdr){
			.msg_name = &from[i],
			.msg_namelen = sizeof (from[i]),
			.msg_iov = &data[i],
			.msg_iovlen = 1,
			.msg_control = controls[i].bytes,
			.msg_controllen = sizeof (controls[i].bytes),
		};
	}
	do
		count = recvmmsg (fd, headers, INBOX_MESSAGES, 0, NULL);
	while (count < 0 && udp_is_pending_error (errno));
	for (int i = 0; i < count; i++)
		read_message (&inbox->messages[i], &headers[i], &from[i], inbox->bytes[i]);
	return count > 0 ? (unsigned)count : 0;
}
