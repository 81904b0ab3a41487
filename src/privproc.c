/*
 * privproc.c - the service of miredo-privproc: policy, and what is up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "privproc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include "hook.h"

struct privproc {
	const struct privproc_config *config;
	int channel;
	struct hook_setting up; /* what the interface has */
	bool doubtful;          /* the hook failed: nobody knows what it has */
};

static enum helper_status run (struct privproc *privproc, const char *state,
                               const struct hook_setting *now)
{
	const struct privproc_config *config = privproc->config;
	const struct hook_call call = {
		.path = config->hook,
		.state = state,
		.iface = config->ifname,
		.ifindex = config->ifindex,
		.prefix = config->rules.prefix,
		.now = *now,
		.old = privproc->up,
	};
	int result = hook_run (&call, config->limit);

	if (result == 0)
		return HELPER_DONE;
	if (result > 0)
		config->log (LOG_ERR, "%s failed with status %d (STATE=%s)", config->hook, result,
		             state);
	else if (errno == ETIMEDOUT)
		config->log (LOG_ERR, "%s did not end in time and was killed (STATE=%s)",
		             config->hook, state);
	else
		config->log (LOG_ERR, "%s cannot be run: %s", config->hook, strerror (errno));
	return HELPER_FAILED;
}

static bool same (const struct hook_setting *a, const struct hook_setting *b)
{
	return a->mtu == b->mtu && IN6_ARE_ADDR_EQUAL (&a->address, &b->address);
}

/* Carries out a legal request; does nothing where nothing changes. */
static enum helper_status carry_out (struct privproc *privproc, const struct helper_request *request)
{
	const struct hook_setting wanted = { request->address, request->mtu };
	enum helper_status status;

	if (!privproc->doubtful && same (&wanted, &privproc->up))
		return HELPER_DONE;
	status = run (privproc, request->op == HELPER_UP ? "up" : "down", &wanted);
	privproc->up = wanted;
	privproc->doubtful = status != HELPER_DONE;
	return status;
}

static bool answer (const struct privproc *privproc, const struct helper_reply *reply)
{
	uint8_t bytes[HELPER_REPLY_LEN];

	helper_reply_pack (bytes, reply);
	return send (privproc->channel, bytes, sizeof (bytes), MSG_NOSIGNAL) >= 0;
}

static bool serve_one (struct privproc *privproc, struct teredo_slice bytes)
{
	const struct privproc_config *config = privproc->config;
	const char *wrong = "it is malformed";
	struct helper_request request;
	struct helper_reply reply;

	if (helper_request_unpack (&request, bytes))
		wrong = helper_request_check (&request, &config->rules);
	if (wrong != NULL) {
		config->log (LOG_CRIT, "illegal request (%s): ending", wrong);
		return false;
	}
	reply.op = request.op;
	reply.status = carry_out (privproc, &request);
	answer (privproc, &reply); /* if nobody is left to hear it, the next read says so */
	return true;
}

/* Takes all down. Both calls are told what was up, so that a hook may act on either. */
static void finish (struct privproc *privproc)
{
	const struct hook_setting nothing = { .mtu = 0 };

	if (privproc->up.mtu != 0)
		run (privproc, "down", &nothing);
	run (privproc, "destroy", &nothing);
}

int privproc_serve (int channel, const struct privproc_config *config)
{
	struct privproc privproc = { .config = config, .channel = channel };
	uint8_t bytes[HELPER_REQUEST_LEN + 1]; /* one more, to see that a request is too long */
	int result = 0;
	ssize_t len;

	for (;;) {
		len = recv (channel, bytes, sizeof (bytes), 0);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			break;
		if (!serve_one (&privproc, (struct teredo_slice){ bytes, (size_t)len })) {
			result = -1;
			break;
		}
	}
	finish (&privproc);
	return result;
}
