/*
 * tun6.h - a tunnel interface that carries IPv6 packets
 *
 * Knows no Teredo. Packets pass in trains: one call takes or gives up to 64 KiB
 * of one flow, cut into segments of equal size. A train of one plain packet is
 * what every system has; where the kernel offers more, the same calls carry it.
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

struct tun6;

#define TUN6_NAME_MAX  15    /* bytes of an interface name */
#define TUN6_MTU_MIN   1280  /* bytes, RFC 8200 section 5 */
#define TUN6_MTU_MAX   65535 /* bytes */
#define TUN6_TRAIN_MAX 65575 /* bytes of a train: IPv6 header and 65535 */

/* A train: bytes of IPv6 packets of one flow, back to back, in memory of the caller. */
struct tun6_train {
	const uint8_t *data;
	size_t len;     /* bytes in use */
	size_t segment; /* bytes of each packet but the last, which may be shorter */
};

/* Why an interface could not be made: stage (static text, untranslated) and errno. */
struct tun6_error {
	int err;           /* errno */
	char message[160]; /* one line for people: what failed, and what to do about it */
};

/*
 * Makes an interface. name: wanted name, "" or NULL for one chosen by the
 * system. NULL on error, with the reason in *error: no tunnel device in the
 * kernel, no permission, name in use, name not allowed, IPv6 disabled.
 */
struct tun6 *tun6_new (const char *name, struct tun6_error *error);

/* Closes it; the interface, its addresses and its routes disappear. */
void tun6_free (struct tun6 *);

const char *tun6_name (const struct tun6 *);
unsigned tun6_index (const struct tun6 *); /* interface index */
int tun6_fd (const struct tun6 *);         /* non-blocking; readable when a packet waits */

/* MTU in bytes, TUN6_MTU_MIN to TUN6_MTU_MAX; 0 or -1 with errno. Needs privileges. */
int tun6_set_mtu (struct tun6 *, unsigned mtu);

/*
 * Reads a train into memory of cap bytes at data (TUN6_TRAIN_MAX serves every
 * train). 1 if there was one, 0 if none waits (EAGAIN), -1 with errno. Frames
 * that are not IPv6 are passed over.
 */
int tun6_recv (struct tun6 *, void *data, size_t cap, struct tun6_train *);

/* Gives a train to the host; 0, or -1 with errno (EAGAIN, EINVAL for bytes
 * that are no IPv6 packet, EIO while the interface is down). */
int tun6_send (struct tun6 *, const struct tun6_train *);

#endif
