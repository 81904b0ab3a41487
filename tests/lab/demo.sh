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
# the time it took and that of the first ping: run_step DESCRIPTION COMMAND...
run_step() {
	local description=$1 began output result first
	shift
	began=$(now_ms)
	output=$("$@" 2>&1)
	result=$?
	printf '%s\n' "$output" | sed 's/^/   /'
	first=$(printf '%s\n' "$output" | sed -n 's/.* icmp_seq=1 .* time=\(.*\)/ (first answer: \1)/p')
	if [ $result -eq 0 ]; then
		REPORT+=("$(printf '%s   ok%s  %6d ms  %s' "$GREEN" "$PLAIN" $(($(now_ms) - began)) "$description$first")")
	else
		FAILURE=$description
		return 1
	fi
}

give_up() {
	{
		printf '\n%sFAILED: %s%s\n' "$RED" "${FAILURE:-the last step}" "$PLAIN"
		[ -d "$LAB_DIR" ] && lab_show_logs server relay client-b client-c home
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

# --- an exit on a rented host ---

rent_host() {
	lab_hosting_build routed && lab_machine exit || return 1
	echo "IPv4 $EXIT_IP and $EXIT_IP2, IPv6 prefix $EXIT_PREFIX"
}

# Runs miredo-setup on a machine: setup_on HOST WORD...
setup_on() {
	local host=$1
	shift
	echo "# miredo-setup $*"
	lab_on "$host" "$OURS/sbin/miredo-setup" "$@" --yes --target "$WWW_IP6"
}

set_up_exit() {
	setup_on exit server --prefix "$EXIT_PREFIX"
}

set_up_client() {
	lab_machine a && setup_on a client "$EXIT_IP" && print_fields "$(lab_teredo_address a)"
}

home_serves() {
	lab_in a ss -Hltn "sport = :80" | grep -q .
}

# Fetches a page of client A from an IPv6 host that knows nothing of Teredo.
serve_from_home() {
	mkdir -p "$LAB_DIR/home"
	echo "Hello from a home behind a NAT" >"$LAB_DIR/home/index.html"
	lab_daemon home a python3 -u -m http.server --bind :: --directory "$LAB_DIR/home" 80
	lab_wait 5 "the web server at home" home_serves || return 1
	fetch www "$(lab_mapped a)"
}

# --- a network that routes 2001::/32 to its relay ---

start_infrastructure() {
	lab_server "$OURS" && lab_relay "$OURS" && lab_wait_server && lab_wait_relay || return 1
	echo "server on $SERVER_IP and $SERVER_IP2, relay on $RELAY_IP, UDP port 3545"
}

# start_client HOST SERVER
start_client() {
	lab_client "$1" "$OURS" "$2" && lab_wait_client "$1" || return 1
	print_fields "$(lab_teredo_address "$1")"
}

# --- traffic ---

# ping_from HOST ADDRESS
ping_from() {
	lab_in "$1" ping -c 3 -i 0.2 -W 5 "$2"
}

ping_client() {
	ping_from "$1" "$(lab_teredo_address "$2")"
}

# fetch HOST ADDRESS
fetch() {
	echo "GET http://[$2]/"
	lab_in "$1" curl -gsS --fail --max-time 10 "http://[$2]/"
}

demonstrate_exit() {
	heading "A rented host, in a network without any route to 2001::/32"
	run_step "hosting network built" rent_host || return 1
	heading "On the rented host: server and exit"
	run_step "server and exit set up" set_up_exit || return 1
	heading "At home, behind a NAT: client A"
	run_step "client A set up" set_up_client || return 1
	heading "Client A pings a web host that knows nothing of Teredo"
	run_step "ping from client A to the IPv6 Internet" ping_from a "$WWW_IP6" || return 1
	heading "Client A fetches a page from it"
	run_step "HTTP from client A to the IPv6 Internet" fetch a "$WWW_IP6" || return 1
	heading "The web host fetches a page from client A"
	run_step "HTTP from the IPv6 Internet to client A, behind its NAT" serve_from_home || return 1
	heading "Client B, at another home"
	run_step "client B has a Teredo address" start_client b "$EXIT_IP" || return 1
	heading "Client A pings client B, directly"
	run_step "ping from client A to client B" ping_client a b || return 1
}

demonstrate_relay() {
	heading "Another world: a network that routes 2001::/32 to its relay"
	run_step "server and relay started" start_infrastructure || return 1
	heading "Client C, behind the NAT of A, with the other server"
	run_step "client C has a Teredo address" start_client c "$SERVER_IP" || return 1
	heading "Client C pings a web host of that network"
	run_step "ping from client C through the relay" ping_from c "$WEB_IP6" || return 1
	heading "Client C fetches a page from it"
	run_step "HTTP from client C through the relay" fetch c "$WEB_IP6" || return 1
	heading "Client B pings client C, of another server"
	run_step "ping from client B to client C" ping_client b c || return 1
}

demonstrate() {
	heading "A private Internet of network namespaces"
	run_step "private Internet built" lab_build || return 1
	demonstrate_exit && demonstrate_relay
}

summary() {
	heading "Summary"
	printf '%s\n' "${REPORT[@]}"
	printf '\n   IPv6 works through NATs: with one rented host, or with a relay.\n'
}

explain_keeping() {
	local host
	printf '\nThe private Internet is still running. To open a shell on a host:\n'
	for host in "${LAB_HOSTS[@]}" "${HOSTING_HOSTS[@]}"; do
		if [ -e "$LAB_DIR/machine-$host.pid" ]; then
			printf '   sudo nsenter -t %d -n -m -p bash   # %s, set up by %s\n' \
				"$(pgrep -P "$(cat "$LAB_DIR/machine-$host.pid")")" "$host" "$OURS/sbin/miredo-setup"
		else
			printf '   sudo ip netns exec %s-%s bash\n' "$LAB" "$host"
		fi
	done
	printf 'Logs are in %s. To stop everything:\n   sudo ./quickstart stop\n' "$LAB_DIR"
}
