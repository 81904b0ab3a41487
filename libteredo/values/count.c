/*
 * count.c - packet counters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/count.h"

#include <assert.h>

void teredo_counts_add (struct teredo_counts *to, const struct teredo_counts *counts)
{
	for (unsigned i = 0; i < TEREDO_COUNT_MAX; i++)
		to->of[i] += counts->of[i];
}

const char *teredo_count_name (enum teredo_count count)
{
#define NAME(name, text) [TEREDO_##name] = #name,
	static const char *const names[TEREDO_COUNT_MAX] = { TEREDO_COUNTS (NAME) };

	assert (count < TEREDO_COUNT_MAX);
	return names[count];
}

const char *teredo_count_text (enum teredo_count count)
{
#define TEXT(name, text) [TEREDO_##name] = (text),
	static const char *const texts[TEREDO_COUNT_MAX] = { TEREDO_COUNTS (TEXT) };

	assert (count < TEREDO_COUNT_MAX);
	return texts[count];
}
