/*
 * tun6-linux.c - tunnel interface for IPv6 packets, on Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "name.h"

/* Linux 6.2, not in older headers */
#define USO        (0x20 | 0x40) /* TUN_F_USO4 | TUN_F_USO6: the kernel wants both */
#define GSO_UDP_L4 5             /* VIRTIO_NET_HDR_GSO_UDP_L4 */

#define QUEUE_PACKETS 2000

#define ARRAY_LEN(array) (sizeof (array) / sizeof ((array)[0]))

/* Whether sysctl disables IPv6 for an interface, or for "all" or "default". */
static bool ipv6_is_disabled (const char *interface)
{
	char path[sizeof ("/proc/sys/net/ipv6/conf//disable_ipv6") + IFNAMSIZ];
	int value = '0';
	FILE *file;

	snprintf (path, sizeof (path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", interface);
	file = fopen (path, "re");
	if (file != NULL) { /* without /proc, assume that it is enabled */
		value = fgetc (file);
		fclose (file);
	}
	return value == '1';
}

/* 0, or -1 with errno: EAFNOSUPPORT if the kernel has no IPv6, EACCES if it is disabled. */
static int check_ipv6 (void)
{
	const int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	close (fd);
	errno = EACCES;
	return ipv6_is_disabled ("all") || ipv6_is_disabled ("default") ? -1 : 0;
}

/* Creates an interface, or attaches to a queue of one: as flags say. */
static int attach (struct tun6 *tun, const char *name, int flags)
{
	struct ifreq request = {
		.ifr_flags = (short)(IFF_TUN | IFF_NO_PI | IFF_VNET_HDR | flags),
	};
	int head_len = sizeof (struct virtio_net_hdr);

	snprintf (request.ifr_name, sizeof (request.ifr_name), "%s", name);
	if (ioctl (tun->fd, TUNSETIFF, &request) != 0
	    || ioctl (tun->fd, TUNSETVNETHDRSZ, &head_len) != 0)
		return -1;
	memcpy (tun->name, request.ifr_name, sizeof (tun->name));
	return 0;
}

/* Makes room for the bursts of fast senders that the kernel forwards to the interface: with its
 * default of 500 packets, one connection lost a packet in a hundred. That is not essential. */
static void lengthen_queue (const struct tun6 *tun)
{
	struct ifreq request = { .ifr_qlen = QUEUE_PACKETS };
	const int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	snprintf (request.ifr_name, sizeof (request.ifr_name), "%s", tun->name);
	ioctl (fd, SIOCSIFTXQLEN, &request);
	close (fd);
}

static bool open_device (struct tun6 *tun)
{
	tun->fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return tun->fd >= 0;
}

bool tun6_system_open (struct tun6 *tun, const char *name, bool several, enum tun6_stage *stage)
{
	/* EXCL: never take over, and later remove, an existing interface */
	const int flags = IFF_TUN_EXCL | (several ? IFF_MULTI_QUEUE : 0);

	*stage = TUN6_STAGE_NAME;
	if (tun6_name_check (name) != 0)
		return false;
	*stage = TUN6_STAGE_IPV6;
	if (check_ipv6 () != 0)
		return false;
	*stage = TUN6_STAGE_DEVICE;
	if (!open_device (tun))
		return false;
	*stage = TUN6_STAGE_CREATE;
	if (attach (tun, name, flags) != 0)
		return false;
	*stage = TUN6_STAGE_SET_UP;
	tun->index = if_nametoindex (tun->name);
	if (tun->index == 0)
		return false;
	lengthen_queue (tun);
	*stage = TUN6_STAGE_IPV6; /* a udev rule may have disabled it */
	errno = EACCES;
	return !ipv6_is_disabled (tun->name);
}

bool tun6_system_add_queue (struct tun6 *tun, const struct tun6 *first)
{
	if (!open_device (tun) || attach (tun, first->name, IFF_MULTI_QUEUE) != 0)
		return false;
	tun->index = first->index;
	return true;
}

int tun6_system_steer (struct tun6 *tun, int program)
{
	return ioctl (tun->fd, TUNSETSTEERINGEBPF, &program) == 0 ? 0 : -1;
}

/* --- GSO packets --- */

unsigned tun6_system_enable_gso (struct tun6 *tun, unsigned kinds)
{
	static const struct {
		unsigned kinds, flags;
	} offloads[] = {
		/* the kernel accepts all flags or none */
		{ TUN6_GSO_ALL, TUN_F_CSUM | TUN_F_TSO6 | TUN_F_TSO_ECN | USO },
		{ TUN6_GSO_BIT (TUN6_GSO_TCP), TUN_F_CSUM | TUN_F_TSO6 | TUN_F_TSO_ECN },
		{ TUN6_GSO_BIT (TUN6_GSO_TCP), TUN_F_CSUM | TUN_F_TSO6 },
		{ TUN6_GSO_BIT (TUN6_GSO_UDP), TUN_F_CSUM | USO },
		{ 0, 0 },
	};
	size_t i = 0;

	while ((offloads[i].kinds & ~kinds) != 0
	       || (ioctl (tun->fd, TUNSETOFFLOAD, (unsigned long)offloads[i].flags) != 0
	           && offloads[i].flags != 0))
		i++;
	return offloads[i].kinds;
}

/* What the kernel has left to do. A GSO packet of another kind is not IPv6. */
static void decode (struct tun6_gso *gso, const struct virtio_net_hdr *head)
{
	static const enum tun6_gso_kind kinds[] = {
		[VIRTIO_NET_HDR_GSO_TCPV6] = TUN6_GSO_TCP,
		[GSO_UDP_L4] = TUN6_GSO_UDP,
	};
	const uint8_t type = head->gso_type & (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;

	gso->kind = type < ARRAY_LEN (kinds) ? kinds[type] : TUN6_GSO_NONE;
	gso->size = head->gso_size;
	gso->unsummed = (head->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;
	gso->start = head->csum_start;
	gso->offset = head->csum_offset;
}

static struct virtio_net_hdr encode (const struct tun6_gso *gso, size_t head_len)
{
	static const uint8_t types[] = {
		[TUN6_GSO_NONE] = VIRTIO_NET_HDR_GSO_NONE,
		[TUN6_GSO_TCP] = VIRTIO_NET_HDR_GSO_TCPV6,
		[TUN6_GSO_UDP] = GSO_UDP_L4,
	};

	return (struct virtio_net_hdr){
		.flags = gso->unsummed ? VIRTIO_NET_HDR_F_NEEDS_CSUM : 0,
		.gso_type = types[gso->kind],
		.hdr_len = (uint16_t)(gso->kind != TUN6_GSO_NONE ? head_len : 0),
		.gso_size = gso->size,
		.csum_start = gso->start,
		.csum_offset = gso->offset,
	};
}

/* --- packets --- */

ssize_t tun6_system_read (struct tun6 *tun, void *packet, size_t cap, struct tun6_gso *gso)
{
	struct virtio_net_hdr head;
	const struct iovec parts[2] = { { &head, sizeof (head) }, { packet, cap } };
	const ssize_t len = readv (tun->fd, parts, 2);

	if (len < 0)
		return -1;
	if (len < (ssize_t)sizeof (head))
		return 0;
	decode (gso, &head);
	return len - (ssize_t)sizeof (head);
}

int tun6_system_write (struct tun6 *tun, const struct iovec *parts, size_t count,
                       const struct tun6_gso *gso)
{
	struct virtio_net_hdr head = encode (gso, parts[0].iov_len);
	struct iovec all[TUN6_MERGE_MAX + 2] = { { &head, sizeof (head) } };

	memcpy (all + 1, parts, count * sizeof (*parts));
	return writev (tun->fd, all, (int)count + 1) < 0 ? -1 : 0;
}
