# shellcheck shell=bash
# interop.sh - our and Debian's client, relay and server work together in all eight combinations
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

if [ ! -x "$DEBIANS/sbin/miredo" ] || [ ! -x "$DEBIANS/sbin/miredo-server" ]; then
	skip "Debian's miredo and miredo-server are not installed"
fi

other_installation() {
	if [ "$1" = "$OURS" ]; then echo "$DEBIANS"; else echo "$OURS"; fi
}

# Client a is from CLIENT, client b from the other installation:
# interoperate CLIENT RELAY SERVER
interoperate() {
	echo "client $1, relay $2, server $3"
	lab_server "$3"
	lab_relay "$2"
	lab_wait_server
	lab_wait_relay
	lab_client a "$1"
	lab_client b "$(other_installation "$1")"
	wait_for_clients a b
	lab_wait 15 "a to reach the web host" ping_from a "$WEB_IP6"
	fetch_from a
	lab_wait 15 "a to reach b" ping_from a "$(lab_teredo_address b)"
	lab_wait 15 "b to reach a" ping_from b "$(lab_teredo_address a)"
	lab_stop_all
	lab_wait 10 "the interfaces to disappear" has_no_interface a
	lab_wait 10 "the interfaces to disappear" has_no_interface b
	lab_wait 10 "the interfaces to disappear" has_no_interface relay
}

for client in "$OURS" "$DEBIANS"; do
	for relay in "$OURS" "$DEBIANS"; do
		for server in "$OURS" "$DEBIANS"; do
			interoperate "$client" "$relay" "$server"
		done
	done
done
