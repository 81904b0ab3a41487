/*
 * main.c - replays a target's corpus, for "make check"
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
	uint8_t *exact; /* so that a sanitizer sees a read past its end */
	size_t len;

	if (file == NULL) {
		perror (path);
		return false;
	}
	len = fread (input, 1, sizeof (input), file);
	fclose (file);
	printf ("%s (%zu bytes)\n", path, len);
	fflush (stdout); /* if it crashes, the last line tells where */
	exact = malloc (len + 1);
	if (exact == NULL)
		return false;
	memcpy (exact, input, len);
	LLVMFuzzerTestOneInput (exact, len);
	free (exact);
	return true;
}

/* Without arguments: the corpus of the target that has the program's name, in
 * the source folder that automake tells of. */
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
