/*
 * script.h - hooks written by tests, and their output
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SCRIPT_H
#define TESTS_SCRIPT_H

#include <stdbool.h>

/*
 * Lines of a hook that append its environment to a file (a literal): sorted,
 * without the variables set by the shell, followed by "--".
 */
#define SCRIPT_RECORD(file) \
	"env | grep -v -e '^PWD=' -e '^OLDPWD=' -e '^SHLVL=' -e '^_=' | LC_ALL=C sort >> " file \
	"\n" \
	"echo -- >> " file "\n"

/* Writes an executable script with these lines. */
void script_write (const char *path, const char *lines);

/* The content of a file, "" if there is none; valid until the next call. */
const char *script_read (const char *path);

/* Change to a new directory with such a script, "hook"; remove both, and the file "calls". */
void script_begin (const char *lines);
void script_end (void);

#endif
