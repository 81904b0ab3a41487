/*
 * facility.h - values of SyslogFacility
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_FACILITY_H
#define MIREDO_FACILITY_H

#include <stddef.h>
#include "conf/value.h"

/* Reads the name of a facility of syslog. */
struct verdict facility_parse (int *facility, const char *value);

/* Writes the name of a facility that facility_parse has read, or of the default. */
void facility_print (int facility, char *text, size_t size);

#endif
