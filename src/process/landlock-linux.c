/*
 * landlock-linux.c - no files, no signals to others: Landlock, landlock(7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/lockdown.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VERSION_QUERY 1u /* flag */

/* Newer kernels know more than the headers that we may be built with. */
struct ruleset {
	uint64_t files;   /* rights that are refused unless a rule grants them: there is none */
	uint64_t network; /* since version 4 */
	uint64_t scoped;  /* since version 6 */
};

#define FILES_1  ((UINT64_C (1) << 13) - 1)
#define FILES_2  (UINT64_C (1) << 13)
#define FILES_3  (UINT64_C (1) << 14)
#define FILES_5  (UINT64_C (1) << 15)
#define BIND_TCP UINT64_C (1)
#define SCOPES   UINT64_C (3) /* abstract sockets, signals */

static size_t fill (struct ruleset *r, long version)
{
	*r = (struct ruleset){
		.files = FILES_1 | (version >= 2 ? FILES_2 : 0) | (version >= 3 ? FILES_3 : 0)
		         | (version >= 5 ? FILES_5 : 0),
		.network = BIND_TCP,
		.scoped = SCOPES,
	};
	return version >= 6   ? sizeof (*r)
	       : version >= 4 ? offsetof (struct ruleset, scoped)
	                      : offsetof (struct ruleset, network);
}

static long find_version (void)
{
	return syscall (SYS_landlock_create_ruleset, NULL, 0, VERSION_QUERY);
}

bool lockdown_has_files (void)
{
	return find_version () >= 1;
}

int lockdown_files (void)
{
	const long version = find_version ();
	struct ruleset ruleset;
	long fd, result;
	size_t size;

	if (version < 1)
		return 0; /* not supported */
	size = fill (&ruleset, version);
	fd = syscall (SYS_landlock_create_ruleset, &ruleset, size, 0);
	if (fd < 0)
		return -1;
	result = syscall (SYS_landlock_restrict_self, (int)fd, 0);
	close ((int)fd);
	return (int)result;
}
