# shellcheck shell=bash
# setup-server.sh - miredo-setup server finds what is wrong, keeps what others edited, undoes all
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../machine.sh
. "$LAB_HERE/machine.sh"

command -v ndppd >/dev/null || skip "ndppd is not installed"
conf=$OURS/etc/miredo/miredo.conf

end() {
	lab_machine_stop exit
	lab_hosting_remove
}
trap 'story_failed "${STORY_AT:-}"; end' EXIT

# Runs miredo-setup on the rented host: setup ARGUMENT...
setup() {
	local status=0
	lab_on exit "$OURS/sbin/miredo-setup" --target "$WWW_IP6" "$@" >"$LAB_DIR/setup.log" 2>&1 ||
		status=$?
	cat "$LAB_DIR/setup.log"
	return $status
}

# Whether miredo-setup printed a pattern.
said() {
	grep -q -- "$1" "$LAB_DIR/setup.log"
}

unchanged() {
	lab_machine_snapshot exit | diff "$LAB_DIR/before" -
}

lab_hosting_build link one
lab_machine exit
lab_on exit update-rc.d -f ndppd remove
lab_machine_snapshot exit >"$LAB_DIR/before"

# --- nothing is changed ---

setup --dry-run server
said "write  */etc/ndppd.conf"
said "enable  *ndppd"
said "start  *miredo-server"
fails setup server </dev/null # it cannot ask
said "\-\-yes agrees"
fails setup --yes --prefix fd00:99::/64 --routed server
said "$conf:.*Exit"
fails setup --yes --address 198.19.0.9 server
said "no interface has the address 198.19.0.9"
lab_on exit python3 -c 'import os, socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 3544))
open("/run/taker", "w").write(str(os.getpid()))
time.sleep(60)' {LAB_LOCK}>&- &
lab_wait 5 "port 3544 to be taken" lab_listens exit 3544 1
fails setup --yes server
said "UDP port 3544 is taken by python3"
# shellcheck disable=SC2016 # expanded there
lab_on exit sh -c 'kill $(cat /run/taker)'
lab_wait 5 "port 3544 to be free" fails lab_listens exit 3544 1
gateway=$(lab_on exit ip -6 route show default)
lab_on exit ip -6 route delete default
fails setup --yes server
said "no IPv6 default route"
# shellcheck disable=SC2086 # split into words
lab_on exit ip -6 route add $gateway
unchanged

# --- a firewall in the way ---

firewall='table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		meta l4proto { icmp, ipv6-icmp } accept
		ct state established,related accept
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state established,related accept
		counter drop
	}
}'
lab_on exit tee /etc/nftables.conf <<<"$firewall" >"$LAB_DIR/nftables.conf"
lab_on exit nft -f /etc/nftables.conf
lab_machine_snapshot exit >"$LAB_DIR/before"
setup --yes server
said "firewall *nftables drops packets in inet filter input, inet filter forward"
said "exit *ok: $WWW_IP6 answers"
lab_machine_snapshot exit | grep -v conntrack >"$LAB_DIR/after"
setup --yes server
said "nothing: all is as it should be"
lab_machine_snapshot exit | diff "$LAB_DIR/after" -
# What is loaded at boot is the same.
lab_on exit nft -f - <<<"flush chain inet filter input; flush chain inet filter forward"
lab_on exit nft delete table inet filter
lab_on exit nft -f /etc/nftables.conf
setup check
setup --yes undo
unchanged

# --- an interruption; files that somebody edited ---

script=$OURS/etc/init.d/miredo-server
lab_on exit cp "$script" /run/saved
# shellcheck disable=SC2016 # expanded by the script
lab_on exit tee "$script" <<<'#!/bin/sh
/run/saved "$1"
kill -9 $PPID' >"$LAB_DIR/script"
fails setup --yes server
lab_on exit cp /run/saved "$script"
lab_on exit rm /run/saved
setup --yes undo
unchanged
lab_on exit tee "$conf" <<<'# mine
RelayType relay
ExitClientRate 50' >"$LAB_DIR/mine"
lab_machine_snapshot exit >"$LAB_DIR/before"
setup --yes server
said "$conf: the old file is kept"
lab_on exit grep -qx 'ExitClientRate 50' "$conf"
lab_on exit sed -i "s/^Exit .*/Exit masquerade/" "$conf"
setup --yes server
said "edited file is kept as $conf.edited"
lab_on exit grep -qx 'Exit masquerade' "$conf.edited"
lab_on exit grep -qx "Exit $EXIT_PREFIX" "$conf"
setup --yes undo
lab_on exit rm "$conf.edited"
unchanged

# --- a firewall of iptables; other hosts in the prefix; no ndppd ---

lab_on exit nft delete table inet filter
lab_on exit iptables -P INPUT DROP
lab_on exit iptables -A INPUT -p icmp -j ACCEPT
lab_on exit ip6tables -P FORWARD DROP
lab_on exit ip6tables -A FORWARD -m state --state ESTABLISHED -j ACCEPT
lab_machine_snapshot exit >"$LAB_DIR/before"
lab_in provider ip link add link exit name other netns "$LAB-inner" type macvlan mode bridge
lab_address inner other 2001:db8:99::5/64
lab_in inner ip link set dev other up
setup --yes server
said "Other hosts have addresses in $EXIT_PREFIX: 2001:db8:99::5"
lab_on exit grep -qx 'Exit masquerade' "$conf"
said "exit *ok: $WWW_IP6 answers"
lab_on exit iptables -S INPUT | grep -- '--dports 3544,3545 .*-j ACCEPT'
setup --yes server
said "nothing: all is as it should be"
setup --yes undo
lab_in inner ip link delete dev other
lab_on exit mount --bind /dev/null "$(command -v ndppd)"
setup --dry-run server
said "install it (apt-get install ndppd)"
unchanged
