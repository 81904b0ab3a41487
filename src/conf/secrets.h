/*
 * secrets.h - files of identifiers and shared secrets
 *
 * Such a file must not be accessible to others than its owner and group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SECRETS_H
#define MIREDO_SECRETS_H

#include "conf/diagnostics.h"
#include "roles/keyring.h"

#define SECRETS_SIZE_MAX 4194304 /* bytes in a file */
#define SECRETS_SHORT    16      /* a secret with fewer bytes causes a warning */

/* Whether a text can be an identifier or a secret in a file: 1 to 255 bytes, without blanks and
 * control characters. */
bool secrets_is_word (const char *text);

/* Reads the secret in a file, one line, for a client with an identifier. 0; or -1: an error in
 * the diagnostics says why. */
int secrets_read_identity (struct teredo_identity *, const char *identifier, const char *file,
                           struct diagnostics *);

/* Reads a server's file of clients: lines of an identifier, a secret and optionally the word
 * "renew". NULL: an error in the diagnostics says why. */
struct teredo_keyring *secrets_read_clients (const char *file, struct diagnostics *);

#endif
