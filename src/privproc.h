/*
 * privproc.h - the service of miredo-privproc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PRIVPROC_H
#define MIREDO_PRIVPROC_H

#include "helper-proto.h"

struct privproc_config {
	struct helper_rules rules;
	const char *hook; /* path of the script */
	const char *ifname;
	unsigned ifindex;
	int limit; /* milliseconds a hook may take */
	/* Tells an administrator one thing; priority is one of syslog's. */
	void (*log) (int priority, const char *format, ...)
	        __attribute__ ((format (printf, 2, 3)));
};

/*
 * Answers the requests on a channel (blocking) until its other end closes or
 * sends nonsense; then takes down what is up, and has the hook destroy the
 * rest. The hook is not run when nothing changes. 0 after an orderly end, -1
 * after nonsense.
 */
int privproc_serve (int channel, const struct privproc_config *);

#endif
