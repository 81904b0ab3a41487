/*
 * script.c - hooks written by tests, and their output
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void script_write (const char *path, const char *lines)
{
	FILE *file = fopen (path, "we");

	ck_assert_msg (file != NULL, "%s cannot be written", path);
	fprintf (file, "#!/bin/sh\n%s", lines);
	ck_assert_int_eq (fclose (file), 0);
	ck_assert_int_eq (chmod (path, 0755), 0);
}

const char *script_read (const char *path)
{
	static char text[16384];
	FILE *file = fopen (path, "re");
	size_t len = 0;

	if (file != NULL) {
		len = fread (text, 1, sizeof (text) - 1, file);
		fclose (file);
	}
	text[len] = '\0';
	return text;
}

static char directory[] = "test-hook.XXXXXX";

void script_begin (const char *lines)
{
	ck_assert_ptr_nonnull (mkdtemp (directory));
	ck_assert_int_eq (chdir (directory), 0);
	script_write ("hook", lines);
}

void script_end (void)
{
	unlink ("hook");
	unlink ("calls");
	ck_assert_int_eq (chdir (".."), 0);
	ck_assert_int_eq (rmdir (directory), 0);
}
