/*
 * frame.c - one packet with its address family in front, as tun(4) of BSD reads and writes it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame.h"

#include <sys/uio.h>

ssize_t tun6_frame_read (int fd, uint32_t head, void *packet, size_t cap)
{
	const size_t head_len = head != 0 ? sizeof (head) : 0;
	uint32_t got = 0;
	const struct iovec parts[2] = { { &got, head_len }, { packet, cap } };
	const ssize_t len = readv (fd, parts, 2);

	if (len < 0)
		return -1;
	return len < (ssize_t)head_len || got != head ? 0 : len - (ssize_t)head_len;
}

int tun6_frame_write (int fd, uint32_t head, const struct iovec *packet)
{
	const struct iovec parts[2] = { { &head, head != 0 ? sizeof (head) : 0 }, *packet };

	return writev (fd, parts, 2) < 0 ? -1 : 0;
}
