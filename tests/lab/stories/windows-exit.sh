# shellcheck shell=bash
# windows-exit.sh - an emulation of Windows' client is on the IPv6 Internet through an exit
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat2 restricted' EXIT
lab_nat nat2 symmetric
lab_hosting_build routed
lab_exit_server "$OURS"
head -c 1000000 /dev/urandom >"$LAB_DIR/www/large"
download() {
	lab_in "$1" curl -sS --fail --max-time 10 -o "$LAB_DIR/down" "http://[$WWW_IP6]/large"
	cmp "$LAB_DIR/www/large" "$LAB_DIR/down"
}
start_exit() {
	lab_stop exit-relay
	lab_exit_relay "$OURS" "Exit $1" "ExitServer $EXIT_IP"
	lab_wait_exit
}

start_exit "$EXIT_PREFIX"
for host in a b; do
	lab_windows $host "$EXIT_IP"
	lab_wait_client $host
	ping_from $host "$WWW_IP6"
	ping_from www "$(lab_mapped $host)"
	download $host
done
logged client-a 'NAT : restricted (port)$'
logged client-b 'NAT : symmetric (port)$'

# The first packet of all comes from the Internet.
lab_stop client-a
start_exit "$EXIT_PREFIX"
lab_windows a "$EXIT_IP"
lab_wait_client a
ping_from www "$(lab_mapped a)"

# An exit that masquerades.
lab_stop client-a client-b
start_exit masquerade
for host in a b; do
	lab_windows $host "$EXIT_IP"
	lab_wait_client $host
	ping_from $host "$WWW_IP6"
	download $host
done
