/*
 * process.h - what a process has from whoever started it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PROCESS_H
#define MIREDO_PROCESS_H

/* Closes all descriptors but the three standard ones and keep (-1: none). */
void process_close_others (int keep);

/* Leaves no variable of the environment. */
void process_clear_environment (void);

#endif
