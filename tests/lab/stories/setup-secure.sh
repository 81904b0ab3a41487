# shellcheck shell=bash
# setup-secure.sh - miredo-setup sets up an exit for clients with a secret, and such clients
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../machine.sh
. "$LAB_HERE/machine.sh"

needs_secure_qualification
conf=$OURS/etc/miredo

end() {
	local machine
	for machine in exit a b; do lab_machine_stop "$machine"; done
	lab_hosting_remove
}
trap 'story_failed "${STORY_AT:-}"; end' EXIT

# Runs miredo-setup on a host: setup HOST ARGUMENT...
setup() {
	local host=$1 status=0
	shift
	lab_on "$host" "$OURS/sbin/miredo-setup" --yes --target "$WWW_IP6" "$@" \
		>"$LAB_DIR/setup-$host.out" 2>&1 {LAB_LOCK}>&- || status=$?
	cat "$LAB_DIR/setup-$host.out"
	return $status
}

# Whether miredo-setup printed a pattern on a host: said HOST PATTERN
said() {
	grep -q -- "$2" "$LAB_DIR/setup-$1.out"
}

unchanged() {
	lab_machine_snapshot "$1" | diff "$LAB_DIR/before-$1" -
}

# Prints the secret of a client, as the rented host has it.
secret_of() {
	# shellcheck disable=SC2016 # expanded by awk
	lab_on exit awk -v "id=$1" '$1 == id { print $2 }' "$conf/clients"
}

# Prints mode, owner and group of a file: mode_of HOST FILE
mode_of() {
	lab_on "$1" stat -c '%a %U %G' "$2"
}

lab_hosting_build routed one
for machine in exit a b; do
	lab_machine "$machine"
	lab_machine_snapshot "$machine" >"$LAB_DIR/before-$machine"
done

# --- nothing is changed ---

fails setup exit --prefix "$EXIT_PREFIX" --secure-exit server
said exit 'add --secure-client'
fails setup exit --secure-client 'al ice' server
said exit 'identifier "al ice"'
setup exit --dry-run --prefix "$EXIT_PREFIX" --secure-client alice --secure-exit server
said exit "write *$conf/clients"
said exit "write *$conf/exit.key"
fails setup a --identifier alice client "$EXIT_IP" </dev/null
said a 'the secret of alice is missing'
for machine in exit a; do unchanged "$machine"; done

# --- an exit for those with a secret; the test is one of them ---

server=(--prefix "$EXIT_PREFIX" --secure-client alice --secure-exit server)
setup exit "${server[@]}"
said exit "exit *ok: $WWW_IP6 answers"
[ "$(mode_of exit "$conf/clients")" = "640 root $(id -gn nobody)" ]
[ "$(mode_of exit "$conf/exit.key")" = "600 root root" ]
lab_on exit grep -qx "ClientsFile $conf/clients" "$conf/miredo-server.conf"
for file in miredo-server.conf miredo.conf; do
	lab_on exit grep -qx "ExitKeyFile $conf/exit.key" "$conf/$file"
done
[ "$(secret_of alice | wc -c)" = 25 ]
said exit "^  miredo-setup client $EXIT_IP --identifier alice$"
said exit "^  secret: $(secret_of alice)$"
setup exit "${server[@]}"
said exit 'nothing: all is as it should be'
said exit "^  secret: $(secret_of alice)$"

# --- a client with the secret, and one without ---

secret_of alice | setup a --identifier alice client "$EXIT_IP" &
first=$!
fails setup b client "$EXIT_IP"
wait $first
said a "IPv6 Internet *ok: $WWW_IP6 answers"
[ "$(mode_of a "$conf/secret")" = "600 root root" ]
said b 'IPv6 Internet *FAILED'
said b 'Or the exit requires an identifier and a secret'
setup a --identifier alice client "$EXIT_IP" </dev/null
said a 'nothing: all is as it should be'

# --- one more client: nothing is restarted ---

pids() {
	lab_on exit sh -c "cat $OURS/var/run/miredo*.pid"
}
pids >"$LAB_DIR/pids"
setup exit --prefix "$EXIT_PREFIX" --secure-client bob server
said exit 'reload *miredo-server'
pids | diff "$LAB_DIR/pids" -
secret_of bob | setup b --identifier bob client "$EXIT_IP"
said b "IPv6 Internet *ok: $WWW_IP6 answers"

# --- undo ---

for machine in exit a b; do
	setup "$machine" undo
	unchanged "$machine"
done
