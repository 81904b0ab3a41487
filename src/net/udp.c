/*
 * udp.c - a UDP/IPv4 socket
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "net/steer.h"
#include "net/udp-options.h"

static struct sockaddr_in to_sockaddr (const struct teredo_endpoint *endpoint)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons (endpoint->port),
		.sin_addr.s_addr = htonl (endpoint->ip),
	};
}

static struct teredo_endpoint from_sockaddr (const struct sockaddr_in *address)
{
	return (struct teredo_endpoint){
		.ip = ntohl (address->sin_addr.s_addr),
		.port = ntohs (address->sin_port),
	};
}

/* option: set before the socket is bound; 0: none. */
static int open_socket (const struct teredo_endpoint *endpoint, int option)
{
	const int on = 1;
	const struct sockaddr_in address = to_sockaddr (endpoint);
	int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	udp_set_options (fd);
	if ((option != 0 && setsockopt (fd, SOL_SOCKET, option, &on, sizeof (on)) != 0)
	    || bind (fd, (const struct sockaddr *)&address, sizeof (address)) != 0) {
		int err = errno;

		close (fd);
		errno = err;
		return -1;
	}
	return fd;
}

int udp_open (const struct teredo_endpoint *endpoint)
{
	return open_socket (endpoint, 0);
}

int udp_open_shared (const struct teredo_endpoint *endpoint)
{
	return open_socket (endpoint, SO_REUSEADDR);
}

/* The first socket does not allow others when it is bound: so it cannot be bound if another
 * program uses the port. */
int udp_open_others (int *fds, unsigned count)
{
	struct sockaddr_in address = { .sin_port = 0 };
	socklen_t len = sizeof (address);
	struct teredo_endpoint local;
	const int on = 1;

	if (getsockname (fds[0], (struct sockaddr *)&address, &len) != 0
	    || setsockopt (fds[0], SOL_SOCKET, SO_REUSEPORT, &on, sizeof (on)) != 0)
		return -1;
	local = from_sockaddr (&address);
	for (unsigned i = 1; i < count; i++) {
		fds[i] = open_socket (&local, SO_REUSEPORT);
		if (fds[i] < 0)
			return -1;
	}
	return steer_udp (fds[0], count);
}

uint16_t udp_port (int fd)
{
	struct sockaddr_in address = { .sin_port = 0 };
	socklen_t len = sizeof (address);

	getsockname (fd, (struct sockaddr *)&address, &len);
	return ntohs (address.sin_port);
}

bool udp_is_pending_error (int err)
{
	return err == ECONNREFUSED || err == EHOSTUNREACH || err == ENETUNREACH || err == EINTR
	       || err == EHOSTDOWN || err == ENOPROTOOPT || err == EPROTO || err == EOPNOTSUPP;
}

ssize_t udp_recv (int fd, void *buf, size_t cap, struct teredo_endpoint *from)
{
	struct sockaddr_in address = { .sin_port = 0 };
	ssize_t len;

	do {
		socklen_t address_len = sizeof (address);

		len = recvfrom (fd, buf, cap, 0, (struct sockaddr *)&address, &address_len);
	} while (len < 0 && udp_is_pending_error (errno));
	if (len >= 0)
		*from = from_sockaddr (&address);
	return len;
}

int udp_send (int fd, const struct teredo_endpoint *to, struct teredo_slice head,
              struct teredo_slice body)
{
	struct sockaddr_in address = to_sockaddr (to);
	struct iovec parts[2] = {
		{ (void *)(uintptr_t)head.data, head.len },
		{ (void *)(uintptr_t)body.data, body.len },
	};
	const struct msghdr message = {
		.msg_name = &address,
		.msg_namelen = sizeof (address),
		.msg_iov = parts,
		.msg_iovlen = 2,
	};

	if (sendmsg (fd, &message, 0) >= 0)
		return 0;
	/* The error may be that of an earlier datagram: try again. */
	return udp_is_pending_error (errno) && sendmsg (fd, &message, 0) >= 0 ? 0 : -1;
}
