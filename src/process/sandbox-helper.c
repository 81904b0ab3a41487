/*
 * sandbox-helper.c - what the helper gives up
 *
 * It closes all descriptors but those that it was given, empties the environment, and refuses
 * debuggers. It remains root, as its hooks are (doc/architecture.md). Apart from
 * sandbox.c so that miredo-privproc is not linked with the library for capabilities.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/sandbox.h"

#include <unistd.h>
#include "base/compat.h"
#include "process/lockdown.h"
#include "process/process.h"

int sandbox_helper (int first)
{
	closefrom (first);
	process_clear_environment ();
	return lockdown_memory ();
}
