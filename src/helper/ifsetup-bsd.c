/*
 * ifsetup-bsd.c - a relay's interface and route: left to relay-hook
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/ifsetup.h"

bool ifsetup_replaces (const char *hook)
{
	(void)hook;
	return false;
}

bool ifsetup_up (const struct hook *hook, const struct hook_config *config)
{
	(void)hook;
	(void)config;
	return false;
}

void ifsetup_down (const struct hook *hook, const struct hook_config *old)
{
	(void)hook;
	(void)old;
}

void ifsetup_destroy (const struct hook *hook)
{
	(void)hook;
}

bool ifsetup_finds_exit (const char *iface)
{
	(void)iface;
	return false;
}
