/*
 * gate.c - secure qualification: whom a server answers, and what it adds to advertisements
 *
 * A solicitation can be recorded and sent again, from another address, too: so it does not prove
 * enough to admit an endpoint. The cookie in the answer depends on the endpoint and the time; a
 * client that returns it, authenticated, has received that answer and knows the secret.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/gate.h"

#include <string.h>

#define COOKIE_TIME TEREDO_SECONDS (600) /* valid for one to two of these (ours) */
/* Solicitations with wrong values from an IPv4 address, which each cost an HMAC (ours) */
#define MISSES_A_SECOND 20
#define MISSES_BURST    100
#define MISSES_SOURCES  65536

int teredo_gate_init (struct teredo_gate *gate, const struct teredo_env *env)
{
	gate->hmac = env->hmac;
	env->random (env->ctx, &gate->key, sizeof (gate->key));
	return teredo_source_limit_init (&gate->misses, MISSES_A_SECOND, MISSES_BURST,
	                                 MISSES_SOURCES, env);
}

void teredo_gate_destroy (struct teredo_gate *gate)
{
	teredo_source_limit_destroy (&gate->misses);
}

/* The cookie of an endpoint in a period of time. */
static void bake (const struct teredo_gate *gate, uint8_t cookie[TEREDO_MAC_LEN],
                  const struct teredo_endpoint *who, teredo_time period)
{
	struct in6_addr text = { .s6_addr = { 0 } };
	struct teredo_writer w;

	teredo_writer_init (&w, text.s6_addr, sizeof (text.s6_addr));
	teredo_write_u32 (&w, who->ip);
	teredo_write_u16 (&w, who->port);
	teredo_mac (cookie, &gate->key, TEREDO_MAC_COOKIE, &text, &in6addr_any, (uint64_t)period);
}

static bool is_good (const struct teredo_gate *gate, const struct teredo_cookie *cookie,
                     const struct teredo_endpoint *who, teredo_time period)
{
	uint8_t now[TEREDO_MAC_LEN], before[TEREDO_MAC_LEN];

	bake (gate, now, who, period);
	bake (gate, before, who, period - 1);
	return teredo_mac_equal (cookie->bytes, now, sizeof (now))
	       || teredo_mac_equal (cookie->bytes, before, sizeof (before));
}

/* Judges the cookie in an authenticated solicitation, and makes the next one. */
static void take_cookie (struct teredo_gate *gate, teredo_time now, const struct teredo_arrival *a,
                         struct teredo_visit *visit)
{
	const teredo_time period = now / COOKIE_TIME;
	struct teredo_cookie shown;

	visit->cookie.flags = gate->forwards ? TEREDO_COOKIE_FORWARDS : 0;
	bake (gate, visit->cookie.bytes, a->from, period);
	if (!teredo_nd_find_cookie (&shown, &a->ip6) || !is_good (gate, &shown, a->from, period))
		return;
	visit->cookie.flags |= TEREDO_COOKIE_ADMITTED;
	if (gate->admission != NULL)
		gate->admission->add (gate->admission->ctx, a->from, now + TEREDO_ADMITTED_TIME,
		                      now);
}

enum teredo_count teredo_gate_check (struct teredo_gate *gate, teredo_time now,
                                     const struct teredo_arrival *a, struct teredo_visit *visit)
{
	const bool claims = a->encap.auth_id.len + a->encap.auth_value.len > 0;

	*visit = (struct teredo_visit){ .entry = NULL };
	if (!claims || gate->keyring == NULL)
		return gate->secure_only ? TEREDO_DROP_NO_AUTH : TEREDO_OK;
	visit->entry = teredo_keyring_find (gate->keyring, a->encap.auth_id);
	if (visit->entry == NULL)
		return TEREDO_DROP_AUTH_ID;
	/* The token of an authentic one is given back: only others are limited. */
	if (!teredo_source_limit_take (&gate->misses, a->from->ip, now))
		return TEREDO_DROP_LIMIT;
	if (!teredo_auth_check (&a->encap, a->ip6.packet, &visit->entry->identity, gate->hmac))
		return TEREDO_DROP_AUTH;
	teredo_source_limit_give (&gate->misses, a->from->ip, now);
	take_cookie (gate, now, a, visit);
	return TEREDO_OK;
}

size_t teredo_gate_write (struct teredo_writer *w, const struct teredo_arrival *a,
                          const struct teredo_visit *visit)
{
	if (visit->entry != NULL)
		return teredo_auth_write (w, &visit->entry->identity, a->encap.nonce,
		                          visit->entry->renew ? 1 : 0);
	if (a->encap.has_auth)
		teredo_encap_write_nonce (w, a->encap.nonce, 0);
	return 0;
}

void teredo_gate_seal (const struct teredo_gate *gate, struct teredo_writer *w, size_t at,
                       const struct teredo_visit *visit)
{
	if (visit->entry != NULL)
		teredo_auth_seal (w, at, &visit->entry->identity, gate->hmac);
}
