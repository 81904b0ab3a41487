/*
 * process.h - inherited descriptors and environment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PROCESS_H
#define MIREDO_PROCESS_H

#define FIRST_OTHER_FD 3 /* above standard input, output and error */

/* Closes all descriptors except the standard ones and keep (-1: none). */
void process_close_others (int keep);

/* Empties the environment, and overwrites the strings: ps and /proc show them. */
void process_clear_environment (void);

#endif
