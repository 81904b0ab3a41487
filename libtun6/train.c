/*
 * train.c - trains over a descriptor that takes and gives a packet a call
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train.h"

#include <errno.h>
#include <unistd.h>

#define IP6_HEADER 40 /* bytes, RFC 8200 section 3 */

static bool is_ip6 (const uint8_t *data, size_t len)
{
	return len >= IP6_HEADER && data[0] >> 4 == 6;
}

int tun6_train_read (int fd, void *data, size_t cap, struct tun6_train *train)
{
	ssize_t len;

	do { /* the interface carries IPv4 as well, if somebody routes it there */
		len = read (fd, data, cap);
		if (len < 0)
			return errno == EAGAIN ? 0 : -1;
	} while (!is_ip6 (data, (size_t)len));
	*train = (struct tun6_train){
		.data = data, .len = (size_t)len, .segment = (size_t)len
	};
	return 1;
}

/* One packet of a train. */
static int write_packet (int fd, const uint8_t *data, size_t len)
{
	if (!is_ip6 (data, len)) {
		errno = EINVAL;
		return -1;
	}
	return write (fd, data, len) < 0 ? -1 : 0;
}

int tun6_train_write (int fd, const struct tun6_train *train)
{
	for (size_t at = 0; at < train->len; at += train->segment) {
		size_t left = train->len - at;
		size_t len = left < train->segment ? left : train->segment;

		if (write_packet (fd, train->data + at, len) != 0)
			return -1;
	}
	return 0;
}
