/*
 * number.h - unsigned numbers in text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NUMBER_H
#define MIREDO_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads a number between min and max. The whole text must be digits of the base,
 * which is 8, 10 or 16: no sign, blank or "0x". On failure *to is unchanged. */
bool number_parse (uint32_t *to, const char *text, unsigned base, uint32_t min, uint32_t max);

#endif
