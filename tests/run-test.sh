# shellcheck shell=bash
# run-test.sh - run commands as tests and report one line for each; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A command passes if its status is 0 and is skipped if it is 77; the last line that it
# prints is then the reason. LOGS is the folder for the output of the commands.

passed=0 failed=0 skipped=0

# Prints what to append to the line of a test that passed: remark LOG
remark() {
	:
}

# run_test NAME COMMAND...
run_test() {
	local name=$1 log
	log=$LOGS/${1//[^a-z0-9]/-}.log
	shift
	mkdir -p "$LOGS"
	("$@") >"$log" 2>&1
	case $? in
	0)
		passed=$((passed + 1))
		printf 'PASS: %s%s\n' "$name" "$(remark "$log")"
		;;
	77)
		skipped=$((skipped + 1))
		printf 'SKIP: %s: %s\n' "$name" "$(tail -n 1 "$log")"
		;;
	*)
		failed=$((failed + 1))
		printf 'FAIL: %s\n' "$name"
		tail -n 40 "$log" | sed 's/^/      /'
		;;
	esac
}
