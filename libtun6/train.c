/*
 * train.c - trains over a descriptor that takes and gives a packet a call
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train.h"

#include <errno.h>
#include <sys/uio.h>

#define IP6_HEADER 40 /* bytes, RFC 8200 section 3 */

static bool is_ip6 (const uint8_t *data, size_t len)
{
	return len >= IP6_HEADER && data[0] >> 4 == 6;
}

int tun6_train_read (int fd, uint32_t head, void *data, size_t cap, struct tun6_train *train)
{
	const size_t head_len = head != 0 ? sizeof (head) : 0;
	uint32_t got = 0;
	const struct iovec parts[2] = { { &got, head_len }, { data, cap } };
	ssize_t len;

	do { /* the interface carries IPv4 as well, if somebody routes it there */
		len = readv (fd, parts, 2);
		if (len < 0)
			return errno == EAGAIN ? 0 : -1;
	} while ((size_t)len < head_len || got != head || !is_ip6 (data, (size_t)len - head_len));
	train->data = data;
	train->len = train->segment = (size_t)len - head_len;
	return 1;
}

/* One packet of a train. */
static int write_packet (int fd, uint32_t head, const uint8_t *data, size_t len)
{
	const struct iovec parts[2] = {
		{ &head, head != 0 ? sizeof (head) : 0 },
		{ (void *)(uintptr_t)data, len },
	};

	if (!is_ip6 (data, len)) {
		errno = EINVAL;
		return -1;
	}
	return writev (fd, parts, 2) < 0 ? -1 : 0;
}

int tun6_train_write (int fd, uint32_t head, const struct tun6_train *train)
{
	for (size_t at = 0; at < train->len; at += train->segment) {
		size_t left = train->len - at;
		size_t len = left < train->segment ? left : train->segment;

		if (write_packet (fd, head, train->data + at, len) != 0)
			return -1;
	}
	return 0;
}
