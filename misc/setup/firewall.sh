# shellcheck shell=sh
# firewall.sh - what the local firewall must let in
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An "accept" in one table does not override a "drop" in another, so a firewall in charge of
# this host must be asked: ufw, firewalld and iptables by their commands, others by rules at
# the head of each chain of nftables that drops packets, with the comment "miredo-setup".
# The relay's hook has a table for the exit; nothing is done twice here.

NFT_CONF=/etc/nftables.conf

# Sets FIREWALL_KIND to ufw, firewalld, nft (chains that drop packets) or none.
find_firewall() {
	FIREWALL_KIND=none
	if has_program ufw && ufw status 2>/dev/null | grep -q '^Status: active'; then
		FIREWALL_KIND=ufw
	elif has_program firewall-cmd && firewall-cmd --state >/dev/null 2>&1; then
		FIREWALL_KIND=firewalld
	elif [ -n "$(dropping_chains)" ]; then
		FIREWALL_KIND=nft
	fi
}

describe_firewall() {
	case $FIREWALL_KIND in
	ufw | firewalld) say "$FIREWALL_KIND" ;;
	nft) say "nftables drops packets in $(dropping_chains | cut -d ' ' -f 1-3 | paste -sd , - | sed 's/,/, /g')" ;;
	none) say "none that drops packets" ;;
	esac
}

# Prints the base chains of nftables that drop what no rule accepts: FAMILY TABLE CHAIN
# HOOK, and "open" if they have our rules or rules of somebody else for us, else "closed".
dropping_chains() {
	nft -s list ruleset 2>/dev/null | awk '
		$1 == "table" { family = $2; table = $3 }
		$1 == "chain" { chain = $2; hook = ""; drops = 0; state = "closed" }
		/type filter hook (input|forward|output) / {
			for (i = 1; i < NF; i++) if ($i == "hook") hook = $(i + 1)
			drops = /policy drop/
			next
		}
		/miredo-setup/ { state = "open" }
		/dport.* 3544.* accept/ && hook == "input" { state = "open" }
		/teredo.* accept/ && hook == "forward" { state = "open" }
		/^\t\t(counter )?(drop|reject)( with .*)?$/ { drops = 1 }
		/^\t}$/ && drops && table !~ /^miredo-/ &&
			(family == "inet" || family == (hook == "input" ? "ip" : "ip6") || hook family == "outputip") {
			print family, table, chain, hook, state }'
}

# Whether a chain is of iptables, which does not understand all rules of nft.
is_of_iptables() {
	case $1 in
	'ip filter INPUT' | 'ip filter OUTPUT') has_program iptables ;;
	'ip6 filter FORWARD' | 'ip6 filter OUTPUT') has_program ip6tables ;;
	*) return 1 ;;
	esac
}

# Prints the rules that chains need; reads them as dropping_chains prints them.
rules_for() {
	while read -r FAMILY TABLE CHAIN HOOK _; do
		! is_of_iptables "$FAMILY $TABLE $CHAIN" || continue
		case $HOOK,$FAMILY in
		input,*) print_rule "udp dport { 3544, $PORT } accept" ;;
		forward,*)
			print_rule "iifname \"teredo\" oifname \"$UPLINK\" accept"
			print_rule "iifname \"$UPLINK\" oifname \"teredo\" accept"
			;;
		esac
		case $HOOK,$FAMILY in
		output,inet | output,ip) print_rule "udp sport { 3544, $PORT } accept" ;;
		esac
		case $HOOK,$FAMILY in
		output,inet | output,ip6) print_rule "ip6 saddr 2001::/32 icmpv6 type echo-request accept" ;;
		esac
	done
}

print_rule() {
	say "insert rule $FAMILY $TABLE $CHAIN $1 comment \"miredo-setup\""
}

firewall_remove_rules() {
	nft -a list ruleset 2>/dev/null | awk '
		$1 == "table" { table = $2 " " $3 }
		$1 == "chain" { chain = $2 }
		(table " " chain) ~ /^ip6? filter (INPUT|FORWARD|OUTPUT)$/ { next } # see iptables_commands
		/comment "miredo-setup" # handle/ { print "delete rule", table, chain, "handle", $NF }' |
		nft -f - || warn "cannot remove the rules with the comment \"miredo-setup\"; see \"nft list ruleset\""
}

# Prints the commands for ufw or firewalld that have not been run yet, each after the
# command that undoes it and a ";".
firewall_commands() {
	case $FIREWALL_KIND in
	ufw)
		for UDP_PORT in 3544 "$PORT"; do
			ufw status | grep -q "^$UDP_PORT/udp .*ALLOW" ||
				say "ufw delete allow $UDP_PORT/udp;ufw allow $UDP_PORT/udp"
		done
		ufw_route teredo "$UPLINK"
		ufw_route "$UPLINK" teredo
		;;
	firewalld)
		ZONE=$(firewall-cmd --get-zone-of-interface="$UPLINK" 2>/dev/null)
		for UDP_PORT in 3544 "$PORT"; do
			firewalld_option port "$UDP_PORT/udp" "${ZONE:+--zone=$ZONE}"
		done
		firewalld_option interface teredo --zone=trusted
		;;
	esac
}

ufw_route() {
	ufw status | grep -q " on $2 .*ALLOW FWD .* on $1" ||
		say "ufw route delete allow in on $1 out on $2;ufw route allow in on $1 out on $2"
}

# Now and at the next start of firewalld: firewalld_option WHAT VALUE [ZONE]
firewalld_option() {
	for WHEN in "" --permanent; do
		firewall-cmd -q ${WHEN:+"$WHEN"} ${3:+"$3"} "--query-$1=$2" ||
			say "firewall-cmd${WHEN:+ $WHEN}${3:+ $3} --remove-$1=$2;firewall-cmd${WHEN:+ $WHEN}${3:+ $3} --add-$1=$2"
	done
}

# The same for chains of iptables, which it reads as dropping_chains prints them.
iptables_commands() {
	while read -r FAMILY TABLE CHAIN HOOK _; do
		is_of_iptables "$FAMILY $TABLE $CHAIN" || continue
		case $FAMILY,$HOOK in
		ip,input) iptables_rule iptables "-p udp -m multiport --dports 3544,$PORT" ;;
		ip,output) iptables_rule iptables "-p udp -m multiport --sports 3544,$PORT" ;;
		ip6,forward)
			iptables_rule ip6tables "-i teredo -o $UPLINK"
			iptables_rule ip6tables "-i $UPLINK -o teredo"
			;;
		ip6,output) iptables_rule ip6tables "-s 2001::/32 -p icmpv6 --icmpv6-type echo-request" ;;
		esac
	done
}

iptables_rule() {
	set -- "$1" "$CHAIN $2 -m comment --comment miredo-setup -j ACCEPT"
	# shellcheck disable=SC2086 # split into words
	"$1" -C $2 2>/dev/null || say "$1 -D $2;$1 -I $2"
}

firewall_changes() {
	: >"$TMP/rules"
	case $FIREWALL_KIND in
	ufw | firewalld) firewall_commands >"$TMP/commands" ;;
	nft)
		dropping_chains | grep 'closed$' >"$TMP/closed"
		rules_for <"$TMP/closed" >"$TMP/rules"
		iptables_commands <"$TMP/closed" >"$TMP/commands"
		;;
	none) return ;;
	esac
	run_commands
	[ "$FIREWALL_KIND" != nft ] || nft_changes
}

run_commands() {
	while IFS=';' read -r UNDO DO <&3; do
		if [ "$FIREWALL" = no ]; then
			by_hand "$DO"
			continue
		fi
		# shellcheck disable=SC2086 # split into words
		change_command "$UNDO" $DO
	done 3<"$TMP/commands"
}

by_hand() {
	[ "$MODE" = apply ] || printf '  %-8s %s\n' "by hand:" "$1"
}

nft_changes() {
	while read -r RULE <&3; do
		if [ "$FIREWALL" = no ]; then
			by_hand "nft '$RULE'"
			continue
		fi
		change run "nft '$RULE'" || continue
		is_recorded rules || record rules
		nft "$RULE" || fail "this command failed: nft '$RULE'"
	done 3<"$TMP/rules"
	[ "$FIREWALL" = no ] || nft_keep
}

# Has the rules added again when the firewall is started: by a file of rules that
# /etc/nftables.conf includes, if the chains come from there.
nft_keep() {
	nft_chains_of_conf >"$TMP/chains"
	dropping_chains | cut -d ' ' -f 1-3 | grep -vxFf "$TMP/chains" >"$TMP/foreign"
	if [ -s "$TMP/foreign" ] && [ -s "$TMP/closed" ]; then
		by_hand "have these rules added at boot too, by what creates the chains $(paste -sd , "$TMP/foreign" | sed 's/,/, /g')"
	fi
	dropping_chains | grep -Ff "$TMP/chains" | rules_for >"$TMP/kept"
	[ -s "$TMP/kept" ] || return 0
	FOLDER=$(sed -n 's/^include "\(\/.*\)\/\*\.nft".*/\1/p' "$NFT_CONF" | head -n 1)
	DROP_IN=${FOLDER:-/etc/nftables.d}/miredo-setup.nft
	change_file "$DROP_IN" "$(echo "# Written by miredo-setup" && cat "$TMP/kept")"
	if [ -z "$FOLDER" ] && ! grep -qF "include \"$DROP_IN\"" "$NFT_CONF"; then
		change_file "$NFT_CONF" "$(cat "$NFT_CONF" && echo "include \"$DROP_IN\"")"
	fi
}

# Prints the chains that /etc/nftables.conf defines: FAMILY TABLE CHAIN
nft_chains_of_conf() {
	[ ! -r "$NFT_CONF" ] || awk '
		$1 == "table" { table = $2 " " $3 }
		$1 == "chain" { print table, $2 }' "$NFT_CONF"
}
