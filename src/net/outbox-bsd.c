/*
 * outbox-bsd.c - datagrams to be sent together, on BSD: one by one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/outbox.h"

#include "net/udp.h"

bool outbox_can_segment (int fd)
{
	(void)fd;
	return false;
}

unsigned outbox_system_send (struct outbox *o, const struct outbox_message *messages,
                             unsigned count)
{
	const struct teredo_slice none = { NULL, 0 };

	(void)count;
	return udp_send (o->fd, &messages->to, none,
	                 (struct teredo_slice){ messages->bytes, messages->len })
	                       == 0
	               ? 1
	               : 0;
}
