# shellcheck shell=bash
# recovery-server.sh - the server is silent for 120 s: peers do not notice, and clients are back within 5 s
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

silent=${LAB_SILENCE:-120} # seconds

start_ours
start_clients a b
a=$(lab_teredo_address a) b=$(lab_teredo_address b)
ping_from a "$b"
ping_from a "$WEB_IP6"

# Stopped, it answers nothing, not even by an ICMP error.
kill -STOP "$(lab_pid server)"
lab_in a ping -q -c "$silent" -i 1 -W 2 "$b" >"$LAB_DIR/pings-b" &
pings=$!
lab_in a ping -q -c "$silent" -i 1 -W 2 "$WEB_IP6" >"$LAB_DIR/pings-web"
wait $pings
grep -q " 0% packet loss" "$LAB_DIR/pings-b"
grep -q " 0% packet loss" "$LAB_DIR/pings-web"
logged client-a "server $SERVER_IP stopped answering; keeping the current address"
lab_in a ping -c 1 -W 0.2 "$WEB_IP6" >/dev/null

: >"$LAB_DIR/client-a.log"
kill -CONT "$(lab_pid server)"
began=$(milliseconds)
lab_wait 8 "the server's answer" logged client-a "Teredo address"
took=$(($(milliseconds) - began))
echo "$took ms"
[ $took -le 5000 ]
[ "$(lab_teredo_address a)" = "$a" ]
[ "$(lab_teredo_address b)" = "$b" ]
