/*
 * calls.c - indirect bubbles of peers with offers and requests to guess ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls.h"

#include "messages/bubble.h"
#include "messages/encap.h"
#include "values/addr.h"

/* A bubble; origin (NULL: none): where the server that forwards it has received it from. */
static struct unit_bytes bubble (const struct node *n, const struct in6_addr *from,
                                 const struct teredo_endpoint *origin,
                                 const struct teredo_trailers *trailers)
{
	struct unit_bytes bytes;
	struct teredo_writer w;

	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	if (origin != NULL)
		teredo_encap_write_origin (&w, origin);
	teredo_bubble_write (&w, from, &n->address);
	teredo_trailers_write (&w, trailers);
	bytes.len = teredo_writer_done (&w).len;
	return bytes;
}

struct unit_bytes call_bubble (const struct node *n, const struct in6_addr *from,
                               const struct teredo_trailers *trailers)
{
	return bubble (n, from, NULL, trailers);
}

void call_rx_from (struct node *n, const struct in6_addr *from, uint32_t ip,
                   const struct teredo_guess_terms *terms)
{
	const struct teredo_endpoint origin = { ip, 40000 };
	const struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE | (terms->proof != 0 ? TEREDO_TRAILER_BIRTHDAY : 0),
		.nonce = PEER_NONCE,
		.birthday = *terms,
	};
	const struct unit_bytes bytes = bubble (n, from, ip != 0 ? &origin : NULL, &trailers);

	node_rx (n, SERVER ":3544", &bytes);
}

void call_rx (struct node *n, const struct in6_addr *from, const struct teredo_guess_terms *terms)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, from);
	call_rx_from (n, from, parts.mapped.ip, terms);
}

struct teredo_trailers call_back (const struct node *n, const struct in6_addr *peer)
{
	struct teredo_trailers trailers = teredo_no_trailers;

	for (unsigned i = 0; i < n->outs; i++)
		if (n->out[i].out.kind == TEREDO_OUT_UDP
		    && n->out[i].out.to.ip == unit_ipv4 (SERVER)
		    && teredo_ip6_is_bubble (&n->out[i].ip6)
		    && teredo_ip6_equal (&n->out[i].ip6.dst, peer))
			ck_assert (teredo_trailers_parse (&trailers, n->out[i].ip6.trailers));
	return trailers;
}

uint32_t call_meet (struct node *n, const struct in6_addr *peer)
{
	struct teredo_trailers trailers;

	call_rx (n, peer, &(struct teredo_guess_terms){ .proof = 0 });
	trailers = call_back (n, peer);
	ck_assert (trailers.present & TEREDO_TRAILER_NONCE);
	return trailers.nonce;
}
