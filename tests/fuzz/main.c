/*
 * main.c - replay a target's corpus, for "make check"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536

static bool replay (const char *path)
{
	static uint8_t input[INPUT_MAX];
	FILE *file = fopen (path, "rb");
	uint8_t *exact; /* allocated to size: sanitizers detect reads past its end */
	size_t len;

	if (file == NULL) {
		perror (path);
		return false;
	}
	len = fread (input, 1, sizeof (input), file);
	fclose (file);
	printf ("%s (%zu bytes)\n", path, len);
	fflush (stdout); /* after a crash the last line names the input */
	exact = malloc (len + 1);
	if (exact == NULL)
		return false;
	memcpy (exact, input, len);
	LLVMFuzzerTestOneInput (exact, len);
	free (exact);
	return true;
}

/* Replays the corpus named after the program, below the folder in the environment
 * variable srcdir (set by automake). */
static int replay_corpus (const char *program)
{
	const char *name = strrchr (program, '/'), *srcdir = getenv ("srcdir");
	const struct dirent *entry;
	char folder[2048], path[4096];
	unsigned count = 0;
	DIR *dir;

	name = name != NULL ? name + 1 : program;
	if (strncmp (name, "lt-", 3) == 0) /* as libtool runs it */
		name += 3;
	snprintf (folder, sizeof (folder), "%s/fuzz/corpus/%s", srcdir != NULL ? srcdir : ".",
	          name);
	dir = opendir (folder);
	if (dir == NULL) {
		perror (folder);
		return EXIT_FAILURE;
	}
	while ((entry = readdir (dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf (path, sizeof (path), "%s/%s", folder, entry->d_name);
		if (!replay (path))
			return EXIT_FAILURE;
		count++;
	}
	closedir (dir);
	printf ("%u inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main (int argc, char **argv)
{
	if (argc < 2)
		return replay_corpus (argv[0]);
	for (int i = 1; i < argc; i++)
		if (!replay (argv[i]))
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
