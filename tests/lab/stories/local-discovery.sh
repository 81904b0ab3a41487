# shellcheck shell=bash
# local-discovery.sh - two clients behind one NAT without hairpinning talk over their LAN
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# Clients that do not find each other by alternate addresses either: client a|c
client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress $SERVER_IP" "Hairpinning no"
	lab_miredo "client-$1" "$1" "$OURS"
}

start_ours
client a
client c
wait_for_clients a c
c=$(lab_teredo_address c)

# The first packet waits until the clients have discovered each other; 1280 bytes fit the LAN.
ping_from a "$c"
ping_from c "$(lab_teredo_address a)"
lab_in a ping -c 3 -i 0.2 -W 5 -s 1232 "$c" >/dev/null
# Their packets stay on the LAN: none leaves the NAT to come back.
lab_in nat1 nft add table ip forwarded
lab_in nat1 nft add chain ip forwarded forward '{ type filter hook forward priority 0; }'
lab_in nat1 nft add rule ip forwarded forward oifname core udp length gt 1000 counter
lab_in a ping -c 3 -i 0.2 -W 5 -s 1200 "$c" >/dev/null
lab_in nat1 nft list table ip forwarded | grep -q 'counter packets 0 '
lab_in nat1 nft delete table ip forwarded

kill -USR1 "$(lab_pid client-a)"
lab_wait 10 "the number of neighbours" logged client-a '1 other client found by local discovery'

# Adds a line to client a's basic configuration and reloads: reload_with LINE
reload_with() {
	lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP" "Hairpinning no" "$1"
	: >"$LAB_DIR/client-a.log"
	kill -HUP "$(lab_pid client-a)"
	lab_wait 10 "the reload" logged client-a 'configuration reloaded'
}
# Prints how many discovery bubbles client a has sent.
bubbles_sent() {
	: >"$LAB_DIR/client-a.log"
	kill -USR1 "$(lab_pid client-a)"
	lab_wait 10 "the counters" logged client-a 'discovery bubbles sent'
	sed -n 's/ local discovery bubbles sent$//p' "$LAB_DIR/client-a.log"
}

# Discovery runs only on matching interfaces; that of client a is called nat1.
before=$(bubbles_sent)
reload_with 'DiscoveryInterfaces wlan* nat'
[ "$(bubbles_sent)" -eq "$before" ]
logged client-a '^0 other clients found by local discovery'
reload_with 'DiscoveryInterfaces wlan* n?t1'
[ "$(bubbles_sent)" -eq $((before + 1)) ]

# Once discovery is switched off by a reload, client a cannot reach client c.
reload_with 'LocalDiscovery no'
logged client-a 'LocalDiscovery changed from yes to no'
ping_from a "$WEB_IP6"
lab_stop client-c
client c
lab_wait_client c
fails ping_from a "$(lab_teredo_address c)"
