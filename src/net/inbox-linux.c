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

/* What the description of a message points to. */
struct parts {
	struct sockaddr_in from;
	struct iovec data;
	alignas (struct cmsghdr) uint8_t control[CMSG_SPACE (sizeof (int))];
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

static void describe (struct msghdr *header, struct parts *parts, uint8_t *bytes)
{
	parts->data = (struct iovec){ bytes, INBOX_BYTES };
	*header = (struct msghdr){
		.msg_name = &parts->from,
		.msg_namelen = sizeof (parts->from),
		.msg_iov = &parts->data,
		.msg_iovlen = 1,
		.msg_control = parts->control,
		.msg_controllen = sizeof (parts->control),
	};
}

unsigned inbox_receive (struct inbox *inbox, int fd)
{
	struct mmsghdr headers[INBOX_MESSAGES];
	struct parts parts[INBOX_MESSAGES];
	int count;

	for (unsigned i = 0; i < INBOX_MESSAGES; i++)
		describe (&headers[i].msg_hdr, &parts[i], inbox->bytes[i]);
	do
		count = recvmmsg (fd, headers, INBOX_MESSAGES, 0, NULL);
	while (count < 0 && udp_is_pending_error (errno));
	for (int i = 0; i < count; i++)
		read_message (&inbox->messages[i], &headers[i], &parts[i].from, inbox->bytes[i]);
	return count > 0 ? (unsigned)count : 0;
}
