# shellcheck shell=bash
# idle.sh - an idle peer is reached again without its server, and a client of 1.2.6 as ever
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; forget_after 120; lab_stop client-s0; lab_subscribers_remove' EXIT

# Sets the time for which the NATs keep an idle mapping: forget_after SECONDS
forget_after() {
	local nat
	for nat in nat1 nat2; do
		lab_in "$nat" sysctl -qw net.netfilter.nf_conntrack_udp_timeout=30 \
			"net.netfilter.nf_conntrack_udp_timeout_stream=$1"
	done
}

# Starts a client all of whose bubbles are for peers: client HOST
client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress $SERVER_IP" "AdaptiveRefresh no"
	lab_miredo "client-$1" "$1" "$OURS"
}

# Prints how many bubbles a client has sent through servers.
indirect() {
	: >"$LAB_DIR/client-$1.log"
	kill -USR1 "$(lab_pid "client-$1")"
	lab_wait 5 "the counters of client $1" logged "client-$1" 'indirect bubbles sent'
	sed -n 's/ indirect bubbles sent$//p' "$LAB_DIR/client-$1.log"
}

forget_after 30
start_ours
client a
client b
wait_for_clients a b
ping_from a "$(lab_teredo_address b)"
if [ -x "$DEBIANS/sbin/miredo" ]; then
	lab_subscriber 0 restricted
	lab_client s0 "$DEBIANS"
	lab_wait_client s0
	ping_from a "$(lab_teredo_address s0)"
fi

sleep 36 # more than 30 s since the last bubble, which comes after 4 s
before=$(indirect a)+$(indirect b)
ping_from a "$(lab_teredo_address b)"
ping_from b "$(lab_teredo_address a)"
[ "$(indirect a)+$(indirect b)" = "$before" ]
if [ -x "$DEBIANS/sbin/miredo" ]; then
	ping_from a "$(lab_teredo_address s0)"
	ping_from s0 "$(lab_teredo_address a)"
	[ "$(indirect a)+$(indirect b)" != "$before" ]
fi
