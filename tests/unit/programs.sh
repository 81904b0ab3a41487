# shellcheck shell=sh disable=SC2034 # failed is read by the scripts that source this
# programs.sh - running the built programs and checking their output; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Configuration files and the output of the last run are in $folder, which the
# script removes when it exits.

programs=$(cd "${top_builddir:-..}/src" && pwd)
folder=$(mktemp -d) || exit 99
failed=0
LC_ALL=C
export LC_ALL

# complain TEXT - reports a failure, with the output of the last run
complain () {
	echo "FAILED: $*"
	sed 's/^/    /' "$folder/output"
	failed=1
}

# conf NAME LINE... - writes a configuration file
conf () {
	file=$folder/$1
	shift
	printf '%s\n' "$@" >"$file"
}

# run PROGRAM ARGUMENT... - sets $status; the output goes to $folder/output
run () {
	path=$programs/$1
	shift
	"$path" "$@" >"$folder/output" 2>&1 </dev/null
	status=$?
}

# expect STATUS TEXT... - checks exit status and output of the last run
expect () {
	test "$status" = "$1" || complain "exit status $status, not $1"
	shift
	for text in "$@"; do
		grep -qF -e "$text" "$folder/output" || complain "not in the output: $text"
	done
}
