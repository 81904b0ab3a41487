/*
 * forwarding.c - a server that forwards data between clients that qualify securely
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "forwarding.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "roles/keyring.h"
#include "values/admitted.h"

struct forwarding {
	struct teredo_keyring *keyring;
	struct teredo_admitted *table;
	struct teredo_admission admission;
};

static const struct teredo_keyring_entry everybody = {
	.identity = { .id = "all", .id_len = 3, .secret = "secret", .secret_len = 6 },
};

/* The shortest that depends on all of the text: nobody forges anything here. */
void forwarding_hmac (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                      const struct teredo_slice *parts, size_t count)
{
	uint64_t sum = key.len;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < parts[i].len; j++)
			sum = sum * 0x100000001b3 + parts[i].data[j];
	memset (mac, 0, TEREDO_HMAC_LEN);
	memcpy (mac, &sum, sizeof (sum));
}

static bool has (void *ctx, const struct teredo_endpoint *who, teredo_time now)
{
	return teredo_admitted_has (ctx, who, now);
}

static void add (void *ctx, const struct teredo_endpoint *who, teredo_time until, teredo_time now)
{
	teredo_admitted_add (ctx, who, until, now);
}

struct forwarding *forwarding_new (const struct teredo_env *env)
{
	struct forwarding *f = calloc (1, sizeof (*f));

	ck_assert_ptr_nonnull (f);
	f->keyring = teredo_keyring_new ();
	f->table = teredo_admitted_new (env);
	ck_assert (f->keyring != NULL && f->table != NULL);
	ck_assert_int_eq (teredo_keyring_add (f->keyring, &everybody), 0);
	f->admission = (struct teredo_admission){ has, add, f->table };
	return f;
}

void forwarding_free (struct forwarding *f)
{
	if (f == NULL)
		return;
	teredo_keyring_free (f->keyring);
	teredo_admitted_free (f->table);
	free (f);
}

void forwarding_configure (struct forwarding *f, struct teredo_server_config *config)
{
	config->admission = &f->admission;
	config->forward_rate = FORWARDING_RATE;
}

void forwarding_admit (struct forwarding *f, struct teredo_server *server)
{
	teredo_server_use_keyring (server, f->keyring, false);
}

const struct teredo_identity *forwarding_identity (void)
{
	return &everybody.identity;
}
