/*
 * extensions.h - which extensions of RFC 6081 a client uses, and one of ours
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_EXTENSIONS_H
#define LIBTEREDO_EXTENSIONS_H

#include <stdbool.h>

/* All but hairpinning and server_load_reduction need symmetric; sequential also needs
 * port_preserving (RFC 6081 5.5). */
struct teredo_extensions {
	bool symmetric;             /* Symmetric NAT Support (5.2) */
	bool upnp_symmetric;        /* UPnP-Enabled Symmetric NAT (5.3) */
	bool port_preserving;       /* Port-Preserving Symmetric NAT (5.4) */
	bool sequential;            /* Sequential Port-Symmetric NAT (5.5) */
	bool hairpinning;           /* Hairpinning (5.6) */
	bool server_load_reduction; /* Server Load Reduction (5.7) */
	bool birthday;              /* the birthday approach (birthday.h): ours, off by default */
};

/* Those of RFC 6081. */
#define TEREDO_EXTENSIONS_ALL \
	(struct teredo_extensions) \
	{ \
		true, true, true, true, true, true, false \
	}

#endif
