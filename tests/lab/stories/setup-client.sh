# shellcheck shell=bash
# setup-client.sh - miredo-setup client sets up a client, says what fails, and undoes it
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../machine.sh
. "$LAB_HERE/machine.sh"

# Makes a machine with a log: make_home HOST
make_home() {
	lab_machine "$1"
	# shellcheck disable=SC2016 # expanded by the inner shell
	lab_on "$1" bash -c 'echo "$1" >>/etc/hosts && : >/etc/resolv.conf &&
		mount -t tmpfs tmpfs /var/log && mount -t tmpfs -o mode=755 tmpfs /mnt &&
		cp -a /dev/{null,zero,random,urandom} /mnt && mkdir /mnt/net && cp -a /dev/net/tun /mnt/net &&
		mount --move /mnt /dev' home "$SERVER_IP teredo.example"
	lab_on "$1" python3 -c 'import socket
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
with open("/var/log/syslog", "wb", 0) as file:
    while True:
        file.write(log.recv(4096).rstrip(b"\0") + b"\n")' {LAB_LOCK}>&- &
	lab_wait 5 "the log of host $1" lab_on "$1" test -S /dev/log
}

# Runs miredo-setup on a host and shows what it prints: setup HOST ARGUMENT...
setup() {
	local host=$1 status=0
	shift
	lab_on "$host" "$OURS/sbin/miredo-setup" --target "$WEB_IP6" "$@" >"$LAB_DIR/setup-$host.out" 2>&1 \
		{LAB_LOCK}>&- || status=$?
	cat "$LAB_DIR/setup-$host.out"
	return $status
}

# Whether miredo-setup printed a pattern on a host: said HOST PATTERN
said() {
	grep -q -- "$2" "$LAB_DIR/setup-$1.out"
}

# Prints the files of a host, with their contents and attributes.
files_of() {
	lab_on "$1" find "${MACHINE_FOLDERS[@]}" "${MACHINE_STATE[@]}" -type f \
		-exec sha256sum {} + -exec stat -c "%n %A %U" {} + | sort
}

clean_up() {
	lab_machine_stop a
	lab_machine_stop b
	lab_in nat2 nft delete table ip firewall 2>/dev/null || true
}
trap 'story_failed "${STORY_AT:-}"; clean_up' EXIT

start_ours
make_home a
make_home b
conf=$OURS/etc/miredo/miredo.conf
# shellcheck disable=SC2016 # expanded by the inner shell
lab_on a bash -c 'printf "%s\n" "# mine" "ServerAddress 192.0.2.1" "BindPort 40000" >"$1"' home "$conf"
files_of a >"$LAB_DIR/before"

# --- nothing is changed if the name is wrong, or by a dry run ---

fails setup a --yes client nowhere.example
said a 'name cannot be looked up'
setup a --dry-run client teredo.example
said a "replace *$conf"
files_of a | diff "$LAB_DIR/before" -
has_no_interface a

# --- a client ---

setup a --yes client teredo.example
said a "name *ok: teredo.example is $SERVER_IP"
said a 'address *ok: 2001:0:'
said a "IPv6 Internet *ok: $WEB_IP6 answers"
said a 'first answer *ok: after'
said a 'NAT *mapped 192.0.2.2:[0-9]*, NAT not symmetric'
lab_on a cat "$conf" | diff - <(printf '%s\n' "# mine" "ServerAddress teredo.example" "BindPort 40000")
fetch_from a
pid=$(helper_pid a)
files_of a >"$LAB_DIR/after"
setup a --yes client teredo.example
said a 'nothing: all is as it should be'
setup a check
[ "$(helper_pid a)" = "$pid" ]
files_of a | diff "$LAB_DIR/after" -

# --- no exit, and undo ---

lab_stop relay
fails setup a check
said a 'IPv6 Internet *FAILED'
said a 'server *ok'
setup a --yes undo
files_of a | diff "$LAB_DIR/before" -
has_no_interface a
has_no_helper a

# --- at the same time: no server there (a), UDP blocked (b) ---

lab_stop server
lab_in nat2 nft 'add table ip firewall; add chain ip firewall forward { type filter hook forward priority 0; };
	add rule ip firewall forward meta l4proto udp drop'
fails setup a --yes client "$SERVER_IP" &
fails setup b --yes client "$SERVER_IP"
wait $!
said a "server *FAILED: $SERVER_IP answers pings, but refuses packets"
said b "UDP *FAILED: $SERVER_IP answers pings, but nothing comes from its UDP port 3544"
said b 'miredo: ' # its own words
lab_on b grep -x "ServerAddress $SERVER_IP" "$conf"
