/*
 * notify.h - service-manager notification, as in sd_notify(3)
 *
 * These functions do nothing if the service manager does not ask for notification.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NOTIFY_H
#define MIREDO_NOTIFY_H

struct event_base;

/* Reads the environment; must be called before it is cleared. */
void notify_prepare (void);

void notify_ready (void);    /* start-up or reload is complete */
void notify_starting (void); /* start-up takes at least 10 s more */
void notify_reloading (void);
void notify_stopping (void);

/* Sets the status line of the service. */
void notify_status (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* Starts periodic watchdog notifications from the event loop if the service manager asks for
 * them. 0, or -1 if out of memory. */
int notify_watch (struct event_base *);
void notify_end (void); /* before the event loop is freed */

#endif
