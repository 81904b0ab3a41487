# shellcheck shell=bash
# workers.sh - a server and a relay with two workers: each client has its own, and both work
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

export LAB_WORKERS=2

# Whether a daemon has N threads: threads NAME N. LAB_TSAN, if set, is the number of those
# that ThreadSanitizer adds to several.
threads() {
	local wanted=$2
	[ "$wanted" -eq 1 ] || wanted=$((wanted + ${LAB_TSAN:-0}))
	[ "$(find "/proc/$(lab_pid "$1")/task" -mindepth 1 -maxdepth 1 | wc -l)" -eq "$wanted" ]
}

# Whether the report of a daemon sums up the counters of its workers, of which neither is 0:
# both_count NAME COUNTER
both_count() {
	local sum zero one
	sum=$(sed -n "s/^\([0-9]*\) $2\$/\1/p" "$LAB_DIR/$1.log" | tail -n 1)
	zero=$(sed -n "s/^debug: worker 0: \([0-9]*\) $2\$/\1/p" "$LAB_DIR/$1.log" | tail -n 1)
	one=$(sed -n "s/^debug: worker 1: \([0-9]*\) $2\$/\1/p" "$LAB_DIR/$1.log" | tail -n 1)
	echo "$1: $2: $zero + $one = $sum"
	[ "${zero:-0}" -gt 0 ] && [ "${one:-0}" -gt 0 ] && [ $((zero + one)) -eq "$sum" ]
}

check_traffic() {
	for host in a b c; do
		ping_from "$host" "$WEB_IP6"
		ping_from web "$(lab_teredo_address "$host")"
		fetch_from "$host"
	done
	ping_from a "$(lab_teredo_address b)"
}

start_ours
threads server 2
threads relay 2
start_clients a b c
# The relay is the first to contact these clients, one for each worker.
ping_from web "$(lab_teredo_address a)"
ping_from web "$(lab_teredo_address b)"
check_traffic

for name in server relay; do
	kill -USR2 "$(lab_pid "$name")" # debug messages
	lab_wait 5 "debug messages of $name" logged "$name" 'debug level is now 2'
	kill -USR1 "$(lab_pid "$name")"
	lab_wait 10 "the counters of $name" logged "$name" '^[0-9]* ICMPv6 .* forwarded\|^[0-9]* packets queued'
done
both_count server 'router advertisements sent'
both_count server 'ICMPv6 messages forwarded to IPv6'
both_count relay 'packets sent to peers'
both_count relay 'packets delivered to IPv6'
logged relay '^3 peers known$'

for name in server relay; do
	kill -HUP "$(lab_pid "$name")"
	lab_wait 5 "the reload of $name" logged "$name" 'configuration reloaded'
done
check_traffic

# The end while both workers are busy.
lab_in a ping -q -f -w 30 "$WEB_IP6" >/dev/null &
flood_a=$!
lab_in b ping -q -f -w 30 "$WEB_IP6" >/dev/null &
flood_b=$!
sleep 0.5
lab_stop relay server
kill "$flood_a" "$flood_b"
wait "$flood_a" "$flood_b" || true
for name in server relay; do
	logged "$name" 'exiting on signal 15'
	fails logged "$name" 'ThreadSanitizer' # tests/sanitize --threads
done

# Without the privilege to load a program into the kernel there is one worker.
check_fallback() {
	lab_daemon relay relay setpriv --bounding-set=-bpf,-sys_admin --inh-caps=-bpf,-sys_admin \
		"$OURS/sbin/miredo" -f -p /run/miredo.pid -c "$LAB_DIR/relay.conf"
	lab_wait_relay
	logged relay '^warning: cannot run 2 workers (Operation not permitted); running one$'
	threads relay 1
	lab_server "$OURS"
	lab_wait 10 "the path by way of one worker" ping_from a "$WEB_IP6"
	lab_stop relay server
}

[ "$(cat /proc/sys/kernel/unprivileged_bpf_disabled)" -eq 0 ] || check_fallback
lab_stop client-a client-b client-c
