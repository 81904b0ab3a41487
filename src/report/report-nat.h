/*
 * report-nat.h - messages about a client's NAT, in the terms of RFC 4787 and of Windows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_REPORT_NAT_H
#define MIREDO_REPORT_NAT_H

#include "roles/role.h"

/* What was logged last; all zeros: nothing. */
struct report_nat {
	struct teredo_nat_type type;
	teredo_time refresh;
	struct teredo_refresh_result kept;
};

/* Logs the type of NAT and the refresh interval, as far as they are known. */
void report_nat (const struct teredo_status *);

/* The same, if the tests are over and have found something else than what was logged last. */
void report_nat_changes (struct report_nat *, const struct teredo_status *);

#endif
