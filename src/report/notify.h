/*
 * notify.h - telling the service manager how we are
 *
 * By libsystemd's protocol (sd_notify(3)) where that was built in, and where a
 * service manager asks for it; else nothing happens.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NOTIFY_H
#define MIREDO_NOTIFY_H

struct event_base;

/* Takes from the environment whom to tell; before that is emptied. */
void notify_prepare (void);

void notify_ready (void); /* start-up, or a reload, is over */
void notify_reloading (void);
void notify_stopping (void);

/* One line for people. */
void notify_status (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* From now on tells again and again that the event loop is alive, if that is
 * wanted; 0, or -1 without memory. */
int notify_watch (struct event_base *);
void notify_end (void); /* before the event loop is freed */

#endif
