# shellcheck shell=bash
# story.sh - common functions of stories; to be sourced by each
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A story is a list of commands that must succeed; at the first that fails, the story
# ends and the daemons' logs are printed.

set -eEu
LAB_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=internet.sh
. "$LAB_HERE/internet.sh"
# shellcheck source=daemons.sh
. "$LAB_HERE/daemons.sh"
# shellcheck source=hosting.sh
. "$LAB_HERE/hosting.sh"
# shellcheck disable=SC2034 # used in daemons.sh
exec {LAB_LOCK}</dev/null # tests/lab/run holds the lock

story_failed() {
	local status=$?
	[ $status -eq 0 ] || [ $status -eq 77 ] || {
		echo "failed with status $status: ${1:-?}"
		lab_show_logs server relay client-a client-b client-c exit-server exit-relay
	}
}
trap 'story_failed "${STORY_AT:-}"' EXIT
# The first command that failed and the lines of its callers, innermost first.
trap 'STORY_AT=${STORY_AT:-"$BASH_COMMAND (lines $LINENO ${BASH_LINENO[*]})"}' ERR

# Makes tests/lab/run print the lines of standard input when the story has passed.
story_result() {
	sed 's/^/RESULT: /'
}

skip() {
	echo "$*"
	exit 77
}

# Skips the story if our programs were built without secure qualification.
needs_secure_qualification() {
	! "$OURS/sbin/miredo-checkconf" <(printf '%s\n' "ServerBindAddress $SERVER_IP" "ClientsFile /") 2>&1 |
		grep -q 'no secure qualification' || skip "built without secure qualification"
}

# Succeeds if a command fails.
fails() {
	! "$@"
}

has_no_interface() {
	! lab_in "$1" ip link show dev teredo >/dev/null 2>&1
}

# Prints the PID of a program on a host, if it runs; of a parent and its children, that of the
# parent: program_pid HOST PROGRAM
program_pid() {
	local pid
	for pid in $(ip netns pids "$LAB-$1" | sort -n); do
		if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; then
			echo "$pid"
			return
		fi
	done
}

# Prints the PID of the miredo-privproc on a host, if there is one.
helper_pid() {
	program_pid "$1" miredo-privproc
}

has_no_helper() {
	[ -z "$(helper_pid "$1")" ]
}

# Whether a daemon's log contains a pattern: logged NAME PATTERN
logged() {
	grep -q -- "$2" "$LAB_DIR/$1.log"
}

# Prints the time.
milliseconds() {
	date +%s%3N
}

ping_from() {
	lab_in "$1" ping -c 1 -W 5 "$2" >/dev/null
}

# Prints the seconds to the first answer to pings, or nothing: first_answer HOST ADDRESS SECONDS
first_answer() {
	local began=$EPOCHREALTIME answered
	answered=$(lab_in "$1" ping -n -D -c 1 -i 0.2 -w "$3" "$2" |
		sed -n 's/^\[\([0-9.]*\)\].* bytes from .*/\1/p' | head -n 1)
	[ -n "$answered" ] || return 0
	awk "BEGIN { printf \"%.2f\\n\", $answered - $began }"
}

fetch_from() {
	[ "$(lab_in "$1" curl -sS --fail --max-time 10 "http://[$WEB_IP6]/")" = \
		"Hello from the IPv6 Internet" ]
}

# Starts our server and relay and waits until they are ready.
start_ours() {
	lab_server "$OURS"
	lab_relay "$OURS"
	lab_wait_server
	lab_wait_relay
}

# Starts our client on hosts and waits until each has an address: start_clients HOST...
start_clients() {
	local host
	for host in "$@"; do lab_client "$host" "$OURS"; done
	wait_for_clients "$@"
}

wait_for_clients() {
	local host
	for host in "$@"; do lab_wait_client "$host"; done
}
