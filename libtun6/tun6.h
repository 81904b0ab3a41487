/*
 * tun6.h - tunnel interface for IPv6 packets
 *
 * Knows nothing of Teredo. One call reads or writes one packet, which may be a GSO packet
 * (gso.h) if these are enabled.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_H
#define LIBTUN6_TUN6_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "merge.h"

struct tun6;

#define TUN6_NAME_MAX   15    /* bytes of an interface name */
#define TUN6_PACKET_MAX 65575 /* bytes of a packet: IPv6 header and 65535 */

/* Why an interface could not be created. */
enum tun6_reason {
	TUN6_BAD_NAME,      /* too long, or with characters that are not allowed */
	TUN6_NO_IPV6,       /* the kernel was built or booted without */
	TUN6_IPV6_DISABLED, /* by sysctl */
	TUN6_NO_DEVICE,     /* the tunnel device does not exist */
	TUN6_NO_DRIVER,     /* it exists, but the kernel has no driver for it */
	TUN6_DEVICE_DENIED, /* no permission to open it */
	TUN6_DEVICE_FAILED, /* it cannot be opened for another reason: see errno */
	TUN6_NAME_IN_USE,   /* by another interface */
	TUN6_CREATE_DENIED, /* no permission to create an interface */
	TUN6_FAILED,        /* anything else: see errno */
};

struct tun6_error {
	enum tun6_reason reason;
	int err;          /* errno */
	const char *name; /* as given to tun6_new; "" for NULL */
};

/* Creates an interface. name: wanted name, "" or NULL to let the system choose. NULL on
 * error, with the reason in *error. */
struct tun6 *tun6_new (const char *name, struct tun6_error *error);

/*
 * The same with several queues, at least 2: the system passes each packet of the host to one of
 * them, which tun6_steer chooses. True if the system can do that: there are count queues then,
 * with one name and index, each to be freed. False with the reason in *error: there is none, and
 * all are NULL; err is EOPNOTSUPP where an interface has one queue only.
 */
bool tun6_new_queues (struct tun6 **queues, unsigned count, const char *name,
                      struct tun6_error *error);

/* Lets a program of the kernel choose the queue for each packet: a descriptor, which can be closed
 * afterwards. 0, or -1 with errno. */
int tun6_steer (struct tun6 *, int program);

/* Closes it. Its interface, addresses and routes disappear (BSD: portability.md). */
void tun6_free (struct tun6 *);

const char *tun6_name (const struct tun6 *);
unsigned tun6_index (const struct tun6 *); /* interface index */
int tun6_fd (const struct tun6 *);         /* non-blocking; readable when a packet waits */

/* Enables GSO packets of some kinds, a set of TUN6_GSO_BIT, in both directions. Returns the
 * kinds that the system supports. */
unsigned tun6_enable_gso (struct tun6 *, unsigned kinds);

/* Reads an IPv6 packet that the host sent through the interface into cap bytes
 * (TUN6_PACKET_MAX is always enough): its length, 0 if none waits, -1 with errno.
 * If it is a GSO packet, the kind in *gso is not NONE: it must be split. Other packets are
 * skipped. */
ssize_t tun6_recv (struct tun6 *, void *packet, size_t cap, struct tun6_gso *gso);

/* Delivers an IPv6 packet to the host; 0, or -1 with errno (EAGAIN, EINVAL if it is
 * not an IPv6 packet, EIO while the interface is down). */
int tun6_send (struct tun6 *, const void *packet, size_t len);

/* Makes ready to merge packets of the kinds that are enabled. */
void tun6_merge_start (const struct tun6 *, struct tun6_merge *);

/* Delivers the packets that have been merged, if any, and ends merging. As tun6_send. */
int tun6_send_merged (struct tun6 *, struct tun6_merge *);

#endif
