# SPDX-License-Identifier: GPL-2.0-or-later
# MIREDO_WARNINGS: sets WARN_CFLAGS, for all code, and STRICT_CFLAGS, also for libteredo.
AC_DEFUN([MIREDO_WARNINGS], [
	AC_ARG_ENABLE([werror],
		[AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])],
		[], [enable_werror=no])
	WARN_CFLAGS="-Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes"
	WARN_CFLAGS="$WARN_CFLAGS -Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wvla"
	AS_IF([test "x$enable_werror" != xno], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
	STRICT_CFLAGS="-Wconversion"
	AC_SUBST([WARN_CFLAGS])
	AC_SUBST([STRICT_CFLAGS])
])
