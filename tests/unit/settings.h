/*
 * settings.h - settings parsed from a text, and what is expected of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef UNIT_SETTINGS_H
#define UNIT_SETTINGS_H

#include "conf/settings.h"

/* Of the last text. */
extern struct settings settings;
extern struct diagnostics diagnostics;

/* Parses a text as the configuration "f" of miredo or miredo-server. A missing server of
 * a client is not reported. */
void parse_settings (const char *text, bool server);

/* The configuration of miredo has no diagnostics. */
void expect_valid (const char *text);

/* The configuration of miredo gets one diagnostic with this message. */
void expect_diagnostic (const char *text, enum diagnostic_kind kind, const char *message);

#endif
