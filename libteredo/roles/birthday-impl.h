/*
 * birthday-impl.h - inside of the birthday approach; for birthday*.c alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_BIRTHDAY_IMPL_H
#define LIBTEREDO_BIRTHDAY_IMPL_H

#include "roles/client-impl.h"

/* The endpoint in a Teredo address. */
struct teredo_endpoint teredo_birthday_target (const struct in6_addr *peer);

/* Whether a peer is reached without the server's help. */
bool teredo_birthday_is_reached (struct teredo_client *, const struct in6_addr *peer);

/* Whether an attempt with a peer may start: TEREDO_OK, or why not. An attempt with a peer that the
 * host wants ends one with a stranger. */
enum teredo_count teredo_birthday_check (struct teredo_client *, const struct in6_addr *peer);

/* Starts one, which was checked. */
void teredo_birthday_start (struct teredo_client *, const struct in6_addr *peer,
                            enum teredo_birthday_state);

/* Records it: there is none at this IPv4 address for 10 minutes. */
void teredo_birthday_record (struct teredo_client *);

/* --- the side that guesses: birthday-guess.c --- */

/* Whether guesses from behind our NAT can find a peer that nothing else does. */
bool teredo_birthday_can_guess (const struct teredo_client *);

/* A valid request. */
void teredo_birthday_requested (struct teredo_client *, struct teredo_meeting *,
                                const struct teredo_guess_terms *);

/* The timer of GUESSING has expired. */
void teredo_birthday_guess (struct teredo_client *);

/* --- the side that is guessed: birthday-ask.c --- */

/* A valid offer. */
void teredo_birthday_offered (struct teredo_client *, const struct teredo_meeting *);

/* The timer of one of the other states has expired. */
void teredo_birthday_step (struct teredo_client *);

/* Closes the sockets. */
void teredo_birthday_close (struct teredo_client *);

#endif
