/*
 * spawn.h - starting another program
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SPAWN_H
#define MIREDO_SPAWN_H

#include <sys/types.h>

#define SPAWN_CHANNEL 3 /* descriptor that the program finds its channel at */

/*
 * Starts a program with an environment of its own, in its own process group:
 * a terminal's ^C is not for it. Signals are at their defaults and unblocked;
 * standard input is /dev/null, standard output and error are ours, channel
 * (or none, if -1) is at SPAWN_CHANNEL; all else that is close-on-exec goes.
 * Its process, or -1 with errno, also when the program could not be executed.
 */
pid_t spawn (char *const argv[], char *const envp[], int channel);

#endif
