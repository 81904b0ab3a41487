/*
 * lookup.c - host names of addresses to bind, looked up at start-up
 *
 * getaddrinfo uses every source of names that the system has, but may block as long as they do:
 * hence a child process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/lookup.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"

#define PATIENCE 10000 /* milliseconds */

struct result {
	int error; /* EAI_..., or 0 */
	uint32_t ip;
};

int lookup_system (const char *name, uint32_t *ip)
{
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM };
	struct addrinfo *list;
	const int error = getaddrinfo (name, NULL, &hints, &list);

	if (error != 0)
		return error;
	*ip = ntohl (((const struct sockaddr_in *)(const void *)list->ai_addr)->sin_addr.s_addr);
	freeaddrinfo (list);
	return 0;
}

/* Reads the result that the child writes at once. */
static struct result wait_for_result (int fd, int milliseconds)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	struct result result;

	if (poll (&ready, 1, milliseconds) == 1
	    && read (fd, &result, sizeof (result)) == sizeof (result))
		return result;
	return (struct result){ .error = EAI_AGAIN };
}

int lookup_within (int milliseconds, lookup_function *look_up, const char *name, uint32_t *ip)
{
	struct result result = { .error = EAI_SYSTEM };
	int fds[2];
	pid_t child;

	if (pipe (fds) != 0)
		return EAI_SYSTEM;
	child = fork ();
	if (child == 0) {
		result.error = look_up (name, &result.ip);
		_exit (write (fds[1], &result, sizeof (result)) < 0);
	}
	close (fds[1]);
	if (child > 0) {
		result = wait_for_result (fds[0], milliseconds);
		kill (child, SIGKILL);
		waitpid (child, NULL, 0);
	}
	close (fds[0]);
	*ip = result.ip;
	return result.error;
}

/* Looks up one name, unless the address is known. */
static int complete (size_t directive, const char *name, uint32_t *ip)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr address;
	int error;

	if (name[0] == '\0' || value_ipv4 (ip, name))
		return 0;
	error = lookup_within (PATIENCE, lookup_system, name, ip);
	if (error != 0) {
		log_error (_ ("%s \"%s\": DNS lookup failed (%s); check the name, or use an IPv4 "
		              "address"),
		           directives[directive].name, name, gai_strerror (error));
		return -1;
	}
	address.s_addr = htonl (*ip);
	log_info (_ ("%s \"%s\" is %s"), directives[directive].name, name,
	          inet_ntop (AF_INET, &address, text, sizeof (text)));
	return 0;
}

int lookup_bind_addresses (struct settings *s)
{
	const bool server = s->mode == MODE_SERVER;

	if (complete (server ? DIRECTIVE_SERVER_ADDRESS : DIRECTIVE_BIND_ADDRESS, s->bind_name,
	              &s->bind_address)
	    != 0)
		return -1;
	if (!server || settings_one_address (s))
		return 0;
	if (complete (DIRECTIVE_SERVER_ADDRESS2, s->bind_name2, &s->bind_address2) != 0)
		return -1;
	if (s->bind_name2[0] == '\0')
		s->bind_address2 = s->bind_address + 1;
	if (s->bind_address != s->bind_address2)
		return 0;
	log_error (_ ("ServerBindAddress and ServerBindAddress2 are the same address"));
	return -1;
}
