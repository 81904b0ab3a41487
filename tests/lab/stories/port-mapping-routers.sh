# shellcheck shell=bash
# port-mapping-routers.sh - a client copes with each kind of router, also with dying, lying and malicious ones
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../port-mapping.sh
. "$LAB_HERE/port-mapping.sh"

trap 'story_failed "${STORY_AT:-}"; lab_show_logs router; lab_stop other; lab_router_remove
	lab_in a sysctl -qw net.ipv4.ip_local_port_range="32768 60999"' EXIT
lab_router_make
start_ours

# Starts client a anew, and waits for a line of its log: start_client PATTERN
start_client() {
	lab_stop client-a
	start_clients a
	lab_wait 10 "client a: $1" logged client-a "$1"
}

# The number of the first line of the log with a pattern: line_of PATTERN
line_of() {
	grep -n -m 1 -- "$1" "$LAB_DIR/client-a.log" | cut -d : -f 1
}

SILENT="no port mapping: router 192.168.1.1 does not answer PCP, NAT-PMP or UPnP"

# --- a router that maps no ports delays nothing ---

start_client "$SILENT"
[ "$(line_of 'Teredo address')" -lt "$(line_of "$SILENT")" ]

# --- UPnP only; SIGHUP asks at once ---

lab_router_start enable_upnp=yes enable_natpmp=no
kill -HUP "$(lab_pid client-a)"
lab_wait 10 "the mapping by UPnP" logged client-a "maps $ROUTER_IP:[0-9]* to this client (UPnP)"
[ -n "$(lab_mapped_ports 192.168.1.10)" ]

# --- the daemon is killed; it announces that it has restarted, and is asked again ---

address=$(lab_teredo_address a)
: >"$LAB_DIR/client-a.log"
kill -9 "$(lab_pid router)"
ping_from a "$WEB_IP6"
lab_in nat1 nft flush chain inet filter prerouting_miniupnpd
lab_router_start enable_upnp=yes enable_natpmp=yes
lab_wait 10 "the mapping by PCP" logged client-a "maps $ROUTER_IP:[0-9]* to this client (PCP)"

# --- it is killed for good: the address stays, the mapping is given up when its lease ends ---

kill -9 "$(lab_pid router)"
lab_wait 20 "the end of the lease" logged client-a "$SILENT"
[ "$(lab_teredo_address a)" = "$address" ]
ping_from a "$WEB_IP6"
lab_in nat1 nft flush chain inet filter prerouting_miniupnpd

# --- a router that is wrong about its address ---

lab_router_start enable_upnp=yes enable_natpmp=yes ext_ip=9.1.2.3
start_client "maps 9.1.2.3:[0-9]* to this client (PCP), but the server sees $ROUTER_IP"
logged client-a "Teredo address .* (mapped $ROUTER_IP:"
ping_from a "$WEB_IP6"
lab_stop router client-a

# --- a port that is another host's: the client takes another one ---

lab_in a sysctl -qw net.ipv4.ip_local_port_range="40000 40000"
start_client "Teredo address .* (mapped $ROUTER_IP:40000,"
lab_in a sysctl -qw net.ipv4.ip_local_port_range="40001 40009"
LAB_LEASES="UDP:40000:192.168.1.11:40000:$(($(date +%s) + 600)):other" \
	lab_router_start enable_upnp=yes enable_natpmp=yes
[ "$(lab_mapped_ports 192.168.1.11)" = 40000 ]
kill -HUP "$(lab_pid client-a)"
lab_wait 10 "another port" logged client-a 'maps UDP port 40000 to another host; using port 4000[1-9] instead'
port=$(sed -n 's/.*; using port \([0-9]*\) instead/\1/p' "$LAB_DIR/client-a.log")
lab_wait 10 "its mapping" logged client-a "maps $ROUTER_IP:$port to this client (PCP)"
lab_wait 10 "an address with it" logged client-a "Teredo address .* (mapped $ROUTER_IP:$port,"
ping_from a "$WEB_IP6"
lab_in a sysctl -qw net.ipv4.ip_local_port_range="32768 60999"
lab_stop client-a router

# --- NAT-PMP only: renewed, and released at the end ---

lab_daemon router nat1 "$LAB_HERE/fake-router" nat-pmp 192.168.1.1 "$ROUTER_IP"
lab_wait 5 "the router" logged router ready
start_client "maps $ROUTER_IP:[0-9]* to this client (NAT-PMP)"
renewed() {
	[ "$(grep -c 'for 600 s' "$LAB_DIR/router.log")" -ge 2 ]
}
lab_wait 10 "the renewal" renewed
lab_stop client-a
logged router 'port [0-9]* for 0 s'
lab_stop router

# --- a malicious router: neither another host nor the client suffers ---

lab_daemon other c python3 -u -m http.server --bind 192.168.1.11 5000
lab_wait 5 "the other host" logged other Serving
lab_daemon router nat1 "$LAB_HERE/fake-router" malicious 192.168.1.1 192.168.1.11
lab_wait 5 "the router" logged router ready
start_client "no port mapping: router 192.168.1.1"
logged router 'foreign service named'
kill -HUP "$(lab_pid client-a)"
lab_wait 12 "the end of the description" logged router 'endless description aborted'
fails grep -E 'GET|POST' "$LAB_DIR/other.log"
ping_from a "$WEB_IP6"

# --- miredo-portmap ends: the client goes on without ---

kill -9 "$(program_pid a miredo-portmap)"
lab_wait 5 "the warning" logged client-a 'miredo-portmap exited unexpectedly; continuing without'
ping_from a "$WEB_IP6"
lab_alive client-a
