/*
 * number.c - unsigned numbers in text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/number.h"

/* The digit's value; 16 for any other character. */
static unsigned digit_value (char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

bool number_parse (uint32_t *to, const char *text, unsigned base, uint32_t min, uint32_t max)
{
	uint64_t value = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		const unsigned digit = digit_value (*text);

		if (digit >= base)
			return false;
		value = value * base + digit;
		if (value > max)
			return false;
	}
	if (value < min)
		return false;
	*to = (uint32_t)value;
	return true;
}
