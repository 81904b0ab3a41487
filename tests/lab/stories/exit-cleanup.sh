# shellcheck shell=bash
# exit-cleanup.sh - what an exit has changed is restored at its end, and after a crash at the next start
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# start_exit PREFIX|masquerade
start_exit() {
	lab_exit_relay "$OURS" "Exit $1" "ExitServer $EXIT_IP"
	lab_wait_exit
	[ "$(lab_in exit cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1 ]
	lab_in exit nft list chain ip6 miredo-teredo srcnat >/dev/null
}

# Kills miredo and its helper before either can clean up.
crash() {
	kill -STOP "$(helper_pid exit)"
	kill -9 "$(lab_pid exit-relay)" "$(helper_pid exit)"
	lab_wait 5 "miredo to exit" lab_exited exit-relay
	lab_wait 5 "the helper to exit" has_no_helper exit
	rm "$LAB_DIR/exit-relay.pid"
	lab_in exit nft list table ip6 miredo-teredo >/dev/null
}

is_as_before() {
	diff <(echo "$before") <(lab_exit_state)
}

lab_hosting_build routed
# What others have set up is left alone: rules, and an interface that forwards.
lab_in exit sysctl -qw net.ipv6.conf.inner.forwarding=1
lab_in exit nft 'add table ip6 other; add chain ip6 other c { type filter hook forward priority 5; }
	add rule ip6 other c iifname "inner" counter packets 0 bytes 0 accept'
lab_advertise
before=$(lab_exit_state)

start_exit "$EXIT_PREFIX"
kill -9 "$(lab_pid exit-relay)"
lab_wait 5 "miredo to exit" lab_exited exit-relay
lab_wait 5 "the helper to clean up" is_as_before
lab_wait 5 "the helper to exit" has_no_helper exit

start_exit "$EXIT_PREFIX"
crash
lab_exit_relay "$OURS"
lab_wait_exit
is_as_before
lab_stop exit-relay

start_exit "$EXIT_PREFIX"
crash
start_exit masquerade
lab_in exit nft list chain ip6 miredo-teredo record >"$LAB_DIR/record"
grep -q '"all/forwarding=0"' "$LAB_DIR/record"
fails grep "$EXIT_CLIENTS" "$LAB_DIR/record" # whose connections would be forgotten
lab_stop exit-relay
is_as_before

# Without a default route, there is no exit.
lab_in exit ip -6 route del default
lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP"
lab_wait 5 "the reason" logged exit-relay 'no IPv6 default route'
lab_wait 5 "the relay to exit" lab_exited exit-relay
