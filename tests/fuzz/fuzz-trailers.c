/*
 * fuzz-trailers.c - trailers of RFC 6081
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/trailers.h"

#include <string.h>
#include "bytes/params.h"
#include "fuzz.h"

static void check_terms (const struct teredo_guess_terms *terms)
{
	MUST (terms->proof != 0 && terms->sockets <= TEREDO_SOCKETS_MAX);
	MUST (terms->span == 0 || terms->lowest >= TEREDO_GUESS_LOWEST);
	MUST (terms->lowest + (terms->span > 0 ? terms->span - 1 : 0) <= UINT16_MAX);
}

static void check (const struct teredo_trailers *t)
{
	const unsigned nd = TEREDO_TRAILER_SOLICITATION | TEREDO_TRAILER_ADVERTISEMENT;

	MUST (!(t->present & TEREDO_TRAILER_NONCE) || t->nonce != 0);
	MUST (!(t->present & TEREDO_TRAILER_RANDOM_PORT) || t->random_port != 0);
	MUST ((t->present & nd) != nd);
	if (t->present & TEREDO_TRAILER_BIRTHDAY)
		check_terms (&t->birthday);
	if (!(t->present & TEREDO_TRAILER_ALTERNATES))
		return;
	MUST (t->alternate_count >= 1 && t->alternate_count <= TEREDO_ALTERNATES_MAX);
	for (unsigned i = 0; i < t->alternate_count; i++)
		MUST (t->alternates[i].port != 0 && t->alternates[i].ip >> 24 < 224);
}

/* What was parsed is written and parsed to the same bytes. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	uint8_t first[TEREDO_TRAILERS_LEN], second[TEREDO_TRAILERS_LEN];
	struct teredo_trailers trailers, again;
	struct teredo_writer w;
	struct teredo_slice written;

	if (!teredo_trailers_parse (&trailers, (struct teredo_slice){ data, size }))
		return 0;
	check (&trailers);
	teredo_writer_init (&w, first, sizeof (first));
	teredo_trailers_write (&w, &trailers);
	MUST (!w.bad);
	written = teredo_writer_done (&w);
	MUST (teredo_trailers_parse (&again, written));
	MUST (again.present == trailers.present);
	teredo_writer_init (&w, second, sizeof (second));
	teredo_trailers_write (&w, &again);
	MUST (!w.bad && w.len == written.len);
	MUST (memcmp (first, second, written.len) == 0);
	return 0;
}
