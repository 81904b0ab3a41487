/*
 * frame.c - one packet with its address family in front, as tun(4) reads and writes it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame.h"

#include <errno.h>
#include <sys/uio.h>

#define IP6_HEADER 40 /* bytes, RFC 8200 section 3 */

static bool is_ip6 (const uint8_t *packet, size_t len)
{
	return len >= IP6_HEADER && packet[0] >> 4 == 6;
}

ssize_t tun6_frame_read (int fd, uint32_t head, void *packet, size_t cap)
{
	const size_t head_len = head != 0 ? sizeof (head) : 0;
	uint32_t got = 0;
	const struct iovec parts[2] = { { &got, head_len }, { packet, cap } };
	ssize_t len;

	do { /* the host may also route IPv4 to the interface */
		len = readv (fd, parts, 2);
		if (len < 0)
			return errno == EAGAIN ? 0 : -1;
		len -= (ssize_t)head_len;
	} while (len < 0 || got != head || !is_ip6 (packet, (size_t)len));
	return len;
}

int tun6_frame_write (int fd, uint32_t head, const void *packet, size_t len)
{
	const struct iovec parts[2] = {
		{ &head, head != 0 ? sizeof (head) : 0 },
		{ (void *)(uintptr_t)packet, len },
	};

	if (!is_ip6 (packet, len)) {
		errno = EINVAL;
		return -1;
	}
	return writev (fd, parts, 2) < 0 ? -1 : 0;
}
