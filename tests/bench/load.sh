# shellcheck shell=bash
# load.sh - hosts of the measures with the load generator; to be sourced instead of bench.sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
#           server              relay
#        198.51.100.10, .11  203.0.113.20
#              |                   |        the generator plays everybody else
#              +------- load ------+

# shellcheck source=bench.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench.sh"
LAB_HOSTS=(load server relay)

# Instead of the whole private Internet
lab_build() {
	lab_remove
	mkdir -p "$LAB_DIR"
	echo "$SERVER_IP teredo.example" >"$LAB_DIR/hosts"
	: >"$LAB_DIR/resolv.conf"
	lab_make_hosts "${LAB_HOSTS[@]}"
	lab_cable load server 198.51.100.1/24,2001:db8:5::1/64 \
		"$SERVER_IP/24,$SERVER_IP2/24,2001:db8:5::10/64"
	lab_cable load relay 203.0.113.1/24,2001:db8:4::1/64 "$RELAY_IP/24,2001:db8:4::20/64"
	lab_in server ip route add default via 198.51.100.1
	lab_in server ip -6 route add default via 2001:db8:5::1
	lab_in relay ip route add default via 203.0.113.1
	lab_in relay ip -6 route add default via 2001:db8:4::1
	lab_in relay sysctl -qw net.ipv6.conf.all.forwarding=1
	lab_wait 5 "the cables' carriers" lab_is_connected "${LAB_HOSTS[@]}"
}

# Runs the generator against a host's daemon: load_run HOST KIND COUNT
load_run() {
	local host=$1 mac
	mac=$(lab_in "$host" cat /sys/class/net/load/address)
	# shellcheck disable=SC2046 # a list
	lab_in load "$BUILD/tests/bench/load" "$2" "$host" "$mac" "$3" "$SECONDS_EACH" \
		$(ip netns pids "$LAB-$host") >"$LAB_DIR/figures"
}

# Records one of the figures that a program printed: load_record NAME MEASURE OF ROUND X UNIT
load_record() {
	record "$2" "" "$3" "$4" "$5" "$(sed -n "s/^$1 //p" "$LAB_DIR/figures")" "$6"
}
