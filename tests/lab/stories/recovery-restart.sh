# shellcheck shell=bash
# recovery-restart.sh - a client that is restarted has its address again, and a transfer goes on
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

LAB_STATE=$LAB_DIR/state
export LAB_STATE
mkdir -p "$LAB_STATE"

start_ours
lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP"
lab_miredo client-a a "$OURS"
lab_wait_client a
before=$(lab_teredo_address a)
ping_from a "$WEB_IP6"
dd if=/dev/zero of="$LAB_DIR/www/large" bs=1M count=20 status=none
lab_in a curl -sS --fail --limit-rate 4M --max-time 30 -o "$LAB_DIR/large" "http://[$WEB_IP6]/large" &
curl=$!
sleep 1 # of the transfer
lab_stop client-a
[ -z "$(lab_teredo_address a)" ]
lab_miredo client-a a "$OURS"
lab_wait_client a
[ "$(lab_teredo_address a)" = "$before" ]
kill -0 $curl # it has not finished yet
wait $curl
cmp "$LAB_DIR/www/large" "$LAB_DIR/large"
rm "$LAB_DIR/www/large"

# The state is all that the daemon can write, and nobody else can read it.
[ "$(stat -c %a "$LAB_STATE/client-teredo")" = 600 ]

# From another port it is another mapping.
lab_stop client-a
echo "$before 1" >"$LAB_STATE/client-teredo"
lab_in a python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 1))
time.sleep(60)' &
holder=$!
lab_wait 5 "the port to be in use" lab_listens a 1 1
lab_miredo client-a a "$OURS"
lab_wait_client a
kill $holder
[ "$(lab_teredo_address a)" != "$before" ]
