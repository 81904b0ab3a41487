/*
 * conf.c - lines of a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/i18n.h"

static bool is_blank (char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Removes a comment and trailing blanks. */
static void trim_end (char *line)
{
	size_t len = 0;

	while (line[len] != '\0' && !(line[len] == '#' && (len == 0 || is_blank (line[len - 1]))))
		len++;
	while (len > 0 && is_blank (line[len - 1]))
		len--;
	line[len] = '\0';
}

static char *skip_blanks (char *text)
{
	while (is_blank (*text))
		text++;
	return text;
}

static bool is_name (const char *name)
{
	const char *at = name;

	while (isalnum ((unsigned char)*at) || *at == '_' || *at == '-')
		at++;
	return at != name && *at == '\0';
}

static int add_line (struct conf *conf, struct conf_line line)
{
	struct conf_line *lines = realloc (conf->lines, (conf->count + 1) * sizeof (*lines));

	if (lines == NULL)
		return -1;
	conf->lines = lines;
	lines[conf->count++] = line;
	return 0;
}

/* Splits "name value". Also recognizes "name=value", "name = value" and
 * "name: value", which are malformed. */
static void split_line (struct conf_line *line, char *text)
{
	const size_t len = strcspn (text, "=: \t\r\v\f");
	char *value = skip_blanks (text + len);

	line->name = text;
	line->malformed = text[len] == '=' || text[len] == ':' || *value == '=';
	text[len] = '\0';
	line->value = value;
}

static int parse_line (struct conf *conf, unsigned number, char *text, struct diagnostics *diags)
{
	struct conf_line line = { .number = number };
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	trim_end (text);
	text = skip_blanks (text);
	if (*text == '\0')
		return 0;
	diagnostic_quote (quote, text);
	split_line (&line, text);
	if (!is_name (line.name)) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, number, "%s",
		                 _ ("not a directive"));
		return 0;
	}
	if (line.malformed)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, number,
		                 _ ("\"%s\": separate the directive and its value by blanks only"),
		                 quote);
	return add_line (conf, line);
}

/* Where the text begins that follows a byte order mark, if there is one. */
static char *skip_mark (char *text)
{
	return strncmp (text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
}

int conf_parse (struct conf *conf, const char *file, const char *text, size_t len,
                struct diagnostics *diags)
{
	unsigned number = 0;
	char *next;

	*conf = (struct conf){ .file = strdup (file), .text = malloc (len + 1) };
	if (conf->file == NULL || conf->text == NULL)
		goto fail;
	memcpy (conf->text, text, len);
	conf->text[len] = '\0';
	if (memchr (text, '\0', len) != NULL) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0, "%s", _ ("not a text file"));
		conf->unreadable = true;
		return 0;
	}
	next = skip_mark (conf->text);
	while (next != NULL) {
		char *line = strsep (&next, "\n");

		if (parse_line (conf, ++number, line, diags) != 0)
			goto fail;
	}
	return 0;
fail:
	conf_clear (conf);
	errno = ENOMEM;
	return -1;
}

int conf_read (struct conf *conf, const char *file, struct diagnostics *diags)
{
	static char text[CONF_SIZE_MAX + 1];
	FILE *stream = fopen (file, "re");
	size_t len = 0;
	int err = errno;

	if (stream != NULL) {
		errno = 0;
		len = fread (text, 1, sizeof (text), stream);
		err = errno;
		if (len == sizeof (text))
			err = EFBIG;
		else if (!ferror (stream))
			err = 0;
		fclose (stream);
	}
	if (err != 0) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0, "%s", strerror (err));
		len = 0;
	}
	if (conf_parse (conf, file, text, len, diags) != 0)
		return -1;
	if (err != 0)
		conf->unreadable = true;
	return 0;
}

void conf_clear (struct conf *conf)
{
	free (conf->lines);
	free (conf->text);
	free (conf->file);
	*conf = (struct conf){ .file = NULL };
}
