# shellcheck shell=bash
# relayed.sh - two clients behind random symmetric NATs reach each other through their server
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

needs_secure_qualification

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted; lab_nat nat2 restricted' EXIT
lab_nat nat1 symmetric
lab_nat nat2 symmetric
printf 'alice 0123456789abcdef\nbob fedcba9876543210\n' >"$LAB_DIR/clients"
echo 0123456789abcdef >"$LAB_DIR/alice"
echo fedcba9876543210 >"$LAB_DIR/bob"
chmod 600 "$LAB_DIR/clients" "$LAB_DIR/alice" "$LAB_DIR/bob"

start_server() {
	lab_config server "ServerBindAddress $SERVER_IP" "ServerBindAddress2 $SERVER_IP2" \
		"ClientsFile $LAB_DIR/clients" "$@" ${LAB_WORKERS:+"Workers $LAB_WORKERS"}
	lab_daemon server server "$OURS/sbin/miredo-server" -f -p /run/miredo-server.pid \
		-c "$LAB_DIR/server.conf"
	lab_wait_server
}
start_client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress $SERVER_IP" \
		"ClientIdentifier $2" "SharedSecretFile $LAB_DIR/$2"
	lab_miredo "client-$1" "$1" "$OURS"
	lab_wait_client "$1"
}

# Without ForwardRate there is no way, as for any server.
start_server
start_client a alice
start_client b bob
fails lab_in a ping -c 5 -W 1 "$(lab_teredo_address b)" >/dev/null
lab_stop client-a client-b server

start_server "ForwardRate 20"
start_client a alice
start_client b bob
started=$(milliseconds)
lab_wait 10 "a to reach b through the server" ping_from a "$(lab_teredo_address b)"
first=$(($(milliseconds) - started))
echo "first answer after $first ms" | story_result
[ "$first" -lt 1000 ]
lab_in a ping -c 20 -i 0.05 -W 1 "$(lab_teredo_address b)" | grep ' 0% packet loss'
logged client-a 'no direct path to .*(relayed)'
logged client-b 'no direct path to .*(relayed)'
kill -USR1 "$(lab_pid client-a)"
lab_wait 5 "the number of relayed peers" logged client-a '^1 of them reached only through the server'

# A transfer, identical, at no more than a quarter of the rate.
head -c 1000000 /dev/urandom >"$LAB_DIR/www/million"
lab_daemon home b python3 -u -m http.server --bind :: --directory "$LAB_DIR/www" 80
lab_wait 5 "the web server at home" grep -q Serving "$LAB_DIR/home.log"
speed=$(lab_in a curl -sS --fail --max-time 30 -o "$LAB_DIR/received" -w '%{speed_download}' \
	"http://[$(lab_teredo_address b)]/million")
cmp "$LAB_DIR/www/million" "$LAB_DIR/received"
echo "transfer: $speed bytes/s"
kill -USR1 "$(lab_pid server)"
lab_wait 5 "the server's counter" logged server 'packets forwarded between clients'

# A client without a secret gets nothing forwarded: it reaches nobody behind such a NAT.
lab_stop client-b
lab_client b "$OURS"
lab_wait_client b
fails lab_in b ping -c 5 -W 1 "$(lab_teredo_address a)" >/dev/null
fails lab_in a ping -c 5 -W 1 "$(lab_teredo_address b)" >/dev/null
