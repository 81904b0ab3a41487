# shellcheck shell=bash
# secure.sh - a server that answers only clients with a secret; SIGHUP changes who they are
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

needs_secure_qualification

clients=$LAB_DIR/clients
secret() {
	printf '%s-0123456789abcdef\n' "$1" >"$LAB_DIR/$1.secret"
	chmod 600 "$LAB_DIR/$1.secret"
}
# Writes the server's file of clients: write_clients LINE...
write_clients() {
	printf '%s\n' "$@" >"$clients"
}
# Starts a client with an identifier and a secret: secure_client HOST IDENTIFIER
secure_client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress $SERVER_IP" \
		"ClientIdentifier $2" "SharedSecretFile $LAB_DIR/$2.secret"
	lab_miredo "client-$1" "$1" "$OURS"
}
reload_server() {
	kill -HUP "$(lab_pid server)"
	lab_wait 5 "the reload" logged server "$1"
}

secret alice
secret bob
write_clients "alice alice-0123456789abcdef" "bob wrong-0123456789abcdef"
chmod 644 "$clients"
start_server() {
	lab_config server "ServerBindAddress $SERVER_IP" "ServerBindAddress2 $SERVER_IP2" \
		"ClientsFile $clients" "SecureOnly yes" ${LAB_WORKERS:+"Workers $LAB_WORKERS"}
	lab_daemon server server "$OURS/sbin/miredo-server" -f -u nobody -p /run/miredo-server.pid \
		-c "$LAB_DIR/server.conf"
}
start_server
lab_wait 10 "the server to refuse a file that others can read" lab_exited server
logged server "$clients: other users can access it"

# Readable by the daemon's group, so that it can be read again.
chgrp "$(id -g nobody)" "$clients"
chmod 640 "$clients"
start_server
lab_relay "$OURS"
lab_wait_server
lab_wait_relay
logged server '2 clients in .* can qualify securely'

# alice gets an address; bob with a wrong secret, and c without any, get none.
secure_client a alice
secure_client b bob
lab_client c "$OURS"
lab_wait_client a
lab_wait 10 "a reply over IPv6" ping_from a "$WEB_IP6"
lab_wait 15 "bob's failure" logged client-b 'check ClientIdentifier and SharedSecretFile'
lab_wait 15 "c's failure" logged client-c 'no answer from server'
fails lab_has_address b
fails lab_has_address c
kill -USR1 "$(lab_pid server)"
lab_wait 5 "the counters" logged server 'dropped: wrong authentication value'
lab_wait 5 "the counters" logged server 'dropped: no authentication'
logged server 'router solicitations with valid authentication'

# A line that is wrong changes nothing.
write_clients "alice" "bob bob-0123456789abcdef"
reload_server 'keeping the current clients'
logged server "$clients:1: after the identifier, a secret"

# Then bob is let in, and alice asked for a new secret.
write_clients "alice alice-0123456789abcdef renew" "bob bob-0123456789abcdef"
reload_server 'configuration reloaded'
lab_stop client-b
secure_client b bob
lab_wait_client b
ping_from a "$(lab_teredo_address b)"
kill -HUP "$(lab_pid client-a)"
lab_wait 5 "the request for a new secret" logged client-a 'the server asks for a new secret'

# Without SecureOnly, everybody is answered.
sed -i '/SecureOnly/d' "$LAB_DIR/server.conf"
reload_server 'SecureOnly changed from yes to no'
lab_stop client-c
start_clients c
