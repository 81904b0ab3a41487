# shellcheck shell=bash
# privileges.sh - daemons run without privileges; the helper is root, with one channel
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
start_clients a

# A line of /proc/PID/status: status PID FIELD
status() {
	sed -n "s/^$2:[[:blank:]]*//p" "/proc/$1/status"
}

# The user that a program uses by default: default_user PROGRAM
default_user() {
	"$OURS/sbin/$1" --help | sed -n 's/.*--user.*\[\(.*\)\]$/\1/p'
}

# No folder (but FOLDER), no file open for writing (but the standard error of the lab's daemons), and
# nothing of root's environment: has_nothing_of_root PID [FOLDER]
has_nothing_of_root() {
	local fd
	[ -z "$(tr -d '\0' <"/proc/$1/environ")" ]
	for fd in "/proc/$1/fd"/*; do
		case ${fd##*/}:$(readlink "$fd") in
		[0-2]:* | *:/dev/* | *:socket:* | *:pipe:* | *:anon_inode:*) continue ;;
		esac
		[ ! -d "$fd/" ] || [ "$(readlink "$fd")" = "${2:-}" ]
		grep -q '^flags:.*0$' "/proc/$1/fdinfo/${fd##*/}"
	done
}

# has_no_privilege PID PROGRAM: its user is the default of PROGRAM
has_no_privilege() {
	local pid=$1 user set
	user=$(default_user "$2")
	[ "$user" != root ]
	[ "$(status "$pid" Uid | cut -f 1-4 | tr -s '\t' '\n' | sort -u)" = "$(id -u "$user")" ]
	[ -z "$(status "$pid" Groups | tr -d ' ')" ]
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		[ "$(status "$pid" $set)" = 0000000000000000 ]
	done
	[ "$(status "$pid" NoNewPrivs)" = 1 ]
	has_nothing_of_root "$pid"
}

for name in server relay client-a; do
	pid=$(lab_pid $name)
	has_no_privilege "$pid" "$(cat "/proc/$pid/comm")"
done
has_no_privilege "$(program_pid a miredo-portmap)" miredo

# The helper has the privileges of this shell, for hooks that need them.
for host in a relay; do
	pid=$(helper_pid $host)
	for field in Uid CapPrm CapEff CapBnd NoNewPrivs; do
		[ "$(status "$pid" $field)" = "$(status self $field)" ]
	done
	# open descriptors: the standard three, the channel and the folder of the PID file
	has_nothing_of_root "$pid" /run
	[ "$(find "/proc/$pid/fd" -mindepth 1 | wc -l)" -eq 5 ]
done
