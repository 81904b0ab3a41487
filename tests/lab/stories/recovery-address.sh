# shellcheck shell=bash
# recovery-address.sh - a client whose host changes its IPv4 address has a new one within a second
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# Gives host a another address in its LAN: move_a FROM TO
move_a() {
	lab_in a ip address delete "$1/24" dev nat1
	lab_in a ip address add "$2/24" dev nat1
	lab_in a ip route add default via 192.168.1.1
}
trap 'story_failed "${STORY_AT:-}"; move_a 192.168.1.13 192.168.1.10 2>/dev/null || true' EXIT

has_other_address() {
	local address
	address=$(lab_teredo_address a)
	[ -n "$address" ] && [ "$address" != "$before" ]
}

start_ours
start_clients a
ping_from a "$WEB_IP6"
addresses=(192.168.1.10 192.168.1.14 192.168.1.12 192.168.1.13)
for i in 1 2 3; do
	before=$(lab_teredo_address a)
	began=$(milliseconds)
	move_a "${addresses[i - 1]}" "${addresses[i]}"
	lab_wait 5 "another address" has_other_address
	lab_in a ping -c 1 -W 2 "$WEB_IP6" >/dev/null
	took=$(($(milliseconds) - began))
	echo "$took ms"
	[ $took -le 1000 ]
done
