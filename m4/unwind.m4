# SPDX-License-Identifier: GPL-2.0-or-later
# MIREDO_UNWIND: sets UNWIND_CFLAGS, which omit the tables for exceptions.
#
# C needs none: debuggers use those in the debugging information. They are a fifth of a program,
# and resident in each process that runs it.
AC_DEFUN([MIREDO_UNWIND], [
	UNWIND_CFLAGS=-fno-asynchronous-unwind-tables
	AC_MSG_CHECKING([whether $CC accepts $UNWIND_CFLAGS])
	miredo_cflags=$CFLAGS
	CFLAGS="$CFLAGS -Werror $UNWIND_CFLAGS"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes])],
		[AC_MSG_RESULT([no])
		UNWIND_CFLAGS=])
	CFLAGS=$miredo_cflags
	AC_SUBST([UNWIND_CFLAGS])
])
