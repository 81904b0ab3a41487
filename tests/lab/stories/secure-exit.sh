# shellcheck shell=bash
# secure-exit.sh - an exit that only clients with a secret may use
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

needs_secure_qualification

echo 0123456789abcdef >"$LAB_DIR/secret"
echo fedcba9876543210 >"$LAB_DIR/key"
echo "alice 0123456789abcdef" >"$LAB_DIR/clients"
chmod 600 "$LAB_DIR/secret" "$LAB_DIR/key" "$LAB_DIR/clients"

lab_hosting_build routed
start_server() {
	lab_exit_server "$OURS" "ClientsFile $LAB_DIR/clients" "ExitKeyFile $LAB_DIR/key"
}
start_exit() {
	lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP" "ExitKeyFile $LAB_DIR/key"
	lab_wait_exit
}
start_server
start_exit
lab_config client-a "InterfaceName teredo" "ServerAddress $EXIT_IP" \
	"ClientIdentifier alice" "SharedSecretFile $LAB_DIR/secret"
lab_miredo client-a a "$OURS"
lab_client b "$OURS" "$EXIT_IP"
wait_for_clients a b

# Both have addresses and reach each other, but only a reaches the web host, and is reached.
lab_wait 10 "b to reach a" ping_from b "$(lab_teredo_address a)"
lab_wait 10 "a to reach the web host" ping_from a "$WWW_IP6"
lab_wait 10 "the web host to reach a" ping_from www "$(lab_mapped a)"
fails lab_in b ping -c 2 -i 0.3 -W 1 "$WWW_IP6" >/dev/null
fails lab_in www ping -c 2 -i 0.3 -W 1 "$(lab_mapped b)" >/dev/null

kill -USR1 "$(lab_pid exit-relay)"
lab_wait 5 "the exit's report" logged exit-relay '^1 client that qualified securely may use the exit'
kill -USR1 "$(lab_pid exit-server)"
lab_wait 5 "the server's report" logged exit-server 'dropped: client has not qualified securely'

# Each process, restarted, knows a at once from the other: a's next solicitation is seconds away.
lab_stop exit-relay
start_exit
lab_wait 3 "a to reach the web host through a restarted exit" ping_from a "$WWW_IP6"
lab_stop exit-server
start_server
kill -USR1 "$(lab_pid exit-server)"
lab_wait 5 "the restarted server's report" logged exit-server '^1 client that qualified securely'
ping_from a "$WWW_IP6"

# A key that others can read, and a process that has another one.
lab_stop exit-relay
echo 0000000000000000 >"$LAB_DIR/other"
chmod 600 "$LAB_DIR/other"
lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP" "ExitKeyFile $LAB_DIR/other"
lab_wait_exit
fails lab_in a ping -c 2 -i 0.3 -W 1 "$WWW_IP6" >/dev/null
lab_stop exit-relay
chmod 644 "$LAB_DIR/other"
lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP" "ExitKeyFile $LAB_DIR/other"
lab_wait 10 "the refusal of the key" logged exit-relay 'other: other users can access it'
lab_wait 5 "the relay's end" lab_exited exit-relay
