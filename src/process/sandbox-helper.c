/*
 * sandbox-helper.c - what the helper gives up
 *
 * It closes all descriptors except the channel and the standard ones, empties the environment,
 * and refuses debuggers. It remains root, as its hooks are (doc/architecture.md). Apart from
 * sandbox.c so that miredo-privproc is not linked with the library for capabilities.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/sandbox.h"

#include "process/lockdown.h"
#include "process/process.h"

int sandbox_helper (int keep_fd)
{
	process_close_others (keep_fd);
	process_clear_environment ();
	return lockdown_memory ();
}
