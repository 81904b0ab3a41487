/*
 * miredo-privproc.c - the helper: the one process of a running client or relay that is root
 *
 * Theory of operation. miredo starts it with one end of a channel and the name of one
 * interface, and then drops its own privileges. The helper:
 *
 *   1. checks its arguments, and that it was given a channel and the folder of the PID file;
 *   2. closes all other descriptors but the standard ones, and empties its environment;
 *   3. runs the hook for each request that arrives on the channel; in the background, logs
 *      what the hook writes. A relay on Linux without an exit needs no hook (ifsetup.h);
 *   4. when the channel closes, or an invalid request arrives, runs the hook to remove what
 *      was configured, and exits. It does so within 5 s: a hook that hangs is killed.
 *
 * It ignores the signals that a terminal or an init system sends to the process group: it
 * exits when miredo does. It reads no other file, and its only other sockets are netlink.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bytes/array.h"
#include "process/daemon.h"
#include "helper/arguments.h"
#include "helper/hook.h"
#include "helper/ifsetup.h"
#include "helper/output.h"
#include "base/i18n.h"
#include "base/log.h"
#include "helper/request.h"
#include "process/pidfile-name.h"
#include "process/sandbox.h"

/* Whether fd is a channel. The hook does not inherit it. */
static bool take_channel (int fd)
{
	socklen_t len = sizeof (int);
	int type;

	return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET
	       && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0;
}

/* Whether fd is a folder. The hook does not inherit it. */
static bool take_folder (int fd)
{
	struct stat status;

	return fstat (fd, &status) == 0 && S_ISDIR (status.st_mode)
	       && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0;
}

static void ignore_signals (void)
{
	static const int ignored[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE,
	};

	for (size_t i = 0; i < ARRAY_LEN (ignored); i++)
		signal (ignored[i], SIG_IGN);
}

static struct hook make_hook (const struct helper_setup *setup)
{
	const bool exits = setup->kind == HELPER_RELAY && ifsetup_replaces (HOOK_RELAY);
	struct hook hook = {
		.path = exits                         ? HOOK_EXIT
		        : setup->kind == HELPER_RELAY ? HOOK_RELAY
		                                      : HOOK_CLIENT,
		.optional = exits && setup->exit.kind == EXIT_NONE,
		.ifindex = setup->ifindex,
		.patience = HOOK_PATIENCE,
		.channel = ARGUMENTS_CHANNEL_FD,
		.prefix = setup->prefix,
		.exit = setup->exit.kind != EXIT_NONE ? &setup->exit : NULL,
	};

	memcpy (hook.iface, setup->iface, strlen (setup->iface) + 1);
	return hook;
}

/* In the background, standard output and error lead nowhere. */
static void capture_output (struct hook *hook)
{
	static struct output output;

	if (output_open (&output, strrchr (hook->path, '/') + 1) == 0)
		hook->output = &output;
	else
		log_warning (_ ("what hooks write is not logged: %s"), strerror (errno));
}

static bool set_relay_up (struct hook *hook, const struct helper_setup *setup)
{
	const struct hook_config config = hook_relay_config (setup->prefix, setup->mtu);

	return hook_up (hook, &config);
}

static bool run_hook (struct hook *hook, const struct helper_setup *setup,
                      const struct request *request)
{
	const struct hook_config config = { .address = request->address, .mtu = request->mtu };

	switch (request->verb) {
	case REQUEST_UP:
		return hook_up (hook, &config);
	case REQUEST_RELAY:
		return set_relay_up (hook, setup);
	default:
		return hook_down (hook);
	}
}

/* What is wrong with a message; NULL if it is a valid request. */
static const char *read_request (struct request *request, const struct helper_setup *setup,
                                 const uint8_t *bytes, size_t len)
{
	const char *wrong = request_unpack (request, bytes, len, setup->prefix);

	if (wrong == NULL && (request->verb == REQUEST_RELAY) != (setup->kind == HELPER_RELAY))
		return setup->kind == HELPER_RELAY ? N_ ("not a request of a relay")
		                                   : N_ ("not a request of a client");
	return wrong;
}

/* Waits for a request, or the end of the channel. A process that a hook has left behind may
 * write meanwhile. */
static void await_request (const struct hook *hook)
{
	struct pollfd fds[] = {
		{ .fd = ARGUMENTS_CHANNEL_FD, .events = POLLIN },
		{ .fd = hook->output != NULL ? hook->output->read_fd : -1, .events = POLLIN },
	};

	while (fds[0].revents == 0) {
		if (poll (fds, ARRAY_LEN (fds), -1) < 0 && errno != EINTR)
			return;
		if (fds[1].revents != 0)
			output_read (hook->output);
	}
}

/* Carries out one request. False if the channel is closed or the request is invalid. */
static bool serve (struct hook *hook, const struct helper_setup *setup)
{
	uint8_t bytes[REQUEST_LEN + 1], reply;
	struct request request;
	const char *wrong;
	ssize_t len;

	await_request (hook);
	do
		len = recv (ARGUMENTS_CHANNEL_FD, bytes, sizeof (bytes), 0);
	while (len < 0 && errno == EINTR);
	if (len <= 0)
		return false;
	wrong = read_request (&request, setup, bytes, (size_t)len);
	if (wrong != NULL) {
		log_error (_ ("miredo-privproc: invalid request from miredo (%s); exiting"),
		           _ (wrong));
		return false;
	}
	reply = run_hook (hook, setup, &request) ? REPLY_DONE : REPLY_FAILED;
	return send (ARGUMENTS_CHANNEL_FD, &reply, 1, MSG_NOSIGNAL) == 1;
}

static bool confine (const struct helper_setup *setup)
{
	ignore_signals ();
	if (setup->facility >= 0) {
		log_to_syslog (setup->facility);
		daemon_detach ();
	}
	if (sandbox_helper (ARGUMENTS_END_FD) != 0) {
		log_error (_ ("miredo-privproc: cannot drop privileges: %s"), strerror (errno));
		return false;
	}
	log_prepare ("miredo-privproc");
	return true;
}

int main (int argc, char **argv)
{
	const pid_t daemon = getppid ();
	struct helper_setup setup;
	struct hook hook;

	i18n_init ();
	if (!arguments_read (&setup, argc, argv) || !take_channel (ARGUMENTS_CHANNEL_FD)
	    || !take_folder (ARGUMENTS_FOLDER_FD)) {
		fputs (_ ("miredo-privproc is started by miredo; do not run it by hand.\n"),
		       stderr);
		return EXIT_FAILURE;
	}
	if (!confine (&setup))
		return EXIT_FAILURE;
	hook = make_hook (&setup);
	if (setup.facility >= 0)
		capture_output (&hook);
	while (serve (&hook, &setup))
		continue;
	hook_destroy (&hook);
	pidfile_remove (ARGUMENTS_FOLDER_FD, setup.pidfile, daemon);
	return EXIT_SUCCESS;
}
