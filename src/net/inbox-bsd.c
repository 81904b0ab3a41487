/*
 * inbox-bsd.c - datagrams received together, on BSD: one by one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/inbox.h"

#include "net/udp.h"

bool inbox_enable_joining (int fd)
{
	(void)fd;
	return false;
}

unsigned inbox_receive (struct inbox *inbox, int fd)
{
	unsigned count = 0;

	while (count < INBOX_MESSAGES) {
		struct inbox_message *message = &inbox->messages[count];
		const ssize_t len = udp_recv (fd, inbox->bytes[count], INBOX_BYTES, &message->from);

		if (len < 0)
			break;
		message->bytes = (struct teredo_slice){ inbox->bytes[count++], (size_t)len };
		message->segment_len = INBOX_BYTES;
	}
	return count;
}
