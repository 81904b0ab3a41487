# shellcheck shell=bash
# startup-errors.sh - invalid configurations, a name in use and a second instance are explained
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours

# complains WHAT COMMAND... : ends with a failure, and says WHAT
complains() {
	local what=$1
	shift
	if "$@" >"$LAB_DIR/mistake.log" 2>&1; then
		echo "no failure: $*"
		return 1
	fi
	grep -q -- "$what" "$LAB_DIR/mistake.log" || {
		echo "wanted \"$what\", got:"
		cat "$LAB_DIR/mistake.log"
		return 1
	}
}

# miredo_with LINE... : starts it on host a with a configuration
miredo_with() {
	lab_config mistake "$@"
	lab_in a timeout 10 "$OURS/sbin/miredo" -f -p "$LAB_DIR/mistake.pid" -c "$LAB_DIR/mistake.conf"
}

complains 'mistake.conf:2: unknown directive "Colour"' miredo_with 'ServerAddress 198.51.100.10' 'Colour blue'
complains 'mistake.conf:1: BindPort "70000": must be' miredo_with 'BindPort 70000'
complains 'mistake.conf:3: BindPort was given already in line 1' \
	miredo_with 'BindPort 1' '' 'bindport 2' 'ServerAddress 198.51.100.10'
complains 'ServerAddress must say which' miredo_with '# nothing'
complains 'no interface of this host has the address 192.0.2.77' \
	miredo_with 'BindAddress 192.0.2.77' "ServerAddress $SERVER_IP"
lab_config mistake "InterfaceName teredo"
complains 'no user "nobody-there"' lab_in a timeout 10 "$OURS/sbin/miredo" -f -u nobody-there \
	-p "$LAB_DIR/mistake.pid" "$SERVER_IP" -c "$LAB_DIR/mistake.conf"
complains 'No such file' lab_in a "$OURS/sbin/miredo" -f -c "$LAB_DIR/not-there.conf"
has_no_interface a

lab_in a ip link add name teredo type veth peer name other
complains 'interface teredo: the name is in use' miredo_with "ServerAddress $SERVER_IP"
lab_in a ip link delete dev teredo

# A second instance names the first.
lab_config first "ServerAddress $SERVER_IP"
lab_in a "$OURS/sbin/miredo" -p "$LAB_DIR/first.pidfile" -c "$LAB_DIR/first.conf"
first=$(cat "$LAB_DIR/first.pidfile")
kill -0 "$first"
lab_wait_client a
complains "already running as PID $first" lab_in a "$OURS/sbin/miredo" -f \
	-p "$LAB_DIR/first.pidfile" -c "$LAB_DIR/first.conf"
kill "$first"
lab_wait 10 "the first to end" has_no_interface a
