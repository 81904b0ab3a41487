# shellcheck shell=sh
# shellcheck disable=SC2153 # TARGETS is another variable than TARGET
# test.sh - test of the server and exit, with a client behind a NAT
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The client is in a network namespace, behind a NAT in another:
#
#   this host ---------------- miredo-setup-nat ----------- miredo-setup-home
#   "miredo-test"              masquerades                  a Teredo client
#   192.0.2.253                192.0.2.254, 10.255.255.1    10.255.255.2
#
# 192.0.2.252/30 is from a range for documentation, so no host on the Internet has these
# addresses. On this host only the interface is new, and it goes with the namespaces.

TEST_NAT=miredo-setup-nat
TEST_HOME=miredo-setup-home

in_nat() {
	ip netns exec "$TEST_NAT" "$@"
}

in_home() {
	ip netns exec "$TEST_HOME" "$@"
}

# Removes the namespaces and what runs there, also what a killed miredo-setup left.
test_remove() {
	for NAMESPACE in "$TEST_HOME" "$TEST_NAT"; do
		ip netns list 2>/dev/null | grep -q "^$NAMESPACE\( \|\$\)" || continue
		ip netns pids "$NAMESPACE" | while read -r PID; do
			kill -9 "$PID" 2>/dev/null
		done
		ip netns delete "$NAMESPACE"
	done
	ip link delete miredo-test 2>/dev/null
	return 0
}

test_build() {
	ip netns add "$TEST_NAT" && ip netns add "$TEST_HOME" &&
		ip link add miredo-test type veth peer name outside netns "$TEST_NAT" &&
		ip link set miredo-test addrgenmode none &&
		ip address add 192.0.2.253/30 dev miredo-test && ip link set miredo-test up &&
		in_nat ip address add 192.0.2.254/30 dev outside && in_nat ip link set outside up &&
		in_nat ip route add default via 192.0.2.253 &&
		in_nat ip link add inside type veth peer name outside netns "$TEST_HOME" &&
		in_nat ip address add 10.255.255.1/30 dev inside && in_nat ip link set inside up &&
		in_home ip link set lo up &&
		in_home ip address add 10.255.255.2/30 dev outside && in_home ip link set outside up &&
		in_home ip route add default via 10.255.255.1 &&
		in_nat sysctl -qw net.ipv4.ip_forward=1 &&
		in_nat nft 'add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; add rule ip nat out oifname "outside" masquerade' &&
		wait_for 5 test_is_connected
}

# Linux announces the carrier of a new interface late.
test_is_connected() {
	for NAMESPACE in "$TEST_HOME" "$TEST_NAT"; do
		case $(ip -n "$NAMESPACE" -o link show up) in
		*NO-CARRIER*) return 1 ;;
		esac
	done
	case $(ip -o link show miredo-test) in *NO-CARRIER*) return 1 ;; esac
}

test_address() {
	in_home ip -6 -o address show dev teredo scope global -deprecated 2>/dev/null |
		sed -n 's/.* inet6 \(2001:0*:[^/]*\)\/.*/\1/p' | head -n 1 | grep .
}

# Starts the client: test_client SERVER
test_client() {
	printf '%s\n' "ServerAddress $1" "InterfaceName teredo" "$(secure_test_conf)" >"$TMP/client.conf"
	in_home "$SBINDIR/miredo" -f -c "$TMP/client.conf" -p "$TMP/client.pid" >"$TMP/client.log" 2>&1 </dev/null 9>&- &
	wait_for 12 test_address
}

# Pings from the client and prints the time of the answer: test_ping [OPTION...] HOST
test_ping() {
	in_home ping -6 -c 1 -W 3 "$@" 2>/dev/null | sed -n 's/.* time=\([0-9.]*\) ms.*/\1/p' | grep .
}

# Whether a host answers the client; sets TARGET, RTT. This host reaches it too, or the
# test would prove nothing.
test_exit() {
	TARGET=''
	for TARGET in $TARGETS; do
		answers "$TARGET" || continue
		RTT=$(test_ping "$TARGET") || RTT=$(test_ping "$TARGET")
		return
	done
	fail "none of these answers pings of this host, so the exit cannot be tested: $TARGETS." \
		"--target ADDRESS names another"
}

# Tests server and exit from end to end: test_run SERVER
test_run() {
	need_programs nft
	say "Test with a client behind a NAT (network namespaces on this host):"
	test_remove
	test_build 2>"$TMP/build.log" || {
		cat "$TMP/build.log" >&2
		fail "cannot create network namespaces to test in (see above); test from another host with \"miredo-setup client $1\""
	}
	test_client "$1" || {
		row server "FAILED: the client got no address"
		sed 's/^/    /' "$TMP/client.log" | tail -n 5
		fail "does a firewall on this host drop UDP packets to port 3544?"
	}
	row server "ok: the client has the address $(test_address)"
	test_exit || {
		row exit "FAILED: $TARGET does not answer the client"
		fail "does a firewall on this host drop UDP packets to port $PORT," \
			"or forwarded IPv6 packets? \"journalctl -u miredo\" or syslog may tell"
	}
	row exit "ok: $TARGET answers after $RTT ms"
	test_ping -s 1232 -M 'do' "$TARGET" >/dev/null || fail "packets of 1280 bytes are lost on the way to $TARGET"
	row "full packets" "ok: 1280 bytes to $TARGET and back"
	test_remove
}
