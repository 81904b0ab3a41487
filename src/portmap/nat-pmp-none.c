/*
 * nat-pmp-none.c - NAT-PMP in builds without libnatpmp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/nat-pmp.h"

void nat_pmp_look (struct nat_pmp *n)
{
	n->attempt.state = ATTEMPT_SILENT;
}

void nat_pmp_map (struct nat_pmp *n)
{
	n->attempt.state = ATTEMPT_SILENT;
}

void nat_pmp_stop (struct nat_pmp *n)
{
	n->attempt.state = ATTEMPT_IDLE;
}

void nat_pmp_release (struct nat_pmp *n)
{
	(void)n;
}
