/*
 * script.h - hook scripts that tests write, and what those wrote in turn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SCRIPT_H
#define TESTS_SCRIPT_H

#include <stdbool.h>

/*
 * Lines of a script that add its call to a file: the environment, sorted, but
 * for what a shell puts there itself, then "--". file: a literal.
 */
#define SCRIPT_RECORD(file) \
	"env | grep -v -e '^PWD=' -e '^OLDPWD=' -e '^SHLVL=' -e '^_=' | LC_ALL=C sort >> " file \
	"\n" \
	"echo -- >> " file "\n"

/* Makes an executable script of these lines. */
void script_write (const char *path, const char *lines);

/* The whole of a file, "" if there is none; valid until the next call. */
const char *script_read (const char *path);

#endif
