# shellcheck shell=bash
# exit-masquerade.sh - clients of an exit share its address, and can only open connections
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_exit() {
	lab_exit_relay "$OURS" "Exit masquerade" "ExitServer $EXIT_IP"
	lab_wait_exit
}

lab_hosting_build routed
before=$(lab_exit_state)
lab_exit_server "$OURS"
start_exit
for client in a b; do
	lab_client $client "$OURS" "$EXIT_IP"
	lab_wait_client $client
	lab_wait 10 "$client to reach the web host" ping_from $client "$WWW_IP6"
done
head -c 20000000 /dev/urandom >"$LAB_DIR/www/large"
lab_in a curl -sS --fail --max-time 10 -o /dev/null "http://[$WWW_IP6]/"
tail -n 1 "$LAB_DIR/www.log" | grep -q '^2001:db8:90::2 ' # the rented host

# Applying the exit again does not disturb a transfer. (A restart may: what arrives meanwhile is
# not translated, and the host resets the connection.)
lab_in b curl -sS --fail --max-time 10 --limit-rate 20M -o "$LAB_DIR/down" "http://[$WWW_IP6]/large" &
transfer=$!
lab_wait 5 "the transfer to begin" test -s "$LAB_DIR/down"
handle() {
	lab_in exit nft -a list table ip6 miredo-teredo | sed -n 's/^table.* # handle //p'
}
first=$(handle)
[ -n "$first" ]
kill -HUP "$(lab_pid exit-relay)"
is_replaced() {
	[ "$(handle)" != "$first" ]
}
lab_wait 5 "the table to be replaced" is_replaced
wait $transfer
cmp "$LAB_DIR/www/large" "$LAB_DIR/down"

lab_stop exit-relay
diff <(echo "$before") <(lab_exit_state)
