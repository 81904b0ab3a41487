/*
 * lockdown.h - no new privileges, no core files, no debuggers, no files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LOCKDOWN_H
#define MIREDO_LOCKDOWN_H

#include <stdbool.h>

/* Programs that this process executes gain no privileges, for instance by a
 * set-user-ID bit, if the system supports that. 0, or -1 with errno. */
int lockdown_privileges (void);

/* Prevents core files, and debugging by the same user if the system supports that:
 * memory holds keys. 0, or -1 with errno. */
int lockdown_memory (void);

/* Opens no more files, sends no more signals to other programs, binds no TCP ports, as far as the
 * system supports that; lockdown_privileges comes first. 0, or -1 with errno. */
int lockdown_files (void);
bool lockdown_has_files (void); /* whether it does */

#endif
