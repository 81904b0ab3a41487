# shellcheck shell=bash
# recovery-relay.sh - a relay is killed: clients go on through another one within 5 s
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

through() {
	lab_in core ip -6 route replace 2001::/32 via "$1"
}
end() {
	story_failed "${STORY_AT:-}"
	lab_stop relay-other
	through 2001:db8:4::20
	lab_in server sysctl -qw net.ipv6.conf.all.forwarding=0
}
trap end EXIT

has_other_route() {
	[ -n "$(lab_in server ip -6 route show 2001::/32 dev teredo)" ]
}

start_ours
lab_in server sysctl -qw net.ipv6.conf.all.forwarding=1
lab_config relay-other "RelayType relay" "InterfaceName teredo" "BindAddress $SERVER_IP" "BindPort 3545"
lab_miredo relay-other server "$OURS"
lab_wait 10 "the other relay's route" has_other_route
start_clients a b
for client in a b; do
	lab_in "$client" ping -q -c 5 -i 0.2 -W 2 "$WEB_IP6" >/dev/null
done

kill -9 "$(lab_pid relay)"
through 2001:db8:5::10 # as a routing protocol would
began=$(milliseconds)
for client in a b; do
	lab_wait 8 "an answer to client $client" lab_in "$client" ping -c 1 -W 0.2 "$WEB_IP6"
	took=$(($(milliseconds) - began))
	echo "client $client: $took ms"
	[ $took -le 5000 ]
done
