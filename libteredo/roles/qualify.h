/*
 * qualify.h - qualification and maintenance of a client (RFC 4380 5.2.1 and
 * 5.2.5; no cone stage, RFC 5991 3.2)
 *
 *   RESOLVING -> STARTING -> CONFIRMING -> QUALIFIED <-> SILENT
 *        ^           |            |                        |
 *        +-------- OFFLINE <------+------------------------+
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_QUALIFY_H
#define LIBTEREDO_QUALIFY_H

#include <stdbool.h>

enum teredo_qualify_state {
	TEREDO_RESOLVING,  /* the server's address is being looked up */
	TEREDO_STARTING,   /* soliciting the primary address */
	TEREDO_CONFIRMING, /* soliciting the secondary address, to tell the NAT */
	TEREDO_QUALIFIED,  /* the address is good */
	TEREDO_SILENT,     /* the address is kept, the server does not answer */
	TEREDO_OFFLINE,    /* no answer; will start again after a pause */
};

const char *teredo_qualify_state_name (enum teredo_qualify_state);

enum teredo_nat {
	TEREDO_NAT_UNKNOWN,
	TEREDO_NAT_RESTRICTED, /* same mapping towards both server addresses */
	TEREDO_NAT_SYMMETRIC,  /* another mapping for each */
};

#endif
