# shellcheck shell=sh
# shellcheck disable=SC2153 # TARGETS is another variable than TARGET
# client.sh - miredo-setup client, and check on a client
# SPDX-License-Identifier: GPL-2.0-or-later

CONF=$PKGSYSCONFDIR/miredo.conf

client_setup() {
	client_prepare
	plan_and_apply client_changes
	say
	client_test
}

client_check() {
	SERVER=$(conf_value "$CONF" ServerAddress)
	[ -n "$SERVER" ] || fail "$CONF does not set ServerAddress; \"miredo-setup client SERVER\" sets up a client"
	[ "$DRY_RUN" = no ] || fail "check: a test cannot be a dry run"
	client_test
}

# --- changes ---

# Fails if what was asked for cannot work; nothing has been changed then.
client_prepare() {
	case $SERVER in
	-* | *[!A-Za-z0-9._-]*) wrong_usage "$SERVER: not a host name or IPv4 address" ;;
	esac
	case $(conf_value "$CONF" RelayType) in
	'' | *client) ;;
	*) fail "$CONF configures a relay, and a host is either a relay or a client;" \
		"to make it a client, run \"miredo-setup undo\", or move $CONF away" ;;
	esac
	find_server_ips || fail "the server's name cannot be looked up: $(lookup_advice)"
	[ -z "$IDENTIFIER" ] || secure_read
	client_conf >"$TMP/miredo.conf"
	check_conf miredo.conf "$CONF" || fail "repair or move away $CONF, and run this command again"
}

client_changes() {
	secure_client_changes
	change_file "$CONF" "$(client_conf)"
	change_switch miredo START_MIREDO
	change_service miredo
}

# Prints the configuration file: the present one with another server, or a new one.
client_conf() {
	client_server_conf | secure_client_conf
}

client_server_conf() {
	if ! has_settings "$CONF"; then
		say "# miredo.conf - written by miredo-setup"
		say "ServerAddress $SERVER"
	elif [ "$(conf_value "$CONF" ServerAddress)" = "$SERVER" ]; then
		cat "$CONF"
	else
		awk -v server="$SERVER" '
			tolower($1) == "serveraddress" && !done { print "ServerAddress " server; done = 1 }
			tolower($1) ~ /^serveraddress2?$/ { next }
			{ print }
			END { if (!done) print "ServerAddress " server }' "$CONF"
	fi
}

# --- the server's name ---

# Sets SERVER_IPS to the server's IPv4 addresses; returns 1 if there are none.
find_server_ips() {
	case $SERVER in
	*[!0-9.]*) SERVER_IPS=$(timeout 10 getent ahostsv4 "$SERVER" | cut -d ' ' -f 1 | sort -u | paste -sd ' ' -) ;;
	*) SERVER_IPS=$SERVER ;;
	esac
	[ -n "$SERVER_IPS" ]
}

lookup_advice() {
	say "\"getent ahostsv4 $SERVER\" prints no address. Check the spelling of the name, then /etc/resolv.conf"
}

# --- what the client says and does ---

client_interface() {
	INTERFACE=$(conf_value "$CONF" InterfaceName)
	say "${INTERFACE:-teredo}"
}

client_address() {
	ip -6 -o address show dev "$(client_interface)" scope global -deprecated 2>/dev/null |
		sed -n 's/.* inet6 \(2001:0*:[^/]*\)\/.*/\1/p' | head -n 1 | grep .
}

# Prints the state of the client, in its words and language.
client_status() {
	if [ "$(service_manager miredo)" = systemd ]; then
		systemctl show miredo -p StatusText --value
		return
	fi
	LINES=$(client_log | wc -l)
	PID=$(service_pid miredo) && kill -USR1 "$PID" || return # it logs its state and counters
	sleep 0.3
	client_log | sed -n "$((LINES + 1))s/.*miredo\[[0-9]*\]: //p"
}

# Prints what the client has sent to syslog, if we know where that is.
client_log() {
	PID=$(service_pid miredo) || return
	for LOG in /var/log/syslog /var/log/daemon.log /var/log/messages; do
		! grep -a "miredo\[$PID\]: " "$LOG" 2>/dev/null || return 0
	done
}

# Whether the client has tried to learn the NAT type: its status is then "Teredo address
# ... (mapped ..., NAT ..., server ..., MTU ...)", in any language.
client_is_settled() {
	STATUS=$(client_status)
	case $STATUS in '' | *MTU*) ;; *) return 1 ;; esac
}

# Pings a host through the tunnel, even if this host has other IPv6: client_ping [OPTION...] HOST
client_ping() {
	ping -6 -n -I "$(client_interface)" -I "$TEREDO" "$@" 2>/dev/null
}

# Prints the times of the answers to some pings: client_times NUMBERS, a character class
client_times() {
	sed -n "s/.*icmp_seq=[$1] .* time=\([0-9.]*\) ms.*/\1/p" "$TMP/ping"
}

# --- test ---

# Prints a row for each thing that works or not, and what to do. Exits with status 1 if
# something does not work.
client_test() {
	PROBLEMS=0
	say "Test of the client of $SERVER:"
	client_test_name
	client_test_service && client_test_address && client_test_exit && client_test_nat
	client_test_native
	[ "$PROBLEMS" -eq 0 ] || {
		say "Repair what FAILED, and run \"miredo-setup check\"."
		exit 1
	}
	say "IPv6 works."
}

# Prints a problem and what to do, one line for each: problem NAME PROBLEM ADVICE...
problem() {
	PROBLEMS=$((PROBLEMS + 1))
	row "$1" "FAILED: $2"
	shift 2
	for ADVICE in "$@"; do
		row '' "$ADVICE"
	done
}

client_test_name() {
	if find_server_ips; then
		[ "$SERVER" = "$SERVER_IPS" ] || row name "ok: $SERVER is $SERVER_IPS"
	else
		problem name "$SERVER has no IPv4 address" "$(lookup_advice)."
	fi
}

client_test_service() {
	if service_is_running miredo; then
		row service "ok: miredo is running$(service_is_enabled miredo || say ', but will not be started at boot')"
	else
		problem service "miredo is not running" \
			"Run \"miredo-setup client $SERVER\" again, and see the messages in the log."
	fi
	service_is_running miredo
}

# An address shows that the server has answered, and the status whether it still does: that
# it stopped answering is the only status without the address or the interface.
client_test_address() {
	REFUSED=$(unreachables)
	if ! wait_for 9 client_address; then
		client_explain_silence
		return 1
	fi
	TEREDO=$(client_address)
	STATUS=$(client_status)
	case $STATUS in
	'' | *"$TEREDO"* | *" $(client_interface) "*) row server "ok: it answers" ;;
	*) problem server "$STATUS" "On the server, run \"miredo-setup check\". Hosts not tried before are out of reach." ;;
	esac
	row address "ok: $TEREDO"
}

# Prints the number of ICMP errors "destination unreachable" received so far.
unreachables() {
	awk '$1 == "Icmp:" && !column { for (i = 2; i <= NF; i++) if ($i == "InDestUnreachs") column = i; next }
		$1 == "Icmp:" { print $column }' /proc/net/snmp
}

# Why there is no address.
client_explain_silence() {
	SERVER_IP=${SERVER_IPS%% *}
	STATUS=$(client_status)
	if [ -z "$SERVER_IP" ]; then
		: # the name was the problem
	elif [ "$(cat /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null)" != 0 ] ||
		[ "$(cat "/proc/sys/net/ipv6/conf/$(client_interface)/disable_ipv6" 2>/dev/null)" = 1 ]; then
		problem IPv6 "it is switched off on this host" \
			"See disable_ipv6 in /etc/sysctl.conf and /etc/sysctl.d, and the kernel's command line."
	elif is_unconfigured "$STATUS"; then
		problem address "the server answers, but the interface could not be configured" \
			"The script client-hook failed: see its messages in the log."
	elif ! ip route get "$SERVER_IP" >/dev/null 2>&1; then
		problem IPv4 "there is no route to $SERVER_IP" "Connect this host to the network first."
	else
		client_explain_server
	fi
	[ -z "$STATUS" ] || row '' "miredo: $STATUS"
}

client_explain_server() {
	if ! ping -4 -n -q -c 3 -i 0.3 -W 2 "$SERVER_IP" >/dev/null 2>&1; then
		problem server "$SERVER_IP answers neither pings nor packets to UDP port 3544" \
			"The host is off, its address is another one, or a firewall drops everything." \
			"On the server, run \"miredo-setup check\"; does IPv4 work here (ping another host)?"
	elif [ "$(unreachables)" -gt "$REFUSED" ]; then
		problem server "$SERVER_IP answers pings, but refuses packets to UDP port 3544" \
			"No server runs there, or its firewall rejects them. Check the name or address;" \
			"on the server, run \"miredo-setup check\"."
	else
		problem UDP "$SERVER_IP answers pings, but nothing comes from its UDP port 3544" \
			"A firewall drops UDP: on this host, in your network, or at the server. Let packets" \
			"to UDP port 3544 out and their answers in; on the server, run \"miredo-setup check\"." \
			"$(client_explain_secret)"
	fi
}

# A server drops what is not authentic; one with SecureOnly, everything else too.
client_explain_secret() {
	if [ -n "$(conf_value "$CONF" ClientIdentifier)" ]; then
		say "Or ClientIdentifier or the secret is not the one that the server has."
	else
		say "Or the server requires an identifier and a secret: --identifier."
	fi
}

# Whether the client has an address or its status names the interface, in any language.
is_unconfigured() {
	case $1 in *2001:* | *" $(client_interface) "*) ;; *) return 1 ;; esac
}

client_test_exit() {
	for TARGET in $TARGETS; do
		client_ping -c 3 -i 0.5 -W 3 "$TARGET" >"$TMP/ping" && break
	done
	FIRST=$(client_times 1) NEXT=$(client_times 23 | tail -n 1)
	if [ -n "$FIRST" ]; then
		row "IPv6 Internet" "ok: $TARGET answers"
		row "first answer" "ok: after $FIRST ms${NEXT:+, later ones after $NEXT ms}"
	elif [ -n "$NEXT" ]; then
		row "IPv6 Internet" "ok: $TARGET answers"
		row "first answer" "lost; later ones after $NEXT ms"
	else
		client_explain_exit
		return 1
	fi
	client_ping -c 2 -i 0.5 -W 3 -s 1232 -M 'do' "$TARGET" >/dev/null ||
		problem "full packets" "packets of 1280 bytes are lost on the way to $TARGET" \
			"A router drops large UDP packets or their fragments; ask its administrator."
}

client_explain_exit() {
	if [ "$PROBLEMS" -gt 0 ]; then
		problem "IPv6 Internet" "no answer from: $TARGETS" "Repair the above first."
	else
		problem "IPv6 Internet" "no answer from: $TARGETS" \
			"The server works, but no exit or relay carries packets for its clients, or a" \
			"firewall drops UDP packets to or from it. On the server, run \"miredo-setup check\"." \
			"Or the exit requires an identifier and a secret: --identifier."
	fi
}

client_test_nat() {
	for _ in 1 2 3 4 5 6 7 8; do
		client_is_settled && break
		sleep 1
	done
	NAT=$(say "$STATUS" | sed -n '/MTU/{s/.*(\(.*\), [^,]*, [^,]*).*/\1/;p;}')
	row NAT "${NAT:-type unknown here; see the log of miredo}"
}

# Native IPv6 has preference, and a client is of little use next to it.
client_test_native() {
	NATIVE=$(ip -6 route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | grep -vxF "$(client_interface)" | sort -u | paste -sd ' ' -)
	if [ -n "$NATIVE" ]; then
		row "native IPv6" "by $NATIVE, which is preferred to the tunnel"
	else
		row "native IPv6" "none: IPv6 goes through the tunnel"
	fi
}
