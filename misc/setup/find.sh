# shellcheck shell=sh
# shellcheck disable=SC2034 # findings are used by other parts
# find.sh - what this host has: IPv4 addresses, IPv6 uplink and prefix, free ports
# SPDX-License-Identifier: GPL-2.0-or-later

# --- IPv4 ---

# Reads addresses, one a line, and prints those that are public. A server cannot be behind
# address translation: the addresses of its clients contain its own.
public_only() {
	grep -vE '^(0|10|127|22[4-9]|2[3-5][0-9])\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2[0-9]|3[01])\.|^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.'
}

local_ipv4() {
	ip -4 -o address show scope global | awk '{ sub("/.*", "", $4); print $4 }'
}

has_ipv4() {
	local_ipv4 | grep -qxF "$1"
}

# Prints the address after an IPv4 address.
next_ipv4() {
	say "$1" | awk -F . '{ n = (($1 * 256 + $2) * 256 + $3) * 256 + $4 + 1
		printf "%d.%d.%d.%d\n", n / 16777216, n / 65536 % 256, n / 256 % 256, n % 256 }'
}

# Sets ADDRESS and ADDRESS2 unless they were given: the first two consecutive public
# addresses, else the first public address and "none".
find_ipv4() {
	if [ -z "$ADDRESS" ]; then
		for CANDIDATE in $(local_ipv4 | public_only); do
			if has_ipv4 "$(next_ipv4 "$CANDIDATE")"; then ADDRESS=$CANDIDATE; break; fi
			ADDRESS=${ADDRESS:-$CANDIDATE}
		done
	fi
	[ -n "$ADDRESS" ] || fail "no interface has a public IPv4 address, which a Teredo server needs." \
		"If the provider translates addresses, rent a host with a public address"
	has_ipv4 "$ADDRESS" || fail "no interface has the address $ADDRESS"
	if [ -z "$ADDRESS2" ]; then
		ADDRESS2=none
		if has_ipv4 "$(next_ipv4 "$ADDRESS")"; then ADDRESS2=$(next_ipv4 "$ADDRESS"); fi
	elif [ "$ADDRESS2" != none ]; then
		[ "$ADDRESS2" = "$(next_ipv4 "$ADDRESS")" ] ||
			wrong_usage "--address2: clients expect $(next_ipv4 "$ADDRESS"), the address after $ADDRESS; or give \"none\""
		has_ipv4 "$ADDRESS2" || fail "no interface has the address $ADDRESS2"
	fi
}

# --- IPv6 ---

# Prints the first 64 bits of an IPv6 address as a prefix, 2001:db8:99::/64.
prefix_of() {
	say "${1%/*}" | awk '{
		n = split($0, half, "::"); left = split(half[1], a, ":"); right = split(half[2], b, ":")
		for (i = 1; i <= 4; i++) {
			group = "0"
			if (i <= left) group = a[i]
			else if (n == 2 && i > 8 - right) group = b[i - 8 + right]
			sub(/^0+/, "", group); groups[i] = group == "" ? "0" : tolower(group)
			if (groups[i] != "0") last = i
		}
		for (i = 1; i <= last; i++) printf "%s:", groups[i]
		print ":/64" }'
}

# Prints a random address in a prefix.
random_address() {
	set -- "$1" "$(od -An -N8 -tx2 /dev/urandom | awk '{ print $1 ":" $2 ":" $3 ":" $4 }')"
	say "${1%/64}" | awk -v low="$2" '{ sub(/::$/, ""); n = split($0, a, ":")
		printf "%s", $0; for (i = n; i < 4; i++) printf ":0"; print ":" low }'
}

# Sets UPLINK and GATEWAY (empty if there is none) from the IPv6 default route.
find_uplink() {
	ROUTE=$(ip -6 route show default | head -n 1)
	UPLINK=$(say "$ROUTE" | sed -n 's/.* dev \([^ ]*\).*/\1/p')
	GATEWAY=$(say "$ROUTE" | sed -n 's/.* via \([^ ]*\).*/\1/p')
	[ -n "$UPLINK" ] || fail "this host has no IPv6 default route, so it cannot be an exit." \
		"Configure IPv6 as your provider describes, and try again"
}

# Prints the global addresses of an interface: addresses_of INTERFACE
addresses_of() {
	ip -6 -o address show dev "$1" scope global | awk '!/ (temporary|deprecated) / {
		sub("/.*", "", $4); if ($4 !~ /^f[cd]/ && $4 !~ /^2001:0*:/) print $4 }'
}

answers() {
	ping -6 -q -c 2 -i 0.3 -W 1 "$@" >/dev/null 2>&1
}

# Sets WITNESS to a host that answers pings: the gateway or, if it does not, a target.
find_witness() {
	WITNESS=$GATEWAY%$UPLINK
	[ -z "$GATEWAY" ] || ! answers "$WITNESS" || return 0
	for WITNESS in $TARGETS; do
		if answers "$WITNESS"; then return 0; fi
	done
	fail "IPv6 does not work on this host: neither its gateway nor any of these answers: $TARGETS." \
		"Repair that first; --target ADDRESS names another host to ping"
}

# Whether the witness answers an address of ours: reached_at ADDRESS INTERFACE
# The address is on the interface for the time of the test; should miredo-setup be killed,
# the kernel removes it after 20 s.
reached_at() {
	ip -6 address add "$1/128" dev "$2" nodad noprefixroute valid_lft 20 preferred_lft 0 || return 1
	answers -I "$1" "$WITNESS"
	REACHED=$?
	ip -6 address delete "$1/128" dev "$2"
	return $REACHED
}

# Sets HOW to how packets for a prefix come to this host. An address on "lo" is answered
# only if the prefix is routed to us, as nobody asks for it on the link; one on the uplink
# also if the gateway asks for it there.
find_how() {
	if ndppd_answers "$1"; then
		HOW=on-link
		return
	fi
	TRIED=$(random_address "$1")
	if reached_at "$TRIED" lo; then
		HOW=routed
	elif reached_at "$TRIED" "$UPLINK"; then
		HOW=on-link
	else
		HOW=none
	fi
}

# Whether ndppd answers for a prefix, after an earlier run; it looks routed then.
ndppd_answers() {
	grep -q "rule *$1" "$NDPPD_CONF" 2>/dev/null && service_is_running ndppd
}

# Without changing anything: guesses from the addresses of the uplink.
guess_how() {
	HOW=routed
	for CANDIDATE in $(addresses_of "$UPLINK"); do
		if [ "$(prefix_of "$CANDIDATE")" = "$1" ]; then HOW=on-link; fi
	done
}

candidate_prefixes() {
	if [ -n "$PREFIX" ]; then
		say "$PREFIX"
		return
	fi
	for CANDIDATE in $(addresses_of lo) $(addresses_of "$UPLINK"); do
		prefix_of "$CANDIDATE"
	done | awk '!seen[$0]++'
}

# Sets PREFIX and HOW (routed, on-link or none) unless they were given; GUESSED=yes if a dry
# run could not test it.
find_prefix() {
	GUESSED=no ON_LINK="" GIVEN=$HOW
	if [ "$MASQUERADE" = yes ]; then return; fi
	if [ -n "$PREFIX" ] && [ -n "$HOW" ]; then return; fi
	for FOUND in $(candidate_prefixes); do
		if [ -n "$GIVEN" ]; then
			HOW=$GIVEN
		elif [ "$DRY_RUN" = yes ]; then
			GUESSED=yes
			guess_how "$FOUND"
		else
			find_how "$FOUND"
		fi
		case $HOW in
		routed) PREFIX=$FOUND; return ;;
		on-link) ON_LINK=${ON_LINK:-$FOUND} ;;
		esac
	done
	HOW=none
	if [ -n "$ON_LINK" ]; then HOW=on-link PREFIX=$ON_LINK; fi
}

# Prints the addresses of other hosts in a prefix on the link, but not of the gateway.
others_on_link() {
	SOURCE=$(addresses_of "$UPLINK" | while read -r CANDIDATE; do
		[ "$(prefix_of "$CANDIDATE")" != "$1" ] || say "$CANDIDATE"
	done | head -n 1)
	ping -6 -c 2 -i 0.5 -W 1 -I "${SOURCE:-$UPLINK}" "ff02::1%$UPLINK" >"$TMP/others" 2>/dev/null
	GATEWAY_MAC=$(link_address "$GATEWAY")
	{
		sed -n 's/.*bytes from \([0-9a-f:]*[0-9a-f]\)[%:].*/\1/p' "$TMP/others"
		ip -6 neigh show dev "$UPLINK" nud reachable nud stale | cut -d ' ' -f 1
	} | sort -u | while read -r OTHER; do
		if addresses_of "$UPLINK" | grep -qxF "$OTHER"; then continue; fi
		if [ "$OTHER" = "$GATEWAY" ] || [ "$(link_address "$OTHER")" = "$GATEWAY_MAC" ]; then continue; fi
		[ "$(prefix_of "$OTHER")" != "$1" ] || say "$OTHER"
	done
}

link_address() {
	ip -6 neigh show dev "$UPLINK" | awk -v ip="$1" '$1 == ip { for (i = 2; i < NF; i++) if ($i == "lladdr") print $(i + 1) }'
}

# --- ports ---

# Fails if a program other than ours has a UDP port: check_port PORT PROGRAM
check_port() {
	TAKEN=$(ss -Hlunp "sport = :$1" | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 \2/p' |
		grep -v "^$2 " | head -n 1)
	[ -z "$TAKEN" ] || fail "UDP port $1 is taken by ${TAKEN% *} (PID ${TAKEN#* }); stop that program first${3:-}"
}
