# SPDX-License-Identifier: GPL-2.0-or-later
# MIREDO_OPTIONAL(NAME, VARIABLE, MODULES, DESCRIPTION)
#
# Checks for an optional library with pkg-config, unless --without-NAME is given. Sets
# with_NAME to yes or no, VARIABLE_CFLAGS and VARIABLE_LIBS. It is an error if --with-NAME
# is given and MODULES are not found.
AC_DEFUN([MIREDO_OPTIONAL], [
	AC_ARG_WITH([$1],
		[AS_HELP_STRING([--with-$1], [$4 [if found]])],
		[], [with_$1=auto])
	AS_CASE([$with_$1], [yes|no|auto], [],
		[AC_MSG_ERROR([--with-$1 must be yes or no, not "$with_$1"])])
	AS_IF([test "x$with_$1" != xno], [
		PKG_CHECK_MODULES([$2], [$3], [with_$1=yes], [
			AS_IF([test "x$with_$1" = xyes],
				[AC_MSG_ERROR([--with-$1: pkg-config did not find $3])])
			with_$1=no])
	])
])

# MIREDO_OPTIONAL_FUNCTION(NAME, VARIABLE, HEADER, LIBRARY, FUNCTION, DESCRIPTION)
#
# The same for a library without a file for pkg-config. Sets with_NAME and VARIABLE_LIBS.
AC_DEFUN([MIREDO_OPTIONAL_FUNCTION], [
	AC_ARG_WITH([$1],
		[AS_HELP_STRING([--with-$1], [$6 [if found]])],
		[], [with_$1=auto])
	AS_CASE([$with_$1], [yes|no|auto], [],
		[AC_MSG_ERROR([--with-$1 must be yes or no, not "$with_$1"])])
	requested_$1=$with_$1
	AS_IF([test "x$with_$1" != xno], [
		with_$1=no
		AC_CHECK_HEADER([$3], [AC_CHECK_LIB([$4], [$5], [with_$1=yes $2_LIBS=-l$4])])
		AS_IF([test "x$requested_$1$with_$1" = xyesno],
			[AC_MSG_ERROR([--with-$1: neither $3 nor $5 in lib$4 was found])])
	])
	AC_SUBST([$2_LIBS])
])
