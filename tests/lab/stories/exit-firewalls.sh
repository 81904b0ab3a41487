# shellcheck shell=bash
# exit-firewalls.sh - relay-hook names the firewalls that drop clients' packets, and commands that help
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

[ -x /usr/sbin/ufw ] || skip "ufw is not installed"
trap 'story_failed "${STORY_AT:-}"; lab_hosting_remove' EXIT
one=2001:0:c613:2:0:1111:34ff:8ef6
mapped=$(lab_mapped $one)
lab_hosting_build routed
lab_tunnel $one

lab_daemon home c python3 -u -m http.server --bind $one --directory "$LAB_DIR/www" 80

# HTTP in both directions; ufw lets echo requests pass.
works() {
	lab_in c curl -sf --max-time 0.5 --interface $one "http://[$WWW_IP6]/" >/dev/null &&
		lab_in www curl -sf --max-time 0.5 "http://[$mapped]/" >/dev/null
}
apply() {
	lab_hook up "EXIT=$EXIT_PREFIX" 2>"$LAB_DIR/hook.log"
	cat "$LAB_DIR/hook.log"
}

# The hook names the firewall MANAGER for each HOOK: names MANAGER HOOK...
names() {
	local manager=$1 hook
	shift
	fails works
	apply
	for hook in "$@"; do
		case $hook in
		forward) grep -q "^$manager may drop clients' packets" "$LAB_DIR/hook.log" ;;
		input) grep -q "^$manager may drop UDP packets to relay and server" "$LAB_DIR/hook.log" ;;
		output) grep -q "^$manager may drop the server's probes" "$LAB_DIR/hook.log" ;;
		esac
	done
	[ "$(wc -l <"$LAB_DIR/hook.log")" -eq $# ]
}

# With the commands that it logged, packets pass, and it is silent.
commands_help() {
	sed -n 's/.*to let them pass: //p' "$LAB_DIR/hook.log" >"$LAB_DIR/commands"
	lab_in exit "$@" bash -eu "$LAB_DIR/commands"
	works
	apply
	[ ! -s "$LAB_DIR/hook.log" ]
}

lab_wait 5 "packets to pass" works
apply
[ ! -s "$LAB_DIR/hook.log" ]

lab_in exit nft 'table inet fw {
	chain in { type filter hook input priority 0; policy drop; ct state established accept; meta l4proto ipv6-icmp accept; }
	chain forward { type filter hook forward priority 0; ct state established accept; drop; }
	chain out { type filter hook output priority 0; policy drop; icmpv6 type != echo-request accept; }
}'
names nft input forward output
commands_help
lab_in exit nft delete table inet fw

# Docker for IPv6, and the older iptables
lab_in exit ip6tables -P FORWARD DROP
lab_in exit ip6tables -N DOCKER-USER
lab_in exit ip6tables -A FORWARD -j DOCKER-USER
names docker forward
commands_help
lab_in exit nft delete table ip6 filter
if lab_in exit ip6tables-legacy -P FORWARD DROP 2>/dev/null; then
	names iptables-legacy forward
	commands_help
	lab_in exit ip6tables-legacy -P FORWARD ACCEPT
	lab_in exit ip6tables-legacy -F FORWARD
fi

# What matters of firewalld's table, which needs D-Bus.
lab_in exit nft 'table inet firewalld {
	chain filter_INPUT { type filter hook input priority 10; iifname "lo" accept; meta l4proto ipv6-icmp accept; reject with icmpx admin-prohibited; }
	chain filter_FORWARD { type filter hook forward priority 10; ct status dnat accept; reject with icmpx admin-prohibited; }
}'
names firewalld input forward
lab_in exit nft delete table inet firewalld

# ufw's rules: a copy, in a private mount namespace
cp -a /etc/ufw "$LAB_DIR/ufw"
# shellcheck disable=SC2016 # expanded by the inner shell
with_ufw=(unshare --mount bash -euc 'mount --bind "$0/ufw" /etc/ufw; mount -t tmpfs tmpfs /run; exec "$@"' "$LAB_DIR")
lab_in exit "${with_ufw[@]}" ufw --force enable
names ufw input forward
commands_help "${with_ufw[@]}"
