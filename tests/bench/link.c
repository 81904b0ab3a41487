/*
 * link.c - Ethernet frames sent and received together: packet(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "link.h"

#include <err.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "header.h"

#define BUFFER    (16 << 20) /* bytes: nothing that a daemon sends is lost */
#define TURNS     100        /* before it sleeps, as a processor that is woken takes long */
#define IP_HEADER 20

static void set_option (int fd, int level, int name, int value)
{
	if (setsockopt (fd, level, name, &value, sizeof (value)) != 0)
		err (1, "setsockopt");
}

static void find_macs (struct link *link, const char *interface, const char *neighbour)
{
	const struct ether_addr *mac = ether_aton (neighbour);
	struct ifreq request = { .ifr_flags = 0 };

	if (mac == NULL)
		errx (1, "%s: not a MAC address", neighbour);
	strncpy (request.ifr_name, interface, sizeof (request.ifr_name) - 1);
	if (ioctl (link->fd, SIOCGIFHWADDR, &request) != 0)
		err (1, "%s", interface);
	memcpy (link->macs, mac, 6);
	memcpy (link->macs + 6, request.ifr_hwaddr.sa_data, 6);
}

void link_open (struct link *link, const char *interface, const char *neighbour)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons (ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex (interface),
	};

	link->out_count = 0;
	link->fd = socket (AF_PACKET, SOCK_RAW, 0);
	if (link->fd < 0)
		err (1, "packet socket");
	set_option (link->fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER);
	set_option (link->fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
	set_option (link->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
	find_macs (link, interface, neighbour);
	if (bind (link->fd, (const struct sockaddr *)&address, sizeof (address)) != 0)
		err (1, "%s", interface);
}

/* --- sending --- */

/* Starts a frame; returns where its packet of len bytes belongs. */
static uint8_t *add (struct link *link, unsigned type, size_t len)
{
	uint8_t *frame;

	if (ETH_HLEN + len > LINK_OUT)
		errx (1, "frame too long");
	if (link->out_count == LINK_FRAMES)
		link_flush (link);
	frame = link->out[link->out_count];
	memcpy (frame, link->macs, sizeof (link->macs));
	header_put16 (frame + 12, type);
	link->out_len[link->out_count++] = ETH_HLEN + len;
	return frame + ETH_HLEN;
}

void link_add_ip6 (struct link *link, struct teredo_slice packet)
{
	memcpy (add (link, ETH_P_IPV6, packet.len), packet.data, packet.len);
}

static void write_ip (uint8_t *p, size_t len, uint32_t from, uint32_t to)
{
	uint32_t sum = 0;

	memset (p, 0, IP_HEADER);
	p[0] = 0x45;
	header_put16 (p + 2, (unsigned)len);
	p[8] = 64; /* TTL */
	p[9] = IPPROTO_UDP;
	header_put32 (p + 12, from);
	header_put32 (p + 16, to);
	for (size_t i = 0; i < IP_HEADER; i += 2)
		sum += header_get16 (p + i);
	sum = (sum & 0xffff) + (sum >> 16);
	header_put16 (p + 10, ~(sum + (sum >> 16)) & 0xffff);
}

void link_add_udp (struct link *link, const struct teredo_endpoint *from,
                   const struct teredo_endpoint *to, struct teredo_slice payload)
{
	const size_t len = IP_HEADER + UDP_HEADER + payload.len;
	uint8_t *p = add (link, ETH_P_IP, len), *udp = p + IP_HEADER;

	write_ip (p, len, from->ip, to->ip);
	header_put16 (udp, from->port);
	header_put16 (udp + 2, to->port);
	header_put16 (udp + 4, (unsigned)(UDP_HEADER + payload.len));
	header_put16 (udp + 6, 0); /* no checksum: over a veth pair none is verified anyway */
	memcpy (udp + UDP_HEADER, payload.data, payload.len);
}

void link_flush (struct link *link)
{
	struct mmsghdr headers[LINK_FRAMES] = { { .msg_len = 0 } };
	struct iovec data[LINK_FRAMES];
	unsigned done = 0;

	for (unsigned i = 0; i < link->out_count; i++) {
		data[i] = (struct iovec){ link->out[i], link->out_len[i] };
		headers[i].msg_hdr.msg_iov = &data[i];
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	while (done < link->out_count) {
		const int sent = sendmmsg (link->fd, headers + done, link->out_count - done, 0);

		if (sent > 0)
			done += (unsigned)sent;
		else if (errno != ENOBUFS && errno != EINTR)
			err (1, "sendmmsg");
	}
	link->out_count = 0;
}

/* --- receiving --- */

static int receive (struct link *link)
{
	struct mmsghdr headers[LINK_FRAMES] = { { .msg_len = 0 } };
	struct iovec data[LINK_FRAMES];
	int count;

	for (unsigned i = 0; i < LINK_FRAMES; i++) {
		data[i] = (struct iovec){ link->in[i], LINK_IN };
		headers[i].msg_hdr.msg_iov = &data[i];
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	count = recvmmsg (link->fd, headers, LINK_FRAMES, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++)
		link->in_len[i] = headers[i].msg_len;
	return count;
}

unsigned link_receive (struct link *link, int timeout)
{
	struct pollfd wait = { .fd = link->fd, .events = POLLIN };
	int count = receive (link);

	for (int i = 0; count < 0 && timeout > 0 && i < TURNS; i++)
		count = receive (link);
	if (count < 0 && timeout > 0 && poll (&wait, 1, timeout) > 0)
		count = receive (link);
	return count > 0 ? (unsigned)count : 0;
}

bool link_udp_parse (const struct link *link, unsigned i, struct link_udp *datagram)
{
	const uint8_t *p = link->in[i] + ETH_HLEN, *udp = p + IP_HEADER;

	if (link->in_len[i] < ETH_HLEN + IP_HEADER + UDP_HEADER || p[0] != 0x45
	    || p[9] != IPPROTO_UDP)
		return false;
	datagram->from = (struct teredo_endpoint){ header_get32 (p + 12), header_get16 (udp) };
	datagram->to = (struct teredo_endpoint){ header_get32 (p + 16), header_get16 (udp + 2) };
	datagram->payload.data = udp + UDP_HEADER;
	datagram->payload.len = link->in_len[i] - ETH_HLEN - IP_HEADER - UDP_HEADER;
	return true;
}
