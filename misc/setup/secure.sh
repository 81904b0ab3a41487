# shellcheck shell=sh
# shellcheck disable=SC2153 # CONF, CLIENTS and others are of other parts
# secure.sh - secure qualification: identifiers and secrets of clients
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What will be in a file of secrets is at first in $TMP/DIRECTIVE, where miredo-checkconf reads
# it. A secret is never an argument of a program: all users see those.

# Writes standard input to a file in $TMP that other users cannot access: private FILE
private() {
	(umask 077 && cat >"$TMP/$1")
}

# Checks a configuration in $TMP, which will be PATH, and prints what is wrong: check_conf FILE PATH
check_conf() {
	for DIRECTIVE in ClientsFile ExitKeyFile SharedSecretFile; do
		[ ! -e "$TMP/$DIRECTIVE" ] || sed -i "s|^$DIRECTIVE .*|$DIRECTIVE $TMP/$DIRECTIVE|" "$TMP/$1"
	done
	"$SBINDIR/miredo-checkconf" --lenient -c "$TMP/$1" >"$TMP/checkconf.log" 2>&1 && return
	sed -e "s|$TMP/ClientsFile|$CLIENTS_FILE|" -e "s|$TMP/ExitKeyFile|$KEY_FILE|" \
		-e "s|$TMP/SharedSecretFile|$SECRET_FILE|" -e "s|$TMP/$1|$2|" "$TMP/checkconf.log" >&2
	return 1
}

# --- server: its clients, and the key of its exit ---

# Sets CLIENTS_FILE and KEY_FILE to the files that the server has or will have, or to "".
secure_find() {
	CLIENTS_FILE=$(conf_value "$SERVER_CONF" ClientsFile)
	KEY_FILE=$(conf_value "$SERVER_CONF" ExitKeyFile)
	if [ -n "$CLIENTS" ]; then
		CLIENTS_FILE=${CLIENTS_FILE:-$PKGSYSCONFDIR/clients}
		secure_clients | private ClientsFile
	fi
	[ "$SECURE_EXIT" = yes ] || return 0
	[ -n "$CLIENTS_FILE" ] || wrong_usage "--secure-exit: nobody could use the exit; add --secure-client ID"
	KEY_FILE=${KEY_FILE:-$PKGSYSCONFDIR/exit.key}
	{ grep . "$KEY_FILE" 2>/dev/null || new_secret; } | private ExitKeyFile
}

# Prints the file of clients with a line for each one that was asked for.
secure_clients() {
	if [ -e "$CLIENTS_FILE" ]; then
		awk 1 "$CLIENTS_FILE"
	else
		echo "# identifiers and secrets of clients: see miredo-server.conf(5)"
	fi
	for ID in $CLIENTS; do
		[ -n "$(secret_of "$ID" "$CLIENTS_FILE")" ] || say "$ID $(new_secret)"
	done
}

# secret_of IDENTIFIER FILE
secret_of() {
	[ ! -e "$2" ] || awk -v id="$1" '$1 == id { print $2; exit }' "$2"
}

new_secret() {
	head -c 18 /dev/urandom | base64
}

# Prints directives for miredo-server.conf.
secure_server_conf() {
	[ -z "$CLIENTS_FILE" ] || say "ClientsFile $CLIENTS_FILE"
	secure_relay_conf
}

secure_relay_conf() {
	[ -z "$KEY_FILE" ] || say "ExitKeyFile $KEY_FILE"
}

# The clients are read again on SIGHUP, by the user of the daemon.
secure_server_changes() {
	[ -z "$CLIENTS" ] || change_secret "$CLIENTS_FILE" "$(cat "$TMP/ClientsFile")" "$(server_group)" reload
	[ "$SECURE_EXIT" = no ] || change_secret "$KEY_FILE" "$(cat "$TMP/ExitKeyFile")" 0 restart
}

# Prints the group of the server: of the one that runs, or of the user that it will have.
server_group() {
	if PID=$(service_pid miredo-server); then
		awk '$1 == "Gid:" { print $2 }' "/proc/$PID/status"
		return
	fi
	for USER in $SERVER_USERS; do
		! id -g "$USER" 2>/dev/null || return 0
	done
}

# Prints lines for the configuration of the client that tests the server.
secure_test_conf() {
	FILE=$(conf_value "$SERVER_CONF" ClientsFile)
	[ -e "$FILE" ] || return 0
	ID=$(awk 'NF && !/^[ \t]*#/ { print $1; exit }' "$FILE")
	[ -n "$ID" ] || return 0
	secret_of "$ID" "$FILE" | private test-secret
	printf '%s\n' "ClientIdentifier $ID" "SharedSecretFile $TMP/test-secret"
}

# What the clients have to do: secure_say SERVER
secure_say() {
	for ID in $CLIENTS; do
		say "Client $ID needs this line, which asks for the secret:"
		say "  miredo-setup client $1 --identifier $ID"
		say "  secret: $(secret_of "$ID" "$CLIENTS_FILE")"
		say "or these lines in miredo.conf, and the secret in the file that they name, with mode 600:"
		say "  ServerAddress $1"
		say "  ClientIdentifier $ID"
		say "  SharedSecretFile /etc/miredo/secret"
		say
	done
	if [ -z "$KEY_FILE" ]; then
		[ -z "$CLIENTS" ] || say "Others can use the exit, too, unless you add --secure-exit to this command."
		say "Clients${CLIENTS:+ without a secret} need this line only:"
		say "  miredo-setup client $1"
	elif [ -z "$CLIENTS" ]; then
		say "Clients with a line in $CLIENTS_FILE need this line:"
		say "  miredo-setup client $1 --identifier ID"
	fi
}

# --- client ---

# Reads the secret from standard input, and sets SECRET_FILE.
secure_read() {
	SECRET_FILE=$(conf_value "$CONF" SharedSecretFile)
	SECRET_FILE=${SECRET_FILE:-$PKGSYSCONFDIR/secret}
	SECRET=''
	if [ -t 0 ] && [ -e "$SECRET_FILE" ]; then
		printf 'Secret of %s, or Enter for that in %s: ' "$IDENTIFIER" "$SECRET_FILE"
	elif [ -t 0 ]; then
		printf 'Secret of %s: ' "$IDENTIFIER"
	fi
	read -r SECRET
	[ -n "$SECRET" ] || SECRET=$(cat "$SECRET_FILE" 2>/dev/null)
	[ -n "$SECRET" ] || fail "the secret of $IDENTIFIER is missing: give it on standard input"
	say "$SECRET" | private SharedSecretFile
}

# Prints a client's configuration, which is read, with the identifier and the file.
secure_client_conf() {
	if [ -z "$IDENTIFIER" ]; then
		cat
		return
	fi
	cat >"$TMP/base.conf"
	printf '%s\n' "ClientIdentifier $IDENTIFIER" "SharedSecretFile $SECRET_FILE" | conf_with "$TMP/base.conf"
}

secure_client_changes() {
	[ -z "$IDENTIFIER" ] || change_secret "$SECRET_FILE" "$(cat "$TMP/SharedSecretFile")" 0 restart
}
