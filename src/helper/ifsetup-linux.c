/*
 * ifsetup-linux.c - a relay's interface and route, set up by netlink
 *
 * The requests are those of relay-hook, in one message to the kernel. Running a shell and
 * ip(8) takes several times as long as the rest of a relay's start.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/ifsetup.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"
#include "values/addr.h"

#define METRIC    1029 /* higher than that of native routes, which are therefore preferred */
#define LL_LENGTH 64
#define BATCH_MAX 4

/* Requests, sent together. */
struct batch {
	_Alignas(struct nlmsghdr) uint8_t bytes[512];
	size_t len;
	struct nlmsghdr *last;
	const char *failures[BATCH_MAX]; /* what to log; NULL: a failure does not matter */
	unsigned count;
};

/* Appends data, zeroed up to the alignment of netlink. All fits: its size is constant. */
static void *append (struct batch *b, const void *data, size_t len)
{
	void *at = b->bytes + b->len;

	memcpy (at, data, len);
	b->len += NLMSG_ALIGN (len);
	b->last->nlmsg_len = (uint32_t)(b->bytes + b->len - (uint8_t *)b->last);
	return at;
}

static void begin (struct batch *b, const char *failure, uint16_t type, uint16_t flags,
                   const void *body, size_t len)
{
	const struct nlmsghdr header = {
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags,
		.nlmsg_seq = b->count,
	};

	b->last = (struct nlmsghdr *)(void *)(b->bytes + b->len);
	b->failures[b->count++] = failure;
	append (b, &header, sizeof (header));
	append (b, body, len);
}

static struct rtattr *attribute (struct batch *b, unsigned short type, const void *data, size_t len)
{
	const struct rtattr header = {
		.rta_type = type,
		.rta_len = (unsigned short)RTA_LENGTH (len),
	};
	struct rtattr *at = append (b, &header, sizeof (header));

	if (len > 0)
		append (b, data, len);
	return at;
}

static void attribute_u32 (struct batch *b, unsigned short type, uint32_t value)
{
	attribute (b, type, &value, sizeof (value));
}

/* --- requests --- */

static void link_request (struct batch *b, const struct hook *hook, const char *failure,
                          unsigned flags, unsigned change)
{
	const struct ifinfomsg body = {
		.ifi_index = (int)hook->ifindex,
		.ifi_flags = flags,
		.ifi_change = change,
	};

	begin (b, failure, RTM_NEWLINK, 0, &body, sizeof (body));
}

/* Keeps the kernel from adding a second link-local address. */
static void no_other_address (struct batch *b, const struct hook *hook)
{
	const uint8_t mode = IN6_ADDR_GEN_MODE_NONE;
	struct rtattr *families, *family;

	link_request (b, hook, NULL, 0, 0);
	families = attribute (b, IFLA_AF_SPEC, NULL, 0);
	family = attribute (b, AF_INET6, NULL, 0);
	attribute (b, IFLA_INET6_ADDR_GEN_MODE, &mode, sizeof (mode));
	family->rta_len = (unsigned short)(b->bytes + b->len - (uint8_t *)family);
	families->rta_len = (unsigned short)(b->bytes + b->len - (uint8_t *)families);
}

static void address_request (struct batch *b, const struct hook *hook)
{
	const struct ifaddrmsg body = {
		.ifa_family = AF_INET6,
		.ifa_prefixlen = LL_LENGTH,
		.ifa_flags = IFA_F_NODAD,
		.ifa_scope = RT_SCOPE_LINK,
		.ifa_index = hook->ifindex,
	};

	begin (b, N_ ("cannot add the link-local address"), RTM_NEWADDR,
	       NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof (body));
	attribute (b, IFA_LOCAL, &teredo_linklocal_client, sizeof (teredo_linklocal_client));
}

static void route_request (struct batch *b, const struct hook *hook, const char *failure,
                           uint16_t type, uint16_t flags, const struct in6_addr *prefix)
{
	const struct rtmsg body = {
		.rtm_family = AF_INET6,
		.rtm_dst_len = 32,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_type = RTN_UNICAST,
	};

	begin (b, failure, type, flags, &body, sizeof (body));
	attribute (b, RTA_DST, prefix, sizeof (*prefix));
	attribute_u32 (b, RTA_OIF, hook->ifindex);
	attribute_u32 (b, RTA_PRIORITY, METRIC);
}

/* --- sending --- */

/* Sends to a netlink family of the kernel; the socket, or -1 with errno. The kernel has replied
 * before this returns. */
static int converse (int family, const void *bytes, size_t len)
{
	const int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);

	if (fd >= 0 && send (fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len) {
		close (fd);
		return -1;
	}
	return fd;
}

/* The error in a reply, 0 if it reports success; sets the number of the request. -1 with errno if
 * there is no reply. */
static int read_reply (int fd, unsigned *number)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		uint8_t more[512];
	} reply;
	const ssize_t len = recv (fd, &reply, sizeof (reply), MSG_DONTWAIT);

	if (len < (ssize_t)sizeof (reply.header))
		return -1;
	*number = reply.header.nlmsg_seq;
	return reply.header.nlmsg_type == NLMSG_ERROR ? -reply.error.error : 0;
}

static bool read_replies (const struct batch *b, const struct hook *hook, int fd)
{
	bool done = true;

	for (unsigned i = 0, number = 0; i < b->count; i++) {
		const int err = read_reply (fd, &number);

		if (err < 0 || number >= b->count)
			return false;
		if (err == 0 || b->failures[number] == NULL)
			continue;
		log_error ("%s: %s: %s", hook->iface, _ (b->failures[number]), strerror (err));
		done = false;
	}
	return done;
}

static bool send_batch (const struct batch *b, const struct hook *hook)
{
	const int fd = converse (NETLINK_ROUTE, b->bytes, b->len);
	bool done;

	if (fd < 0) {
		log_error ("%s: netlink: %s", hook->iface, strerror (errno));
		return false;
	}
	done = read_replies (b, hook, fd);
	close (fd);
	return done;
}

bool ifsetup_replaces (const char *hook)
{
	return access (hook, F_OK) != 0;
}

bool ifsetup_up (const struct hook *hook, const struct hook_config *config)
{
	struct batch b = { .len = 0 };

	no_other_address (&b, hook);
	link_request (&b, hook, N_ ("cannot set the MTU or bring the interface up"), IFF_UP,
	              IFF_UP);
	attribute_u32 (&b, IFLA_MTU, config->mtu);
	address_request (&b, hook);
	route_request (&b, hook, N_ ("cannot add the route"), RTM_NEWROUTE,
	               NLM_F_CREATE | NLM_F_REPLACE, &config->address);
	return send_batch (&b, hook);
}

void ifsetup_down (const struct hook *hook, const struct hook_config *old)
{
	struct batch b = { .len = 0 };

	route_request (&b, hook, NULL, RTM_DELROUTE, 0, &old->address);
	send_batch (&b, hook);
}

/* The kernel removes the addresses of an interface that is set down. */
void ifsetup_destroy (const struct hook *hook)
{
	struct batch b = { .len = 0 };

	link_request (&b, hook, NULL, 0, IFF_UP);
	send_batch (&b, hook);
}

/* Linux replies with the table, or an error. */
bool ifsetup_finds_exit (const char *iface)
{
	const struct nfgenmsg body = { .nfgen_family = AF_INET6, .version = NFNETLINK_V0 };
	struct batch b = { .len = 0 };
	char table[sizeof ("miredo-") + IF_NAMESIZE];
	unsigned number;
	int fd, err;

	snprintf (table, sizeof (table), "miredo-%s", iface);
	begin (&b, NULL, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, 0, &body, sizeof (body));
	attribute (&b, NFTA_TABLE_NAME, table, strlen (table) + 1);
	fd = converse (NETLINK_NETFILTER, b.bytes, b.len);
	if (fd < 0)
		return false;
	err = read_reply (fd, &number);
	close (fd);
	return err == 0;
}
