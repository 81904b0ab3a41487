/*
 * outbox-linux.c - datagrams to be sent together, on Linux: sendmmsg(2), UDP_SEGMENT in udp(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/outbox.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>

struct control {
	alignas (struct cmsghdr) uint8_t bytes[CMSG_SPACE (sizeof (uint16_t))];
};

/* What a message points to. */
struct parts {
	struct sockaddr_in to;
	struct iovec data;
	struct control control;
};

static void set_segment_len (struct msghdr *header, struct control *control, size_t len)
{
	const uint16_t segment = (uint16_t)len;
	struct cmsghdr *option;

	memset (control, 0, sizeof (*control));
	header->msg_control = control->bytes;
	header->msg_controllen = sizeof (control->bytes);
	option = CMSG_FIRSTHDR (header);
	option->cmsg_level = SOL_UDP;
	option->cmsg_type = UDP_SEGMENT;
	option->cmsg_len = CMSG_LEN (sizeof (segment));
	memcpy (CMSG_DATA (option), &segment, sizeof (segment));
}

static void describe (struct msghdr *header, struct parts *parts, const struct outbox_message *m)
{
	parts->to = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons (m->to.port),
		.sin_addr.s_addr = htonl (m->to.ip),
	};
	parts->data = (struct iovec){ (void *)(uintptr_t)m->bytes, m->len };
	*header = (struct msghdr){
		.msg_name = &parts->to,
		.msg_namelen = sizeof (parts->to),
		.msg_iov = &parts->data,
		.msg_iovlen = 1,
	};
	if (m->count > 1)
		set_segment_len (header, &parts->control, m->segment_len);
}

bool outbox_can_segment (int fd)
{
	const int none = 0;

	return setsockopt (fd, SOL_UDP, UDP_SEGMENT, &none, sizeof (none)) == 0;
}

unsigned outbox_system_send (struct outbox *o, const struct outbox_message *messages,
                             unsigned count)
{
	struct mmsghdr headers[OUTBOX_MESSAGES];
	struct parts parts[OUTBOX_MESSAGES];
	int sent;

	for (unsigned i = 0; i < count; i++)
		describe (&headers[i].msg_hdr, &parts[i], &messages[i]);
	sent = sendmmsg (o->fd, headers, count, 0);
	return sent > 0 ? (unsigned)sent : 0;
}
