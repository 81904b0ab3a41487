# shellcheck shell=bash
# bench.sh - common functions of measures in the private Internet; to be sourced by each
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A measure is called as MEASURE ROUNDS SECONDS by tests/bench/run, with OURS, BUILD and
# RESULTS in the environment. At the first command that fails, it ends with the daemons' logs.

set -eEu
LAB=${LAB:-bench}
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../lab/internet.sh
. "$BENCH/../lab/internet.sh"
# shellcheck source=../lab/daemons.sh
. "$BENCH/../lab/daemons.sh"
# shellcheck source=../lab/hosting.sh
. "$BENCH/../lab/hosting.sh"
ROUNDS=$1 SECONDS_EACH=$2
export ROUNDS SECONDS_EACH

# Appends a measurement to the results; X is a number or null:
# record MEASURE MODE OF ROUND X VALUE UNIT
record() {
	[ -n "$6" ]
	printf '{"measure": "%s", "mode": "%s", "of": "%s", "round": %d, "x": %s, "value": %s, "unit": "%s"}\n' \
		"$@" | tee -a "$RESULTS"
}

bench_end() {
	local status=$?
	[ $status -eq 0 ] || {
		echo "failed with status $status: ${BENCH_AT:-?}"
		lab_show_logs server relay client-a client-b exit-server exit-relay
	}
	lab_remove
}

# Builds the private Internet, and removes it at the end.
bench_begin() {
	lab_lock
	trap 'exit 130' INT TERM
	trap bench_end EXIT
	trap 'BENCH_AT=${BENCH_AT:-"$BASH_COMMAND (lines $LINENO ${BASH_LINENO[*]})"}' ERR
	lab_build >/dev/null
}

# Prints the prefix of the programs of "ours" or "debian".
prefix_of() {
	case $1 in
	ours) echo "$OURS" ;;
	debian) echo "$DEBIANS" ;;
	esac
}

# Starts the server, the relay and clients, and waits until they reach each other:
# start_daemons ours|debian CLIENT...
start_daemons() {
	local prefix client
	prefix=$(prefix_of "$1")
	shift
	lab_server "$prefix"
	lab_relay "$prefix"
	lab_wait_server
	lab_wait_relay
	for client in "$@"; do
		lab_client "$client" "$prefix"
	done
	for client in "$@"; do
		lab_wait_client "$client"
		lab_wait 10 "$client to reach the web host" reaches "$client" "$WEB_IP6"
	done
}

reaches() {
	lab_in "$1" ping -c 1 -W 1 "$2" >/dev/null
}

# Sends one TCP stream from client a to a host with iperf3, or back with -R: transfer ADDRESS [-R]
# Sets GBITS to the rate of what was received, GBYTES to its amount.
transfer() {
	local address=$1
	shift
	lab_in a timeout $((SECONDS_EACH + 20)) iperf3 -c "$address" -t "$SECONDS_EACH" -J "$@" \
		>"$LAB_DIR/iperf3.json"
	# shellcheck disable=SC2034 # for the measures
	read -r GBITS GBYTES < <(python3 -c 'import json, sys
end = json.load(open(sys.argv[1]))["end"]["sum_received"]
print(end["bits_per_second"] / 1e9, end["bytes"] / 1e9)' "$LAB_DIR/iperf3.json")
}

# Prints the CPU seconds that Miredo's processes on hosts have used: cpu_seconds HOST...
cpu_seconds() {
	local host
	for host in "$@"; do
		ip netns pids "$LAB-$host"
	done | while read -r pid; do
		cat "/proc/$pid/stat" 2>/dev/null || true
	done | awk -v tick="$(getconf CLK_TCK)" '/\(miredo/ {
		sub(/^.*\) /, "") # $12 and $13 are utime and stime
		ticks += $12 + $13
	} END { print ticks / tick }'
}

# Prints the result of an arithmetic expression with decimals: calculate EXPRESSION
calculate() {
	awk "BEGIN { printf \"%.6g\\n\", $1 }"
}
