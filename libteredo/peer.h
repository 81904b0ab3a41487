/*
 * peer.h - what is known of one peer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PEER_H
#define LIBTEREDO_PEER_H

enum teredo_peer_state {
	TEREDO_PEER_NONE,    /* not in the table */
	TEREDO_PEER_TRYING,  /* bubbles or pings are being sent, packets wait */
	TEREDO_PEER_TRUSTED, /* reachable where its mapping says */
	TEREDO_PEER_PAUSED,  /* did not answer: not tried again for a while */
};

const char *teredo_peer_state_name (enum teredo_peer_state);

#endif
