# shellcheck shell=bash
# one-address.sh - a server with one address serves our clients and Debian's, behind any NAT
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

if [ ! -x "$DEBIANS/sbin/miredo" ]; then
	skip "Debian's miredo is not installed"
fi

lab_server_alone() {
	lab_config server "ServerBindAddress $SERVER_IP" "ServerBindAddress2 None"
	lab_daemon server server "$OURS/sbin/miredo-server" -f -p /run/miredo-server.pid \
		-c "$LAB_DIR/server.conf"
	lab_wait 10 "the server's only socket" lab_listens server 3544 1
}

# How many datagrams the server's host refused by ICMP.
refused() {
	lab_in server nstat -asz UdpNoPorts | awk '/UdpNoPorts/ { print $2 }'
}

reaches_web() {
	ping_from "$1" "$WEB_IP6"
	ping_from web "$(lab_teredo_address "$1")"
}

# Without "none", a server on a host with one address waits for the next one.
lab_config server "ServerBindAddress $RELAY_IP"
lab_daemon server relay "$OURS/sbin/miredo-server" -f -p /run/miredo-server.pid -c "$LAB_DIR/server.conf"
lab_wait 5 "the message" logged server "has the address ${RELAY_IP%.*}.21; waiting for it"
logged server "if this host has one address only, set it to none"
lab_stop server

trap 'lab_nat nat1 restricted; lab_nat nat2 restricted; story_failed "${STORY_AT:-}"' EXIT
lab_nat nat1 symmetric
lab_nat nat2 cone 192.168.2.10
lab_server_alone
lab_wait 2 "the message" logged server "server started on $SERVER_IP alone (ServerBindAddress2 none)"
fails lab_listens server 3544 2
kill -USR1 "$(lab_pid server)"
lab_wait 2 "the status" logged server "serving on $SERVER_IP alone"
lab_relay "$OURS"
lab_wait_relay

# a and c are behind the symmetric NAT. The host refuses what comes to its other address.
before=$(refused)
lab_client a "$OURS"
lab_wait 2 "a Teredo address" lab_has_address a
lab_client b "$OURS"
lab_client c "$DEBIANS"
lab_wait 2 "a Teredo address" lab_has_address b
lab_wait 5 "a Teredo address" lab_has_address c
for host in a b c; do
	lab_wait 5 "an answer from the web" reaches_web "$host"
done
kill -USR1 "$(lab_pid client-a)"
lab_wait 2 "the status" logged client-a 'NAT type unknown, soliciting'
[ "$(refused)" -gt "$before" ]

# Debian's client shows ours that its NAT is not symmetric.
lab_wait 10 "the type of NAT" logged client-b 'NAT type unknown, server'
lab_wait 10 "an answer from client c" ping_from b "$(lab_teredo_address c)"
lab_wait 2 "the type of NAT" logged client-b 'NAT not symmetric, server'
ping_from c "$(lab_teredo_address b)"

# Debian's client behind a port-restricted NAT
lab_stop client-b
lab_nat nat2 restricted
lab_client b "$DEBIANS"
lab_wait 5 "a Teredo address" lab_has_address b
lab_wait 5 "an answer from the web" reaches_web b

fails logged client-a 'symmetric'
[ "$(grep -c warning: "$LAB_DIR/client-a.log")" -eq 1 ]

# A client that knows that there is one address asks nobody else.
lab_stop client-a client-b client-c
before=$(refused)
lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP" "ServerAddress2 None"
lab_daemon client-a a "$OURS/sbin/miredo" -f -p /run/miredo.pid -c "$LAB_DIR/client-a.conf"
lab_wait 5 "a Teredo address" lab_has_address a
lab_wait 5 "an answer from the web" reaches_web a
logged client-a 'NAT type unknown, server'
fails logged client-a warning:
[ "$(refused)" -eq "$before" ]
