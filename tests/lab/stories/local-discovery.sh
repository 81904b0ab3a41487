# shellcheck shell=bash
# local-discovery.sh - two clients behind one NAT without hairpinning talk over their LAN
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
lab_client a "$OURS"
lab_client c "$OURS"
lab_wait_client a
lab_wait_client c
c=$(lab_teredo_address c)

# The first packet waits for the two to find each other; 1280 bytes fit the LAN.
ping_from a "$c"
ping_from c "$(lab_teredo_address a)"
lab_in a ping -c 3 -i 0.2 -W 5 -s 1232 "$c" >/dev/null
# What they say stays on the LAN: nothing of it goes out and comes back.
lab_in nat1 nft add table ip seen
lab_in nat1 nft add chain ip seen forward '{ type filter hook forward priority 0; }'
lab_in nat1 nft add rule ip seen forward oifname core udp length gt 1000 counter
lab_in a ping -c 3 -i 0.2 -W 5 -s 1200 "$c" >/dev/null
lab_in nat1 nft list table ip seen | grep -q 'counter packets 0 '
lab_in nat1 nft delete table ip seen

kill -USR1 "$(lab_pid client-a)"
lab_wait 10 "the count of neighbours" logged client-a '1 other client on our links'

# reload_with LINE: client a's configuration has this line besides, from now on
reload_with() {
	lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP" "$1"
	: >"$LAB_DIR/client-a.log"
	kill -HUP "$(lab_pid client-a)"
	lab_wait 10 "the reload" logged client-a 'configuration reloaded'
}
# How many discovery bubbles it has sent.
sent() {
	: >"$LAB_DIR/client-a.log"
	kill -USR1 "$(lab_pid client-a)"
	lab_wait 10 "the count" logged client-a 'discovery bubbles sent'
	sed -n 's/ local discovery bubbles sent$//p' "$LAB_DIR/client-a.log"
}

# Only on the interfaces that are chosen; its own is called nat1.
before=$(sent)
reload_with 'DiscoveryInterfaces wlan* nat'
[ "$(sent)" -eq "$before" ]
logged client-a '^0 other clients on our links'
reload_with 'DiscoveryInterfaces wlan* n?t1'
[ "$(sent)" -eq $((before + 1)) ]

# Discovery can be switched off while it runs; then they cannot meet.
reload_with 'LocalDiscovery no'
logged client-a 'local discovery is off now'
ping_from a "$WEB_IP6"
lab_stop client-c
lab_client c "$OURS"
lab_wait_client c
fails ping_from a "$(lab_teredo_address c)"
