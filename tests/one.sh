# shellcheck shell=bash
# one.sh - tests that are commands, one line each; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# LOGS is the folder for what they print. Status 77 is a skip, for which the last
# line gives the reason.

passed=0 failed=0 skipped=0

# What else the line of a test that passed is to say, by its log.
remark() {
	:
}

# one WHAT COMMAND...
one() {
	local what=$1 log
	log=$LOGS/${1//[^a-z0-9]/-}.log
	shift
	mkdir -p "$LOGS"
	("$@") >"$log" 2>&1
	case $? in
	0)
		passed=$((passed + 1))
		printf 'PASS: %s%s\n' "$what" "$(remark "$log")"
		;;
	77)
		skipped=$((skipped + 1))
		printf 'SKIP: %s: %s\n' "$what" "$(tail -n 1 "$log")"
		;;
	*)
		failed=$((failed + 1))
		printf 'FAIL: %s\n' "$what"
		tail -n 40 "$log" | sed 's/^/      /'
		;;
	esac
}
