# shellcheck shell=sh
# shellcheck disable=SC2153 # ADDRESS2 is another variable than ADDRESS
# server.sh - miredo-setup server: a Teredo server with an exit, on one rented host
# SPDX-License-Identifier: GPL-2.0-or-later

NDPPD_CONF=/etc/ndppd.conf
SERVER_CONF=$PKGSYSCONFDIR/miredo-server.conf
RELAY_CONF=$PKGSYSCONFDIR/miredo.conf

server_setup() {
	need_programs nft conntrack
	server_find
	server_describe
	server_choose
	secure_find
	server_validate
	plan_and_apply server_changes
	say
	server_test
	say
	secure_say "${NAME:-$ADDRESS}"
}

server_check() {
	ADDRESS=$(conf_value "$SERVER_CONF" ServerBindAddress)
	PORT=$(conf_value "$RELAY_CONF" BindPort)
	[ -n "$ADDRESS" ] || fail "$SERVER_CONF does not set ServerBindAddress;" \
		"\"miredo-setup server\" sets up a server"
	[ "$DRY_RUN" = no ] || fail "check: a test cannot be a dry run"
	for SERVICE in miredo-server miredo; do
		service_is_running "$SERVICE" || fail "$SERVICE is not running; start it, and see its messages in the log"
		row "$SERVICE" running
	done
	server_test
}

server_test() {
	test_run "$ADDRESS"
	say "A firewall of your provider, outside this host, must let in UDP ports 3544 and $PORT: this test cannot tell."
}

# --- findings ---

server_find() {
	if [ -z "$PORT" ] && was_relay; then PORT=$(conf_value "$RELAY_CONF" BindPort); fi
	PORT=${PORT:-3545}
	check_port 3544 miredo-server
	check_port "$PORT" miredo "; or use another port: --port PORT"
	find_ipv4
	find_uplink
	find_options
	if [ "$MASQUERADE" = no ] && [ "$DRY_RUN" = no ] && [ -z "$HOW" ]; then find_witness; fi
	find_prefix
	find_firewall
}

# Checks options that depend on each other.
find_options() {
	if [ -n "$PREFIX" ]; then
		[ "$MASQUERADE" = no ] || wrong_usage "--prefix and --masquerade exclude each other"
		case $PREFIX in
		*::/64) ;;
		*) wrong_usage "--prefix $PREFIX: must end with ::/64" ;;
		esac
		PREFIX=$(prefix_of "$PREFIX")
	fi
}

server_describe() {
	say "Found:"
	if [ "$ADDRESS2" = none ]; then
		row "IPv4 address" "$ADDRESS (one address is enough)"
	else
		row "IPv4 addresses" "$ADDRESS and $ADDRESS2"
	fi
	row "IPv6 uplink" "$UPLINK${GATEWAY:+, gateway $GATEWAY}"
	case $MASQUERADE,$HOW in
	yes,*) row "IPv6 prefix" "not used: clients share the address of this host (--masquerade)" ;;
	*,none) row "IPv6 prefix" "none that reaches this host as a whole" ;;
	*,routed) row "IPv6 prefix" "$PREFIX, routed to this host$(guessed)" ;;
	*,on-link) row "IPv6 prefix" "$PREFIX, on the link$(guessed)" ;;
	esac
	row "UDP ports" "3544 and $PORT are free, or ours"
	row "firewall" "$(describe_firewall)"
}

guessed() {
	[ "$GUESSED" = no ] || say " (not tested: dry run)"
}

# Sets EXIT to what miredo.conf will say: the prefix, or "masquerade".
server_choose() {
	EXIT=$PREFIX
	if [ "$MASQUERADE" = yes ]; then
		EXIT=masquerade
	elif [ "$HOW" = none ]; then
		choose_masquerade "No address of a prefix${PREFIX:+ $PREFIX} reaches this host, only its own addresses do."
	elif [ "$HOW" = on-link ]; then
		choose_on_link
	fi
}

none_seen() {
	[ "$DRY_RUN" = yes ] || say " No other host was seen."
}

choose_masquerade() {
	say
	say "$1"
	say "With masquerading, clients share an address of this host: they can reach the IPv6"
	say "Internet, but cannot be reached from it."
	confirm "Masquerade?" || fail "nothing was changed"
	EXIT=masquerade
}

# A prefix on the link needs a program that answers the gateway's questions for its
# addresses, all of them. Nobody else may have an address in it.
choose_on_link() {
	if ndppd_answers "$PREFIX"; then return; fi
	OTHERS=''
	[ "$DRY_RUN" = yes ] || OTHERS=$(others_on_link "$PREFIX" | head -n 3 | paste -sd ' ' -)
	if [ -n "$OTHERS" ] && [ "$GIVEN" != on-link ]; then
		choose_masquerade "Other hosts have addresses in $PREFIX: $OTHERS
Its addresses cannot be given to clients. (If these hosts are yours: --on-link.)"
	elif ! has_program ndppd; then
		choose_masquerade "$PREFIX is on the link: the gateway asks for each address before it sends
packets to it. The program ndppd can answer: install it (apt-get install ndppd) and run
this command again, or ask your provider to route the prefix to this host."
	else
		say
		say "$PREFIX is on the link: ndppd will answer for ALL its addresses. If the provider gives"
		say "addresses in it to other customers too, it would take theirs over.$(none_seen)"
		confirm "Is $PREFIX yours alone?" || choose_masquerade "Then its addresses cannot be given to clients."
	fi
}

# --- changes ---

# Fails if the daemons would refuse what is going to be written, for example for a line that
# was there before.
server_validate() {
	server_conf >"$TMP/server.conf"
	relay_conf >"$TMP/relay.conf"
	if ! check_conf server.conf "$SERVER_CONF" || ! check_conf relay.conf "$RELAY_CONF"; then
		fail "repair that, or move the file away, and run this command again"
	fi
}

server_changes() {
	secure_server_changes
	change_file "$SERVER_CONF" "$(server_conf)"
	change_file "$RELAY_CONF" "$(relay_conf)"
	change_switch miredo-server START_MIREDO_SERVER
	change_switch miredo START_MIREDO
	if [ "$EXIT,$HOW" = "$PREFIX,on-link" ]; then ndppd_changes; fi
	firewall_changes
	change_service miredo-server
	change_service miredo
}

server_conf() {
	if ! has_settings "$SERVER_CONF"; then echo "# miredo-server.conf - written by miredo-setup"; fi
	conf_with "$(settings_in "$SERVER_CONF")" <<-TEXT
		ServerBindAddress $ADDRESS
		ServerBindAddress2 $ADDRESS2
		$(secure_server_conf)
	TEXT
}

relay_conf() {
	KEEP=/dev/null
	if was_relay; then
		KEEP=$RELAY_CONF
	else
		echo "# miredo.conf - written by miredo-setup: relay and exit for the server on this host"
	fi
	conf_with "$KEEP" <<-TEXT
		RelayType relay
		InterfaceName teredo
		BindAddress $ADDRESS
		BindPort $PORT
		ExitServer $ADDRESS
		Exit $EXIT
		$(secure_relay_conf)
	TEXT
}

# Whether miredo.conf configures a relay already. Its other directives are kept then.
was_relay() {
	[ "$(conf_value "$RELAY_CONF" RelayType)" = relay ]
}

# Prints a file that sets something, or /dev/null.
settings_in() {
	if has_settings "$1"; then say "$1"; else echo /dev/null; fi
}

# ndppd wants each of these on a separate line.
ndppd_block() {
	cat <<-TEXT
		# written by miredo-setup
		proxy $UPLINK {
		  router yes
		  rule $PREFIX {
		    static
		  }
		}
	TEXT
}

ndppd_changes() {
	if grep -q "rule *$PREFIX" "$NDPPD_CONF" 2>/dev/null; then
		: # as it should be, by us or by somebody else
	elif grep -q "proxy *$UPLINK" "$NDPPD_CONF" 2>/dev/null; then
		fail "$NDPPD_CONF has a section \"proxy $UPLINK\": add \"rule $PREFIX { static }\"" \
			"with line breaks as in ndppd.conf(5), and run this command again"
	elif [ -e "$NDPPD_CONF" ]; then
		change_file "$NDPPD_CONF" "$(cat "$NDPPD_CONF" && ndppd_block)"
	else
		change_file "$NDPPD_CONF" "$(ndppd_block)"
	fi
	change_service ndppd
}
