# shellcheck shell=bash
# port-mapping.sh - a mapped port lets a client behind a symmetric NAT reach one behind a restricted
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../port-mapping.sh
. "$LAB_HERE/port-mapping.sh"

trap 'story_failed "${STORY_AT:-}"; lab_show_logs router; lab_router_remove; lab_nat nat2 restricted' EXIT
lab_router_make
lab_nat nat2 symmetric
lab_router_start enable_natpmp=yes enable_upnp=yes
start_ours

# Starts the clients, a with a value of PortMapping: start_with yes|no
start_with() {
	lab_stop client-a client-b
	lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP" "PortMapping $1"
	lab_miredo client-a a "$OURS"
	lab_client b "$OURS"
	wait_for_clients a b
}

# --- without a mapping there is no way ---

start_with no
lab_in a ping -c 4 -W 4 "$(lab_teredo_address b)" >/dev/null &
fails lab_in b ping -c 4 -W 4 "$(lab_teredo_address a)"
fails wait $!
[ -z "$(lab_mapped_ports 192.168.1.10)" ]

# --- with one, by PCP ---

start_with yes
lab_wait 5 "the mapping" logged client-a "port mapping: router 192.168.1.1 maps $ROUTER_IP:[0-9]* to this client (PCP)"
port=$(lab_mapped_ports 192.168.1.10)
logged client-a "Teredo address .* (mapped $ROUTER_IP:$port,"
lab_wait 10 "client b to reach client a" ping_from b "$(lab_teredo_address a)"
ping_from a "$(lab_teredo_address b)"

: >"$LAB_DIR/client-a.log"
kill -USR1 "$(lab_pid client-a)"
lab_wait 5 "the mapping in the report" logged client-a "maps $ROUTER_IP:$port to this client (PCP)"

# --- it is renewed, and released at the end ---

renewed() {
	[ "$(cut -d : -f 5 "$LAB_DIR/leases")" -gt "$1" ]
}

[ "$(cut -d : -f 1-4 "$LAB_DIR/leases")" = "UDP:$port:192.168.1.10:$port" ]
lab_wait 8 "the renewal" renewed "$(cut -d : -f 5 "$LAB_DIR/leases")"
lab_stop client-a
[ -z "$(lab_mapped_ports 192.168.1.10)" ]
