/*
 * slab.c - array of peers that grows in chunks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/slab.h"

#include <errno.h>
#include <stdlib.h>

int teredo_slab_init (struct teredo_slab *slab, uint32_t max)
{
	const uint32_t chunks = (max - 1) / TEREDO_SLAB_CHUNK + 1;

	*slab = (struct teredo_slab){
		.chunks = malloc (chunks * sizeof (struct teredo_peer *)),
		.max = max,
		.free = TEREDO_NO_PEER,
	};
	if (slab->chunks != NULL)
		return 0;
	errno = ENOMEM;
	return -1;
}

void teredo_slab_destroy (struct teredo_slab *slab)
{
	for (uint32_t index = 0; index < slab->fresh; index += TEREDO_SLAB_CHUNK)
		free (slab->chunks[index / TEREDO_SLAB_CHUNK]);
	free (slab->chunks);
	*slab = (struct teredo_slab){ .free = TEREDO_NO_PEER };
}

/* The next element that was never used, or TEREDO_NO_PEER. */
static uint32_t next_fresh (struct teredo_slab *slab)
{
	struct teredo_peer **chunk = &slab->chunks[slab->fresh / TEREDO_SLAB_CHUNK];

	if (slab->fresh == slab->max)
		return TEREDO_NO_PEER;
	/* Not calloc, which may write to all of the chunk at once. */
	if (slab->fresh % TEREDO_SLAB_CHUNK == 0)
		*chunk = malloc (TEREDO_SLAB_CHUNK * sizeof (**chunk));
	return *chunk != NULL ? slab->fresh++ : TEREDO_NO_PEER;
}

uint32_t teredo_slab_acquire (struct teredo_slab *slab)
{
	uint32_t index = slab->free;

	if (index != TEREDO_NO_PEER)
		slab->free = teredo_slab_at (slab, index)->next;
	else
		index = next_fresh (slab);
	if (index != TEREDO_NO_PEER)
		*teredo_slab_at (slab, index) = (struct teredo_peer){ .next = 0 };
	return index;
}

void teredo_slab_release (struct teredo_slab *slab, uint32_t index)
{
	teredo_slab_at (slab, index)->next = slab->free;
	slab->free = index;
}
