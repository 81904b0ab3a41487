# shellcheck shell=sh disable=SC2034 # failed is read by those who source it
# said.sh - what programs say and how they end; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The programs are those of the build; configurations and what was said last are
# files of a folder that is removed in the end.

programs=$(cd "${top_builddir:-..}/src" && pwd)
folder=$(mktemp -d) || exit 99
failed=0
LC_ALL=C
export LC_ALL

# complain TEXT - a test has failed
complain () {
	echo "FAILED: $*"
	sed 's/^/    /' "$folder/said"
	failed=1
}

# conf NAME LINE... - writes a configuration
conf () {
	file=$folder/$1
	shift
	printf '%s\n' "$@" >"$file"
}

# run PROGRAM ARGUMENT... - runs one; its exit status to $status, its words to $folder/said
run () {
	path=$programs/$1
	shift
	"$path" "$@" >"$folder/said" 2>&1 </dev/null
	status=$?
}

# expect STATUS TEXT... - checks the last run: exit status, and lines it must have said
expect () {
	test "$status" = "$1" || complain "exit status $status, not $1"
	shift
	for text in "$@"; do
		grep -qF -e "$text" "$folder/said" || complain "was not said: $text"
	done
}
