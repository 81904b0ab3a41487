/*
 * caps.h - capabilities of a process (Linux)
 *
 * On systems without capabilities and in builds without libcap the calls do
 * nothing; doc/portability.md describes the consequences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CAPS_H
#define MIREDO_CAPS_H

#include <stdbool.h>

/* The capabilities that a process keeps. */
enum caps {
	CAPS_NONE,
	CAPS_DAC_OVERRIDE, /* files of all users */
};

/* Whether the calls below have an effect. */
extern const bool caps_exist;

/* Reduces the bounding set, which limits all programs the process executes. Does
 * nothing if the process lacks CAP_SETPCAP. 0, or -1 with errno. */
int caps_bound (enum caps);

/* Gives up all other capabilities. 0, or -1 with errno. */
int caps_keep (enum caps);

#endif
