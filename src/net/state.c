/*
 * state.c - what a client remembers across a restart: its address and its local UDP port
 *
 * The file is opened by root and written without privileges, so it is one line, written in place.
 * A line that is damaged is ignored.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "base/log.h"

#define LINE_MAX_LEN 64 /* bytes: an address, a blank, a port */

static char folder[512] = STATEDIR;

/* systemd passes a list, separated by colons. */
void state_prepare (void)
{
	const char *list = getenv ("STATE_DIRECTORY"); /* NOLINT(concurrency-mt-unsafe) */

	if (list != NULL && list[0] == '/')
		snprintf (folder, sizeof (folder), "%.*s", (int)strcspn (list, ":"), list);
}

static int open_file (const char *interface)
{
	char path[600];
	int fd;

	snprintf (path, sizeof (path), "%s/client-%s", folder, interface);
	fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	log_debug ("cannot use state file %s: %s", path, strerror (errno));
	if (fd >= 0)
		close (fd);
	return -1;
}

static void read_line (struct state *state)
{
	char line[LINE_MAX_LEN + 1] = "";
	const ssize_t len = pread (state->fd, line, LINE_MAX_LEN, 0);
	struct in6_addr address;
	unsigned long port;
	char *blank, *end;

	if (len <= 0)
		return;
	blank = strchr (line, ' ');
	if (blank == NULL)
		return;
	*blank = '\0';
	port = strtoul (blank + 1, &end, 10);
	if (end == blank + 1 || *end != '\n' || port == 0 || port > UINT16_MAX
	    || inet_pton (AF_INET6, line, &address) != 1)
		return;
	state->address = address;
	state->port = (uint16_t)port;
}

void state_open (struct state *state, const char *interface)
{
	*state = (struct state){ .fd = open_file (interface) };
	if (state->fd >= 0)
		read_line (state);
}

void state_close (struct state *state)
{
	if (state->fd >= 0)
		close (state->fd);
	state->fd = -1;
}

void state_save (struct state *state, const struct in6_addr *address, uint16_t port)
{
	char text[INET6_ADDRSTRLEN], line[LINE_MAX_LEN];
	int len;

	if (state->fd < 0 || (port == state->port && IN6_ARE_ADDR_EQUAL (address, &state->address)))
		return;
	state->address = *address;
	state->port = port;
	len = snprintf (line, sizeof (line), "%s %u\n",
	                inet_ntop (AF_INET6, address, text, sizeof (text)), port);
	if (pwrite (state->fd, line, (size_t)len, 0) != len || ftruncate (state->fd, len) != 0)
		log_debug ("cannot write the state file: %s", strerror (errno));
}
