/*
 * hostwatch-none.c - no notifications: the state of the host is looked up instead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/hostwatch.h"

#include <stddef.h>

struct hostwatch *hostwatch_new (void)
{
	return NULL;
}

void hostwatch_free (struct hostwatch *watch)
{
	(void)watch;
}

int hostwatch_fd (const struct hostwatch *watch)
{
	(void)watch;
	return -1;
}

enum hostwatch_change hostwatch_read (struct hostwatch *watch)
{
	(void)watch;
	return HOSTWATCH_NONE;
}
