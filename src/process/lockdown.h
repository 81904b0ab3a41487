/*
 * lockdown.h - no way back to privileges, and no look inside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LOCKDOWN_H
#define MIREDO_LOCKDOWN_H

/* Nothing that this process executes gains privileges (by a set-user-ID bit,
 * say), where the system can promise that. 0, or -1 with errno. */
int lockdown_privileges (void);

/* No debugger of the same user, and no core file, where the system can promise
 * that: memory holds keys. 0, or -1 with errno. */
int lockdown_memory (void);

#endif
