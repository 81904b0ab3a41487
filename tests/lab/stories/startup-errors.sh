# shellcheck shell=bash
# startup-errors.sh - invalid configurations, a name in use and a second instance are explained
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours

# The command fails and prints a line that matches: fails_with PATTERN COMMAND...
fails_with() {
	local pattern=$1
	shift
	if "$@" >"$LAB_DIR/failure.log" 2>&1; then
		echo "succeeded: $*"
		return 1
	fi
	grep -q -- "$pattern" "$LAB_DIR/failure.log" || {
		echo "expected \"$pattern\", got:"
		cat "$LAB_DIR/failure.log"
		return 1
	}
}

# Starts miredo on host a with a configuration: miredo_with LINE...
miredo_with() {
	lab_config invalid "$@"
	lab_in a timeout 10 "$OURS/sbin/miredo" -f -p "$LAB_DIR/invalid.pid" -c "$LAB_DIR/invalid.conf"
}

# Lines that are ignored are reported with those that are wrong.
fails_with 'invalid.conf:2: unknown directive "Colour"' miredo_with 'ServerAddress 999.1.1.1' 'Colour blue'
fails_with 'invalid.conf:1: BindPort "70000": must be' miredo_with 'BindPort 70000'
fails_with 'invalid.conf:3: duplicate BindPort (first set on line 1)' \
	miredo_with 'BindPort 1' '' 'bindport 2' 'ServerAddress 999.1.1.1'
fails_with 'ServerAddress is required' miredo_with '# nothing'

# An address that is not there yet is waited for, until SIGTERM.
lab_config invalid 'BindAddress 192.0.2.77' "ServerAddress $SERVER_IP"
fails_with 'no interface of this host has the address 192.0.2.77; waiting for it' \
	lab_in a timeout 1 "$OURS/sbin/miredo" -f -p "$LAB_DIR/invalid.pid" -c "$LAB_DIR/invalid.conf"
lab_wait 5 "the PID file to disappear" test ! -e "$LAB_DIR/invalid.pid"

lab_config invalid "InterfaceName teredo"
fails_with 'no user "nobody-there"' lab_in a timeout 10 "$OURS/sbin/miredo" -f -u nobody-there \
	-p "$LAB_DIR/invalid.pid" "$SERVER_IP" -c "$LAB_DIR/invalid.conf"
fails_with 'No such file' lab_in a "$OURS/sbin/miredo" -f -c "$LAB_DIR/not-there.conf"
has_no_interface a

# An interface of that name exists already.
trap 'story_failed "${STORY_AT:-}"; lab_in a ip link delete dev teredo 2>/dev/null || true' EXIT
lab_in a ip link add name teredo type veth peer name other
fails_with 'interface teredo already exists' miredo_with "ServerAddress $SERVER_IP"
lab_in a ip link delete dev teredo

# The second instance reports the PID of the first.
lab_config first "ServerAddress $SERVER_IP"
lab_in a "$OURS/sbin/miredo" -p "$LAB_DIR/first.pidfile" -c "$LAB_DIR/first.conf"
first=$(cat "$LAB_DIR/first.pidfile")
kill -0 "$first"
lab_wait_client a
fails_with "already running as PID $first" lab_in a "$OURS/sbin/miredo" -f \
	-p "$LAB_DIR/first.pidfile" -c "$LAB_DIR/first.conf"
kill "$first"
lab_wait 10 "the first instance to exit" has_no_interface a
