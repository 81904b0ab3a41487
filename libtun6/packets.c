/*
 * packets.c - packets of a tunnel interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include "header.h"
#include "split.h"
#include "tun6-system.h"

static bool is_ip6 (const uint8_t *packet, size_t len)
{
	return len >= IP6_HEADER && packet[0] >> 4 == 6;
}

unsigned tun6_enable_gso (struct tun6 *tun, unsigned kinds)
{
	tun->kinds = tun6_system_enable_gso (tun, kinds);
	return tun->kinds;
}

ssize_t tun6_recv (struct tun6 *tun, void *packet, size_t cap, struct tun6_gso *gso)
{
	ssize_t len;

	do { /* the host may also route IPv4 to the interface */
		*gso = (struct tun6_gso){ .kind = TUN6_GSO_NONE };
		len = tun6_system_read (tun, packet, cap, gso);
		if (len < 0)
			return errno == EAGAIN ? 0 : -1;
	} while (!is_ip6 (packet, (size_t)len)
	         || (gso->kind == TUN6_GSO_NONE && gso->unsummed
	             && !tun6_split_seal (packet, (size_t)len, gso)));
	return len;
}

int tun6_send (struct tun6 *tun, const void *packet, size_t len)
{
	const struct iovec part = { (void *)(uintptr_t)packet, len };
	const struct tun6_gso ordinary = { .kind = TUN6_GSO_NONE };

	if (is_ip6 (packet, len))
		return tun6_system_write (tun, &part, 1, &ordinary);
	errno = EINVAL;
	return -1;
}

void tun6_merge_start (const struct tun6 *tun, struct tun6_merge *merge)
{
	merge->kinds = tun->kinds;
	merge->count = 0;
}

int tun6_send_merged (struct tun6 *tun, struct tun6_merge *merge)
{
	const struct iovec *parts;
	struct tun6_gso gso;
	const size_t count = tun6_merge_end (merge, &parts, &gso);

	if (count == 1)
		return tun6_send (tun, parts[0].iov_base, parts[0].iov_len);
	return count == 0 ? 0 : tun6_system_write (tun, parts, count, &gso);
}
