/*
 * gate.h - secure qualification: whom a server answers, and what it adds to advertisements
 * (RFC 4380 5.2.2, 5.3.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_GATE_H
#define LIBTEREDO_GATE_H

#include "bytes/mac.h"
#include "messages/nd.h"
#include "roles/arrival.h"
#include "roles/keyring.h"
#include "values/admitted.h"
#include "values/env.h"
#include "values/source-limit.h"

struct teredo_gate {
	const struct teredo_keyring *keyring; /* NULL: no client has a secret */
	const struct teredo_admission
		*admission; /* of clients that return their cookie; NULL: none */
	teredo_hmac *hmac;
	bool secure_only;                  /* answers nobody but clients with a secret */
	bool forwards;                     /* data between clients, which is advertised */
	struct teredo_key key;             /* of cookies */
	struct teredo_source_limit misses; /* solicitations with wrong values, of an address */
};

/* A solicitation that is to be answered. */
struct teredo_visit {
	const struct teredo_keyring_entry *entry; /* NULL: not authenticated */
	struct teredo_cookie cookie;              /* for the advertisement, if authenticated */
};

/* 0, or -1 with errno: ENOMEM. */
int teredo_gate_init (struct teredo_gate *, const struct teredo_env *);
void teredo_gate_destroy (struct teredo_gate *);

/* Whether a valid solicitation is to be answered; TEREDO_OK, or why not. */
enum teredo_count teredo_gate_check (struct teredo_gate *, teredo_time now,
                                     const struct teredo_arrival *, struct teredo_visit *);

/* Writes the authentication indication that answers a solicitation, if it had one; returns its
 * offset. When the rest has been written, _seal completes it. */
size_t teredo_gate_write (struct teredo_writer *, const struct teredo_arrival *,
                          const struct teredo_visit *);
void teredo_gate_seal (const struct teredo_gate *, struct teredo_writer *, size_t at,
                       const struct teredo_visit *);

#endif
