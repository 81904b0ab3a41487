# shellcheck shell=bash
# windows.sh - an emulation of Windows' client works with our server, relay and client
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# A server on the primary address only.
start_one_address() {
	lab_config one-address "ServerBindAddress $SERVER_IP" "ServerBindAddress2 none"
	lab_daemon server server "$OURS/sbin/miredo-server" -f -p /run/miredo-server.pid \
		-c "$LAB_DIR/one-address.conf"
	lab_wait 10 "the server's socket" lab_listens server 3544 1
}

# Starts an emulation and a client with new addresses, which have never heard of each other:
# start_peers COMMAND; COMMAND starts client b
start_peers() {
	lab_stop client-a client-b
	lab_wait 5 "the interface to disappear" has_no_interface a
	lab_wait 5 "the interface to disappear" has_no_interface b
	lab_windows a teredo.example
	"$@"
	wait_for_clients a b
}

# Restarts the emulation, twenty times as fast: restart [OPTION...]
restart() {
	lab_stop client-a
	lab_wait 5 "the interface to disappear" has_no_interface a
	lab_windows a teredo.example --speed 20 "$@"
}

# Whether client a was in these states one after the other: has_states STATE...
has_states() {
	[ "$(sed -n 's/^State : //p' "$LAB_DIR/client-a.log")" = "$(printf '%s\n' "$@")" ]
}

has_another_address() {
	lab_has_address a && [ "$(lab_teredo_address a)" != "$1" ]
}

refreshed() {
	[ "$(grep -c '^refreshed$' "$LAB_DIR/client-a.log")" -ge "$1" ]
}

reaches_web() {
	lab_wait_client a
	ping_from a "$WEB_IP6"
	ping_from web "$(lab_teredo_address a)"
}

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted; lab_nat nat2 restricted' EXIT
start_ours

# Port-restricted NAT.
start_peers lab_client b "$OURS"
has_states dormant 'probe (primary server)' 'probe (secondary server)' qualified
logged client-a 'NAT : restricted (port)$'
ping_from web "$(lab_teredo_address a)"
fetch_from a
lab_in a ping -c 3 -i 0.2 -W 5 -s 1232 "$WEB_IP6" >/dev/null # 1280 bytes: the MTU
ping_from a "$(lab_teredo_address b)"
start_peers lab_client b "$OURS"
ping_from b "$(lab_teredo_address a)"

# Symmetric NATs; between peers, the other NAT must be a cone.
lab_nat nat1 symmetric
lab_nat nat2 cone 192.168.2.10
for peer in "lab_client b $OURS" "lab_windows b teredo.example"; do
	# shellcheck disable=SC2086 # a command and its arguments
	start_peers $peer
	logged client-a 'NAT : symmetric (port)$'
	ping_from a "$(lab_teredo_address b)"
	# shellcheck disable=SC2086
	start_peers $peer
	ping_from b "$(lab_teredo_address a)"
done
ping_from a "$WEB_IP6"
fetch_from a
ping_from web "$(lab_teredo_address a)"

# A refresh every 30 s, or 20 s: the first to see another mapping changes the address.
restart
lab_wait_client a
address=$(lab_teredo_address a)
lab_in nat1 conntrack -F >/dev/null 2>&1
lab_wait 5 "another address" has_another_address "$address"
reaches_web
lab_nat nat1 restricted
restart --refresh 20
lab_wait 5 "two refreshes" refreshed 2
reaches_web

# The server stops, and comes back.
lab_stop server
lab_wait 5 "the error" logged client-a 'Error : primary teredo server unreachable over UDP'
lab_server "$OURS"
lab_wait_server
reaches_web

# Windows XP asks with the cone bit first; only cone NATs let the answer pass.
restart --xp
lab_wait_client a
has_states dormant 'probe (cone)' 'probe (primary server)' 'probe (secondary server)' qualified
reaches_web
lab_nat nat1 cone 192.168.1.10
restart --xp
lab_wait_client a
has_states dormant 'probe (cone)' qualified
[[ $(lab_teredo_address a) = 2001:0:*:8000:* ]]
reaches_web
lab_nat nat1 symmetric
restart --xp
lab_wait 5 "the error" logged client-a 'Error : client behind symmetric NAT'

# A server with one address: Windows finds the second silent. If it needs both, as is
# assumed, it gets no address. XP takes any NAT for a cone.
lab_nat nat1 restricted
lab_stop server
start_one_address
restart
lab_wait 5 "the error" logged client-a 'Error : secondary teredo server unreachable over UDP'
fails lab_has_address a
restart --one-server
reaches_web
restart --xp
reaches_web
logged client-a 'NAT : cone$'

# Miredo 1.2.6 works with the emulation as ours does.
if [ -x "$DEBIANS/sbin/miredo" ] && [ -x "$DEBIANS/sbin/miredo-server" ]; then
	lab_nat nat2 restricted
	lab_stop server relay
	lab_wait 5 "the interface to disappear" has_no_interface relay
	lab_server "$DEBIANS"
	lab_relay "$DEBIANS"
	lab_wait_server
	lab_wait_relay
	start_peers lab_client b "$DEBIANS"
	reaches_web
	ping_from a "$(lab_teredo_address b)"
	start_peers lab_client b "$DEBIANS"
	ping_from b "$(lab_teredo_address a)"
fi
