/*
 * keyring.c - the clients that a server knows by their identifiers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/keyring.h"

#include <errno.h>
#include <stdlib.h>

struct teredo_keyring {
	struct teredo_keyring_entry **entries; /* sorted by identifier */
	size_t count, room;
};

struct teredo_keyring *teredo_keyring_new (void)
{
	return calloc (1, sizeof (struct teredo_keyring));
}

void teredo_keyring_free (struct teredo_keyring *keyring)
{
	if (keyring == NULL)
		return;
	for (size_t i = 0; i < keyring->count; i++) {
		struct teredo_keyring_entry *entry = keyring->entries[i];

		memset (entry, 0, sizeof (*entry));
		free (entry);
	}
	free (keyring->entries);
	free (keyring);
}

static int compare (struct teredo_slice a, struct teredo_slice b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp (a.data, b.data, a.len);
}

/* The index of the first entry whose identifier is not less. */
static size_t search (const struct teredo_keyring *keyring, struct teredo_slice id)
{
	size_t low = 0, high = keyring->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare (teredo_identity_id (&keyring->entries[middle]->identity), id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct teredo_keyring_entry *teredo_keyring_find (const struct teredo_keyring *keyring,
                                                        struct teredo_slice id)
{
	const size_t at = search (keyring, id);

	if (at == keyring->count
	    || compare (teredo_identity_id (&keyring->entries[at]->identity), id) != 0)
		return NULL;
	return keyring->entries[at];
}

/* Doubles the room for entries. */
static int grow (struct teredo_keyring *keyring)
{
	const size_t room = keyring->room > 0 ? 2 * keyring->room : 16;
	struct teredo_keyring_entry **entries = calloc (room,
	                                                sizeof (struct teredo_keyring_entry *));

	if (entries == NULL)
		return -1;
	if (keyring->count > 0)
		memcpy (entries, keyring->entries, keyring->count * sizeof (void *));
	free (keyring->entries);
	keyring->entries = entries;
	keyring->room = room;
	return 0;
}

int teredo_keyring_add (struct teredo_keyring *keyring, const struct teredo_keyring_entry *entry)
{
	const struct teredo_slice id = teredo_identity_id (&entry->identity);
	const size_t at = search (keyring, id);
	struct teredo_keyring_entry *copy;

	if (teredo_keyring_find (keyring, id) != NULL) {
		errno = EEXIST;
		return -1;
	}
	if (keyring->count == keyring->room && grow (keyring) != 0)
		return -1;
	copy = malloc (sizeof (*copy));
	if (copy == NULL)
		return -1;
	*copy = *entry;
	memmove (keyring->entries + at + 1, keyring->entries + at,
	         (keyring->count - at) * sizeof (void *));
	keyring->entries[at] = copy;
	keyring->count++;
	return 0;
}

size_t teredo_keyring_count (const struct teredo_keyring *keyring)
{
	return keyring->count;
}
