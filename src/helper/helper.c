/*
 * helper.c - the helper miredo-privproc, as seen from miredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include "base/log.h"
#include "helper/spawn.h"

#define PROGRAM     PKGLIBEXECDIR "/miredo-privproc"
#define PATIENCE_MS 5000 /* to wait for its exit */

int helper_start (struct helper *helper, const struct helper_setup *setup, int folder)
{
	struct arguments arguments;
	struct spawned program;
	int result;

	arguments_write (&arguments, setup);
	result = spawn_start (&program, PROGRAM, arguments.argv, folder);
	*helper = (struct helper){ .fd = program.fd, .pid = program.pid };
	return result;
}

static void log_request (unsigned number, const struct request *request)
{
	char text[INET6_ADDRSTRLEN];

	if (request->verb == REQUEST_UP)
		log_debug ("helper: request %u: up %s, MTU %u", number,
		           inet_ntop (AF_INET6, &request->address, text, sizeof (text)),
		           request->mtu);
	else
		log_debug ("helper: request %u: %s", number,
		           request->verb == REQUEST_RELAY ? "relay" : "down");
}

int helper_send (struct helper *helper, const struct request *request)
{
	uint8_t bytes[REQUEST_LEN];

	request_pack (bytes, request);
	if (send (helper->fd, bytes, sizeof (bytes), MSG_NOSIGNAL) != (ssize_t)sizeof (bytes))
		return -1;
	log_request (++helper->sent, request);
	return 0;
}

int helper_receive (struct helper *helper, enum reply *reply)
{
	ssize_t len;
	uint8_t byte;

	do
		len = recv (helper->fd, &byte, 1, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return 0;
	if (len != 1 || helper->received == helper->sent || byte > REPLY_FAILED)
		return -1;
	*reply = (enum reply)byte;
	log_debug ("helper: reply to request %u: %s", ++helper->received,
	           *reply == REPLY_DONE ? "done" : "failed");
	return 1;
}

/* It cannot be killed: it is root, this process no longer is. */
void helper_stop (struct helper *helper)
{
	struct spawned program = { .pid = helper->pid, .fd = helper->fd };

	spawn_stop (&program, PATIENCE_MS);
	helper->fd = -1;
}
