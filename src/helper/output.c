/*
 * output.c - what a hook writes, line by line in the log
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/output.h"

#include <ctype.h>
#include <fcntl.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"

#define RATE  5 /* lines a second */
#define BURST 50
#define READS 16 /* of one call, so that a hook cannot keep it from returning */

int output_open (struct output *o, const char *name)
{
	int fds[2];

	if (pipe2 (fds, O_CLOEXEC) != 0)
		return -1;
	*o = (struct output){ .read_fd = fds[0], .write_fd = fds[1], .name = name };
	teredo_token_bucket_init (&o->bucket, RATE, BURST, clock_now ());
	return fcntl (o->read_fd, F_SETFL, O_NONBLOCK);
}

static void log_suppressed (struct output *o)
{
	if (o->suppressed == 0)
		return;
	log_notice (i18n_plural ("%s: %lu more line suppressed", "%s: %lu more lines suppressed",
	                         o->suppressed),
	            o->name, o->suppressed);
	o->suppressed = 0;
}

static void end_line (struct output *o)
{
	if (o->len == 0)
		return;
	o->line[o->len] = '\0';
	o->len = 0;
	if (!teredo_token_bucket_take (&o->bucket, clock_now ())) {
		o->suppressed++;
		return;
	}
	log_suppressed (o);
	log_notice ("%s: %s", o->name, o->line);
}

static void add (struct output *o, char c)
{
	if (c == '\n') {
		end_line (o);
		return;
	}
	if (o->len == OUTPUT_LINE)
		end_line (o);
	o->line[o->len++] = iscntrl ((unsigned char)c) ? ' ' : c;
}

void output_read (struct output *o)
{
	char bytes[4096];
	ssize_t len;

	for (int i = 0; i < READS; i++) {
		len = read (o->read_fd, bytes, sizeof (bytes));
		if (len <= 0)
			return;
		for (ssize_t at = 0; at < len; at++)
			add (o, bytes[at]);
	}
}

void output_flush (struct output *o)
{
	output_read (o);
	end_line (o);
	log_suppressed (o);
}
