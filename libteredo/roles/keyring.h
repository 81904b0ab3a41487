/*
 * keyring.h - the clients that a server knows by their identifiers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_KEYRING_H
#define LIBTEREDO_KEYRING_H

#include <stdbool.h>
#include "messages/auth.h"

struct teredo_keyring_entry {
	struct teredo_identity identity;
	bool renew; /* the client is asked to get a new secret */
};

/* Not changed while servers use it, so that several threads can. */
struct teredo_keyring;

/* NULL with errno: ENOMEM. */
struct teredo_keyring *teredo_keyring_new (void);
void teredo_keyring_free (struct teredo_keyring *);

/* Adds a copy; 0, or -1 with errno: EEXIST (there is one with the identifier), ENOMEM. */
int teredo_keyring_add (struct teredo_keyring *, const struct teredo_keyring_entry *);

/* NULL: unknown identifier. */
const struct teredo_keyring_entry *teredo_keyring_find (const struct teredo_keyring *,
                                                        struct teredo_slice id);
size_t teredo_keyring_count (const struct teredo_keyring *);

#endif
