/*
 * secrets.c - files of identifiers and shared secrets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/i18n.h"

#define BLANKS " \t\r\v\f"

bool secrets_is_word (const char *text)
{
	const size_t len = strlen (text);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
			return false;
	return len >= 1 && len <= TEREDO_AUTH_ID_MAX;
}

/* --- a file as a whole --- */

static int add_error (struct diagnostics *diags, const char *file, unsigned line, const char *text)
{
	diagnostics_add (diags, DIAGNOSTIC_ERROR, file, line, "%s", text);
	return -1;
}

/* Opens a file that is closed to others. */
static int open_secret (const char *file, struct diagnostics *diags)
{
	const int fd = open (file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *error = NULL;
	struct stat status;

	if (fd < 0 || fstat (fd, &status) != 0)
		error = strerror (errno);
	else if (!S_ISREG (status.st_mode))
		error = _ ("not a regular file");
	else if ((status.st_mode & S_IRWXO) != 0)
		error = _ ("other users can access it; change its mode to 600, or to 640 with the "
		           "daemon's group");
	else if (status.st_size > SECRETS_SIZE_MAX)
		error = strerror (EFBIG);
	if (error == NULL)
		return fd;
	add_error (diags, file, 0, error);
	if (fd >= 0)
		close (fd);
	return -1;
}

/* The contents of a file, to be freed. NULL: an error. */
static char *read_secret (const char *file, size_t *len, struct diagnostics *diags)
{
	const int fd = open_secret (file, diags);
	FILE *stream = fd >= 0 ? fdopen (fd, "r") : NULL;
	char *text = stream != NULL ? malloc (SECRETS_SIZE_MAX + 1) : NULL;

	if (text != NULL) {
		*len = fread (text, 1, SECRETS_SIZE_MAX, stream);
		text[*len] = '\0';
	} else if (fd >= 0) {
		add_error (diags, file, 0, strerror (ENOMEM));
	}
	if (stream != NULL)
		fclose (stream);
	else if (fd >= 0)
		close (fd);
	return text;
}

/* --- its lines --- */

static void warn_short (const char *secret, const char *file, unsigned line,
                        struct diagnostics *diags)
{
	if (strlen (secret) < SECRETS_SHORT)
		diagnostics_add (
			diags, DIAGNOSTIC_WARNING, file, line,
			_ ("the secret is short and can be guessed; use at least %u random "
		           "characters"),
			SECRETS_SHORT);
}

/* The next word of a line, "" at its end or at a comment. */
static char *next_word (char **line)
{
	char *word = *line + strspn (*line, BLANKS);

	*line = word + strcspn (word, BLANKS);
	if (word[0] == '#')
		*line = word + strlen (word);
	if (**line != '\0')
		*(*line)++ = '\0';
	if (word[0] == '#')
		word[0] = '\0';
	return word;
}

/* Whether a line is in order, or else an error. */
static bool check_words (const char *id, const char *secret, const char *flag, const char *rest,
                         const char *file, unsigned line, struct diagnostics *diags)
{
	const char *error = NULL;

	if (!secrets_is_word (id))
		error = _ ("the identifier must be 1 to 255 bytes without control characters");
	else if (!secrets_is_word (secret))
		error = _ ("after the identifier, a secret of 1 to 255 bytes is required");
	else if (rest[0] != '\0' || (flag[0] != '\0' && strcmp (flag, "renew") != 0))
		error = _ ("after the secret, only the word \"renew\" may follow");
	if (error != NULL)
		add_error (diags, file, line, error);
	return error == NULL;
}

static void set_identity (struct teredo_identity *identity, const char *id, const char *secret)
{
	*identity = (struct teredo_identity){
		.id_len = (uint8_t)strlen (id),
		.secret_len = (uint8_t)strlen (secret),
	};
	memcpy (identity->id, id, strlen (id));
	memcpy (identity->secret, secret, strlen (secret));
}

static int read_client (struct teredo_keyring *keyring, char *text, const char *file, unsigned line,
                        struct diagnostics *diags)
{
	const char *id = next_word (&text);
	const char *secret = next_word (&text);
	const char *flag = next_word (&text);
	struct teredo_keyring_entry entry;
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	if (id[0] == '\0')
		return 0;
	if (!check_words (id, secret, flag, next_word (&text), file, line, diags))
		return 0;
	warn_short (secret, file, line, diags);
	set_identity (&entry.identity, id, secret);
	entry.renew = flag[0] != '\0';
	if (teredo_keyring_add (keyring, &entry) == 0)
		return 0;
	if (errno != EEXIST)
		return add_error (diags, file, line, strerror (errno));
	diagnostics_add (diags, DIAGNOSTIC_ERROR, file, line,
	                 _ ("the identifier \"%s\" is on another line, too"),
	                 diagnostic_quote (quote, id));
	return 0;
}

struct teredo_keyring *secrets_read_clients (const char *file, struct diagnostics *diags)
{
	struct teredo_keyring *keyring = teredo_keyring_new ();
	unsigned line = 0;
	size_t len = 0;
	char *text, *next;

	text = read_secret (file, &len, diags);
	if (text != NULL && strlen (text) != len)
		add_error (diags, file, 0, _ ("not a text file"));
	next = text;
	while (keyring != NULL && next != NULL)
		if (read_client (keyring, strsep (&next, "\n"), file, ++line, diags) != 0)
			break;
	free (text);
	if (!diagnostics_fatal (diags) && keyring != NULL)
		return keyring;
	if (keyring == NULL)
		add_error (diags, file, 0, strerror (errno));
	teredo_keyring_free (keyring);
	return NULL;
}

int secrets_read_identity (struct teredo_identity *identity, const char *identifier,
                           const char *file, struct diagnostics *diags)
{
	size_t len = 0;
	char *text = read_secret (file, &len, diags);
	char *rest = text;
	int result = -1;

	if (text == NULL)
		return -1;
	strsep (&rest, "\n");
	text[strcspn (text, "\r")] = '\0';
	if (!secrets_is_word (text))
		add_error (diags, file, 1, _ ("must be the secret: 1 to 255 bytes without blanks"));
	else if (rest != NULL && rest[strspn (rest, "\r\n")] != '\0')
		add_error (diags, file, 2, _ ("must be empty: the secret is one line"));
	else
		result = 0;
	if (result == 0) {
		warn_short (text, file, 1, diags);
		set_identity (identity, identifier, text);
	}
	free (text);
	return result;
}
