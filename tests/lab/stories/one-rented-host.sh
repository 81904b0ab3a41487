# shellcheck shell=bash
# one-rented-host.sh - miredo-setup makes a rented host an exit, and homes its clients
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../hosting.sh
. "$LAB_HERE/hosting.sh"
# shellcheck source=../machine.sh
. "$LAB_HERE/machine.sh"

command -v ndppd >/dev/null || skip "ndppd is not installed"
setup=$OURS/sbin/miredo-setup

end() {
	local machine
	for machine in exit a b; do lab_machine_stop "$machine"; done
	lab_stop home-web
	lab_hosting_remove
	lab_nat nat2 restricted
}
trap 'story_failed "${STORY_AT:-}"; end' EXIT

unchanged() {
	lab_machine_snapshot "$1" >"$LAB_DIR/after"
	diff "$LAB_DIR/before-$1" "$LAB_DIR/after"
}

# Builds the hosting network, and the homes: build routed|link one|two
build() {
	lab_hosting_build "$1" "$2"
	start_machine exit
}

start_machine() {
	lab_machine "$1"
	lab_machine_snapshot "$1" >"$LAB_DIR/before-$1"
}

set_up_home() {
	start_machine "$1"
	lab_on "$1" "$setup" client --yes --target "$WWW_IP6" "$EXIT_IP"
}

# The checksum of what a host reads from a web server: sum_from HOST ADDRESS [OPTION...]
sum_from() {
	lab_in "$1" curl -sS --fail --max-time 60 "${@:3}" "http://[$2]/large" | sha256sum
}

# 100 MB to and from a home, identical: transfers HOME
transfers() {
	lab_daemon home-web "$1" python3 -u -m http.server --bind :: --directory "$LAB_DIR/www" 80
	lab_wait 5 "the home's web server" logged home-web Serving
	[ "$(sum_from "$1" "$WWW_IP6")" = "$sum" ]
	[ "$(sum_from www "$(lab_mapped "$1")")" = "$sum" ]
	# The exit is restarted in the middle of a download.
	sum_from "$1" "$WWW_IP6" --limit-rate 40M >"$LAB_DIR/sum" &
	local download=$!
	sleep 1
	lab_on exit "$OURS/etc/init.d/miredo" restart
	kill -0 $download # still running
	wait $download
	[ "$(cat "$LAB_DIR/sum")" = "$sum" ]
	lab_stop home-web
}

# Undo leaves nothing on a machine.
undo() {
	lab_on "$1" "$setup" undo --yes
	unchanged "$1"
	lab_machine_stop "$1"
}

head -c 100M /dev/urandom >"$LAB_DIR/www/large"
sum=$(sha256sum <"$LAB_DIR/www/large")
lab_nat nat2 symmetric

# --- one IPv4 address, prefix on the link; behind a symmetric NAT ---

build link one
lab_on exit "$setup" server --yes --target "$WWW_IP6" | tee "$LAB_DIR/setup.log"
grep -q "$EXIT_PREFIX, on the link" "$LAB_DIR/setup.log"
grep -q "^  miredo-setup client $EXIT_IP\$" "$LAB_DIR/setup.log"
set_up_home a &
other=$!
set_up_home b
wait $other
transfers b
for machine in exit a b; do undo "$machine"; done

# --- two addresses, prefix routed; behind a port-restricted NAT ---

build routed two
lab_on exit "$setup" server --yes --target "$WWW_IP6" --prefix "$EXIT_PREFIX" |
	tee "$LAB_DIR/setup.log"
grep -q "$EXIT_PREFIX, routed" "$LAB_DIR/setup.log"
lab_on exit grep -qx "ServerBindAddress2 $EXIT_IP2" "$OURS/etc/miredo/miredo-server.conf"
set_up_home a
transfers a
# The exit reports packets that are too large for the tunnel, in either direction.
lab_in www ping -c 3 -i 0.2 -W 5 -s 1400 "$(lab_mapped a)" >"$LAB_DIR/ping"
grep -q '[12] received' "$LAB_DIR/ping"
lab_in a ping -c 2 -i 0.2 -W 5 -s 1400 "$WWW_IP6"
lab_on exit "$setup" check --target "$WWW_IP6"
undo exit
