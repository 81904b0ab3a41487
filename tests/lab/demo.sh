# shellcheck shell=bash
# demo.sh - quickstart's demonstration, step by step; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later

if [ -t 1 ]; then
	BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
	BOLD="" RED="" GREEN="" PLAIN=""
fi

REPORT=()  # lines of the summary
FAILURE="" # the step that is running, or that failed

heading() {
	printf '\n%s== %s%s\n' "$BOLD" "$1" "$PLAIN"
}

now_ms() {
	local t=${EPOCHREALTIME/[.,]/}
	echo $((t / 1000))
}

# Runs a command, prints its output indented, and adds it to the summary with
# the time it took: run_step DESCRIPTION COMMAND...
run_step() {
	local description=$1 began output result
	shift
	began=$(now_ms)
	output=$("$@" 2>&1)
	result=$?
	printf '%s\n' "$output" | sed 's/^/   /'
	if [ $result -eq 0 ]; then
		REPORT+=("$(printf '%s   ok%s  %6d ms  %s' "$GREEN" "$PLAIN" $(($(now_ms) - began)) "$description")")
	else
		FAILURE=$description
		return 1
	fi
}

give_up() {
	{
		printf '\n%sFAILED: %s%s\n' "$RED" "${FAILURE:-the last step}" "$PLAIN"
		[ -d "$LAB_DIR" ] && lab_show_logs server relay client-a client-b
	} >&2
	exit 1
}

# Prints the fields of a Teredo address (RFC 4380 section 4).
print_fields() {
	local hex port
	hex=$(python3 -c 'import ipaddress, sys
print(ipaddress.IPv6Address(sys.argv[1]).exploded.replace(":", ""))' "$1")
	port=$((0x${hex:20:4} ^ 0xffff))
	printf 'address %s\n' "$1"
	printf '  prefix          %s:%s::/32\n' "${hex:0:4}" "${hex:4:4}"
	printf '  server          %s\n' "$(dotted "$((0x${hex:8:8}))")"
	printf '  flags           0x%s (random bits: RFC 5991)\n' "${hex:16:4}"
	printf '  mapped address  %s, UDP port %d\n' "$(dotted "$((0x${hex:24:8} ^ 0xffffffff))")" "$port"
}

dotted() {
	echo "$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"
}

start_infrastructure() {
	lab_server "$OURS" && lab_relay "$OURS" && lab_wait_server && lab_wait_relay || return 1
	echo "server on $SERVER_IP and $SERVER_IP2, relay on $RELAY_IP, UDP port 3545"
}

start_client() {
	lab_client "$1" "$OURS" && lab_wait_client "$1" || return 1
	print_fields "$(lab_teredo_address "$1")"
}

ping_web() {
	lab_in a ping -c 3 -i 0.2 -W 5 "$WEB_IP6"
}

fetch_web() {
	echo "GET http://[$WEB_IP6]/"
	lab_in a curl -sS --fail --max-time 10 "http://[$WEB_IP6]/"
}

ping_client() {
	lab_in "$1" ping -c 3 -i 0.2 -W 5 "$(lab_teredo_address "$2")"
}

demonstrate() {
	heading "A private Internet of network namespaces"
	run_step "private Internet built" lab_build || return 1
	heading "Our server and relay"
	run_step "server and relay started" start_infrastructure || return 1
	heading "Client A, behind a NAT"
	run_step "client A has a Teredo address" start_client a || return 1
	heading "Client A pings an IPv6-only web host"
	run_step "ping from client A to the IPv6 Internet" ping_web || return 1
	heading "Client A fetches a page from it"
	run_step "HTTP from client A to the IPv6 Internet" fetch_web || return 1
	heading "Client B, behind another NAT"
	run_step "client B has a Teredo address" start_client b || return 1
	heading "Client A pings client B"
	run_step "ping from client A to client B" ping_client a b || return 1
}

summary() {
	heading "Summary"
	printf '%s\n' "${REPORT[@]}"
	printf '\n   IPv6 works through NATs, with our server, relay and clients.\n'
}

explain_keeping() {
	local host
	printf '\nThe private Internet is still running. To open a shell on a host:\n'
	for host in "${LAB_HOSTS[@]}"; do
		printf '   sudo ip netns exec %s-%s bash\n' "$LAB" "$host"
	done
	printf 'Logs are in %s. To stop everything:\n   sudo ./quickstart stop\n' "$LAB_DIR"
}
