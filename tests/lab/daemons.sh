# shellcheck shell=bash
# daemons.sh - our and Debian's Teredo daemons in the private Internet
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced after internet.sh. Each daemon has a name, a log and a private /run.

# Installation prefixes of our daemons and of Debian's.
OURS=${OURS:-/usr/local}
export DEBIANS=/usr

# Starts a program on a host, in a private mount namespace:
# lab_daemon NAME HOST COMMAND...
lab_daemon() {
	local name=$1 host=$2
	shift 2
	: >"$LAB_DIR/$name.log"
	# Not with lab_in: $! must be the PID of the program itself.
	# shellcheck disable=SC2016 # expanded by the inner shell
	ip netns exec "$LAB-$host" unshare --mount bash -c '
		mount --bind "$1/hosts" /etc/hosts
		mount --bind "$1/resolv.conf" /etc/resolv.conf 2>/dev/null
		mount -t tmpfs -o mode=755 tmpfs /run
		export STATE_DIRECTORY=${LAB_STATE:-/nonexistent}
		shift; exec "$@"' lab "$LAB_DIR" "$@" >>"$LAB_DIR/$name.log" 2>&1 {LAB_LOCK}>&- &
	echo $! >"$LAB_DIR/$name.pid"
	disown
}

lab_pid() {
	cat "$LAB_DIR/$1.pid"
}

lab_alive() {
	kill -0 "$(lab_pid "$1")" 2>/dev/null
}

lab_exited() {
	! lab_alive "$1"
}

# Sends daemons SIGTERM and waits until they exit: lab_stop NAME...
lab_stop() {
	local name
	for name in "$@"; do
		[ -e "$LAB_DIR/$name.pid" ] || continue
		kill "$(lab_pid "$name")" 2>/dev/null || true
	done
	for name in "$@"; do
		[ -e "$LAB_DIR/$name.pid" ] || continue
		lab_wait 10 "$name to exit" lab_exited "$name" || kill -9 "$(lab_pid "$name")" || true
		rm -f "$LAB_DIR/$name.pid"
	done
}

# Stops all daemons except the web servers and the capture.
lab_stop_all() {
	lab_stop client-a client-b client-c relay server responder manager exit-relay exit-server home
}

# Repeats a command until it succeeds: lab_wait TIMEOUT DESCRIPTION COMMAND...
lab_wait() {
	local deadline=$((SECONDS + $1)) description=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		if [ "$SECONDS" -ge "$deadline" ]; then
			echo "timed out waiting for $description" >&2
			return 1
		fi
		sleep 0.05
	done
}

# Prints the Teredo address of a host, if it has one.
lab_teredo_address() {
	lab_in "$1" ip -6 -o address show dev teredo scope global -deprecated 2>/dev/null |
		sed -n 's/.* inet6 \(2001:0*:[^/]*\)\/.*/\1/p' | head -n 1
}

lab_has_address() {
	[ -n "$(lab_teredo_address "$1")" ]
}

# Writes a configuration file: lab_config NAME LINE...
lab_config() {
	local name=$1
	shift
	printf '%s\n' "$@" >"$LAB_DIR/$name.conf"
}

# Start a daemon; PREFIX is $OURS or $DEBIANS:
# lab_server PREFIX; lab_relay PREFIX; lab_client a|b|c PREFIX [SERVER]
# LAB_WORKERS, if set, is the value of Workers of our server and relay.
lab_server() {
	lab_config server "Prefix 2001:0::" "InterfaceMTU 1280" "ServerBindAddress $SERVER_IP" \
		"ServerBindAddress2 $SERVER_IP2" ${LAB_WORKERS:+"Workers $LAB_WORKERS"}
	lab_daemon server server "$1/sbin/miredo-server" -f -p /run/miredo-server.pid \
		-c "$LAB_DIR/server.conf"
}

lab_relay() {
	lab_config relay "RelayType relay" "InterfaceName teredo" "BindAddress $RELAY_IP" \
		"BindPort 3545" "Prefix 2001:0::" "InterfaceMTU 1280" ${LAB_WORKERS:+"Workers $LAB_WORKERS"}
	lab_miredo relay relay "$1"
}

lab_client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress ${3:-$SERVER_IP}"
	lab_miredo "client-$1" "$1" "$2"
}

# Starts a relay or client that is configured: lab_miredo NAME HOST PREFIX
# For ours, LAB_OFFLOAD is the value of Offload, and LAB_OLD_KERNEL makes the kernel refuse
# offloads: FLAGS of old-kernel.
lab_miredo() {
	local old=()
	if [ "$3" = "$OURS" ]; then
		[ -z "${LAB_OFFLOAD:-}" ] || echo "Offload $LAB_OFFLOAD" >>"$LAB_DIR/$1.conf"
		[ -z "${LAB_OLD_KERNEL:-}" ] || old=("$LAB_HERE/old-kernel" "$LAB_OLD_KERNEL")
	fi
	lab_daemon "$1" "$2" "${old[@]}" "$3/sbin/miredo" -f -p /run/miredo.pid -c "$LAB_DIR/$1.conf"
}

# Starts the emulation of Windows' client; it is dormant until its host sends a packet:
# lab_windows a|b|c SERVER [OPTION...]
lab_windows() {
	lab_daemon "client-$1" "$1" "$LAB_HERE/windows-client" "${@:2}"
	lab_wait 5 "the emulation on host $1" grep -q '^State : dormant$' "$LAB_DIR/client-$1.log"
	lab_in "$1" ping -c 1 -W 0.1 "$WEB_IP6" >/dev/null 2>&1 || true
}

# Whether at least N sockets on a host use a UDP port: lab_listens HOST PORT N
lab_listens() {
	[ "$(lab_in "$1" ss -Hlun "sport = :$2" | wc -l)" -ge "$3" ]
}

lab_wait_server() {
	lab_wait 10 "the server's two sockets" lab_listens server 3544 2
}

lab_routes_teredo() {
	[ -n "$(lab_in relay ip -6 route show 2001::/32 dev teredo)" ]
}

lab_wait_relay() {
	lab_wait 10 "the relay's route" lab_routes_teredo
}

lab_wait_client() {
	lab_wait 20 "a Teredo address on host $1" lab_has_address "$1"
}

# Prints the last lines of daemons' logs: lab_show_logs NAME...
lab_show_logs() {
	local name
	for name in "$@"; do
		[ -s "$LAB_DIR/$name.log" ] || continue
		echo "--- last lines of $name's log:"
		tail -n 15 "$LAB_DIR/$name.log"
	done
}
