# shellcheck shell=bash
# exit.sh - clients of an exit with a routed prefix have global addresses, for traffic in both directions
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat2 restricted' EXIT
lab_nat nat2 symmetric
lab_hosting_build routed
before=$(lab_exit_state)
lab_exit_server "$OURS" "InterfaceMTU 1400"
start_exit() {
	lab_exit_relay "$OURS" "InterfaceMTU 1400" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP"
	lab_wait_exit
}
start_exit
lab_client a "$OURS" "$EXIT_IP"
lab_client b "$OURS" "$EXIT_IP"
lab_client c "$DEBIANS" "$EXIT_IP"
for client in a b c; do
	lab_wait_client $client
	lab_wait 10 "$client to reach the web host" ping_from $client "$WWW_IP6"
	lab_wait 10 "the web host to reach $client" ping_from www "$(lab_mapped $client)"
	[ "$(lab_in $client curl -sS --max-time 10 "http://[$WWW_IP6]/")" = "Hello from the IPv6 Internet" ]
done

# Whether a host gets an ICMPv6 error for a UDP packet: refused_udp HOST ADDRESS
refused_udp() {
	lab_in "$1" python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.settimeout(5)
s.connect((sys.argv[1], 9))
s.send(b"x")
try: s.recv(1)
except ConnectionRefusedError: sys.exit(0)
sys.exit(1)' "$2"
}
lab_in a ping -c 1 -W 5 -t 2 "$WWW_IP6" | grep -q 'From 2001:db8:90::1 .*Time exceeded'
refused_udp a "$WWW_IP6"
refused_udp www "$(lab_mapped a)"

# A link beyond the exit with an MTU of 1300, while the tunnel's is 1400; then a tunnel with 1280
# at the exit, for packets of up to 1300 bytes.
mtu_from() {
	lab_in "$1" ip -6 route get "$2" | sed -n 's/.* mtu \([0-9]*\).*/\1/p'
}
head -c 20000000 /dev/urandom >"$LAB_DIR/www/large"
lab_daemon home a python3 -u -m http.server --bind :: --directory "$LAB_DIR/www" 80
lab_wait 5 "the web server at home" grep -q Serving "$LAB_DIR/home.log"
lab_narrow 1300
lab_in www curl -sS --fail --max-time 20 -o "$LAB_DIR/up" "http://[$(lab_mapped a)]/large"
cmp "$LAB_DIR/www/large" "$LAB_DIR/up"
[ "$(mtu_from a "$WWW_IP6")" = 1300 ]
lab_in exit ip link set dev teredo mtu 1280
lab_in a curl -sS --fail --max-time 20 -o "$LAB_DIR/down" "http://[$WWW_IP6]/large"
cmp "$LAB_DIR/www/large" "$LAB_DIR/down"
[ "$(mtu_from www "$(lab_mapped a)")" = 1280 ]

# A transfer survives a restart of the exit.
lab_in b curl -sS --fail --max-time 30 --limit-rate 10M -o "$LAB_DIR/again" "http://[$WWW_IP6]/large" &
transfer=$!
lab_wait 5 "the transfer to begin" test -s "$LAB_DIR/again"
lab_stop exit-relay
start_exit
wait $transfer
cmp "$LAB_DIR/www/large" "$LAB_DIR/again"

lab_stop exit-relay
diff <(echo "$before") <(lab_exit_state)
[ -z "$(lab_in exit conntrack -L -f ipv6 -s "$EXIT_CLIENTS" 2>/dev/null)" ]
