# shellcheck shell=bash
# paths.sh - wire modes, a VXLAN tunnel and a path without a tunnel; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced after bench.sh. The two paths take the way of Teredo packets, hop by hop:
#
#   a - nat1 - core - relay - core - web       a - nat1 - core - nat2 - b
#
# The web host has one address for each, so that all exist at the same time. There is no NAT.

WEB_VXLAN=2001:db8:16::80
WEB_BARE=2001:db8:26::80
B_VXLAN=2001:db8:18::b
B_BARE=2001:db8:29::b
export WEB_VXLAN WEB_BARE B_VXLAN B_BARE

# Sets the wire mode, which says what the interfaces of all cables do with packets larger
# than the MTU: wire_mode MODE [HOST...]
#   W1: they cross whole, as veth has it
#   W2: the sender segments them, and GRO joins them again
#   W3: the sender segments them
wire_mode() {
	local segmentation=on gro=off host interface
	case $1 in
	W2) segmentation=off gro=on ;;
	W3) segmentation=off ;;
	esac
	shift
	for host in "${@:-${LAB_HOSTS[@]}}"; do
		for interface in $(ip -n "$LAB-$host" -o link show type veth | sed 's/^[0-9]*: \([^@:]*\).*/\1/'); do
			lab_in "$host" ethtool -K "$interface" tso $segmentation gso $segmentation \
				tx-udp-segmentation $segmentation tx-udp_tnl-segmentation $segmentation \
				tx-udp_tnl-csum-segmentation $segmentation gro $gro >/dev/null
		done
	done
}

# Connects two hosts by VXLAN with the MTU of Teredo:
# vxlan NUMBER HOST1 OUTER1 ADDRESS1 HOST2 OUTER2 ADDRESS2
# OUTER1 and OUTER2 are the IPv4 addresses by which the hosts reach each other.
vxlan() {
	vxlan_end "$1" "$2" "$6" "$4"
	vxlan_end "$1" "$5" "$3" "$7"
}

# vxlan_end NUMBER HOST REMOTE ADDRESS
vxlan_end() {
	lab_in "$2" ip link add name "vxlan$1" type vxlan id "$1" remote "$3" dstport 4789 \
		srcport 4789 4790
	lab_in "$2" ip link set dev "vxlan$1" mtu 1280 up
	lab_in "$2" ip address add "$4/64" dev "vxlan$1" nodad
}

# Gives a client a public address and turns its NAT into a router: the kernel cannot translate
# VXLAN packets whose inner checksum is still to be computed. publish HOST INSIDE NAT OUTSIDE ADDRESS
publish() {
	lab_in "$3" nft delete table ip nat
	lab_address "$1" "$3" "$5/32"
	lab_in "$1" ip route replace default via "${2%.*}.1" src "$5"
	lab_in "$3" ip route add "$5" via "$2"
	lab_in core ip route add "$5" via "$4"
}

add_vxlan_paths() {
	publish a 192.168.1.10 nat1 192.0.2.2 198.18.11.10
	publish b 192.168.2.10 nat2 198.18.0.2 198.18.12.10
	vxlan 1 a 198.18.11.10 2001:db8:17::a relay "$RELAY_IP" 2001:db8:17::1
	vxlan 2 a 198.18.11.10 2001:db8:18::a b 198.18.12.10 "$B_VXLAN"
	lab_address web core "$WEB_VXLAN/128"
	lab_in a ip -6 route add "$WEB_VXLAN" via 2001:db8:17::1
	lab_in core ip -6 route add "$WEB_VXLAN" via "$WEB_IP6"
	lab_in core ip -6 route add 2001:db8:17::/64 via 2001:db8:4::20
}

add_bare_paths() {
	local host
	for host in nat1 nat2; do
		lab_in $host sysctl -qw net.ipv6.conf.all.forwarding=1
	done
	bare_client a nat1 27
	bare_client b nat2 29
	lab_address web core "$WEB_BARE/128"
	lab_in core ip -6 route add "$WEB_BARE" via "$WEB_IP6"
	lab_in a ip -6 route add "$WEB_BARE" via 2001:db8:27::1 mtu 1280
	lab_in a ip -6 route add "$B_BARE" via 2001:db8:27::1 mtu 1280
	lab_in b ip -6 route add 2001:db8:27::a via 2001:db8:29::1 mtu 1280
	lab_in web ip -6 route add 2001:db8:27::/64 via 2001:db8:6::1 mtu 1280
	# Through the relay's host, both ways.
	lab_in core ip -6 route add default via 2001:db8:4::20 table 10
	lab_in core ip -6 rule add iif nat1 to "$WEB_BARE" lookup 10
	lab_in core ip -6 rule add iif web to 2001:db8:27::/64 lookup 10
}

# Gives a client IPv6 without a tunnel: bare_client HOST NAT NUMBER
bare_client() {
	lab_address "$1" "$2" "2001:db8:$3::$1/64"
	lab_address "$2" "$(bare_inside "$2")" "2001:db8:$3::1/64"
	lab_address core "$2" "2001:db8:${3}0::1/64"
	lab_address "$2" core "2001:db8:${3}0::2/64"
	lab_in "$2" ip -6 route add default via "2001:db8:${3}0::1"
	lab_in core ip -6 route add "2001:db8:$3::/64" via "2001:db8:${3}0::2"
}

# Prints the interface of a NAT towards its clients.
bare_inside() {
	if [ "$1" = nat1 ]; then echo lan; else echo b; fi
}
