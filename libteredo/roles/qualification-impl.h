/*
 * qualification-impl.h - inside of qualification; for qualification*.c alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_QUALIFICATION_IMPL_H
#define LIBTEREDO_QUALIFICATION_IMPL_H

#include "roles/qualification.h"

/* The only function that writes the state; it arms the one timer too. */
void teredo_qualification_enter (struct teredo_qualification *, struct teredo_node *,
                                 enum teredo_qualification_state, teredo_time deadline);

/* Sends a solicitation with a new nonce (RFC 4380 5.2.2) to an address of the current server, or
 * the primary address of another, and arms the timer for its answer: 1 s, and twice as long after
 * each one that was not answered. */
void teredo_qualification_solicit (struct teredo_qualification *, struct teredo_node *,
                                   uint32_t server);

/* Enters a stage of qualification: solicits one of the server's addresses. */
void teredo_qualification_stage (struct teredo_qualification *, struct teredo_node *,
                                 enum teredo_qualification_state, uint32_t server);

/* Makes a server of the list, of which this is the primary address, the current one. */
void teredo_qualification_use (struct teredo_qualification *, uint32_t primary);

/* QUALIFIED until the refresh, which was set by the primary address's answer. */
void teredo_qualification_settle (struct teredo_qualification *, struct teredo_node *);

/* Whether the last solicitation went to the secondary address. */
bool teredo_qualification_asks_secondary (const struct teredo_qualification *);

/* The kind of NAT stays unknown; the first refresh after a pause asks the address once more. */
void teredo_qualification_give_up_secondary (struct teredo_qualification *, struct teredo_node *);

#endif
