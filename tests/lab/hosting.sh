# shellcheck shell=bash
# hosting.sh - hosting network in the private Internet: a rented host and a web host; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
#              www 2001:db8:80::80         HTTP; no route to 2001::/32 on its path
#               |
#            transit                       lab_narrow: a smaller MTU between transit and provider
#               |
#            provider ------------ core ------------ nat1, nat2 (internet.sh)
#   198.19.0.1  |   198.18.1.2
#               |
#              exit  198.19.0.2, .3        the rented host; lab_hosting_build selects its addresses
#               |    2001:db8:99::/64
#               |
#             inner  10.0.99.10, fd00:99::10, 2001:db8:98::10    must not be reached by clients
#
# To be sourced after daemons.sh. IPv6 of the rented host does not pass through core, which
# routes 2001::/32 to the relay. The prefix 2001:db8:99::/64 is either routed to the rented
# host, which has 2001:db8:90::2, or on its link: then it has 2001:db8:99::2, and other hosts
# of the prefix may be on the same link. All know the way to inner, so that only the exit can
# keep clients out.

HOSTING_HOSTS=(provider exit inner transit www)

EXIT_IP=198.19.0.2
EXIT_IP2=198.19.0.3
EXIT_PREFIX=2001:db8:99::/64
EXIT_CLIENTS=2001:0:c613:2::/64
WWW_IP6=2001:db8:80::80
INNER_IP6=2001:db8:98::10
INNER_ULA=fd00:99::10
export EXIT_IP EXIT_IP2 EXIT_PREFIX EXIT_CLIENTS WWW_IP6 INNER_IP6 INNER_ULA

# Sets up the hosting network: lab_hosting_build routed|link [one|two]
# The last word is the number of IPv4 addresses of the rented host [two].
lab_hosting_build() {
	local host
	lab_hosting_remove
	lab_make_hosts "${HOSTING_HOSTS[@]}"
	lab_in provider sysctl -qw net.ipv4.ip_forward=1
	for host in provider transit; do
		lab_in "$host" sysctl -qw net.ipv6.conf.all.forwarding=1
	done
	lab_hosting_cables "$1" "${2:-two}" || return 1
	lab_hosting_routes "$1" || return 1
	lab_daemon www www python3 -u -m http.server --bind "$WWW_IP6" --directory "$LAB_DIR/www" 80
	lab_wait 5 "the cables' carriers" lab_is_connected "${HOSTING_HOSTS[@]}" core || return 1
	lab_wait 10 "the web server" grep -q Serving "$LAB_DIR/www.log"
}

lab_hosting_cables() {
	local ip4=198.19.0.2/24 gateway=2001:db8:90::1/64 ip6=2001:db8:90::2/64
	if [ "$2" = two ]; then ip4+=,198.19.0.3/24; fi
	if [ "$1" = link ]; then gateway=2001:db8:99::1/64 ip6=2001:db8:99::2/64; fi
	lab_cable core provider 198.18.1.1/24 198.18.1.2/24
	lab_cable provider exit "198.19.0.1/24,$gateway" "$ip4,$ip6"
	lab_cable exit inner 10.0.99.1/24,fd00:99::1/64,2001:db8:98::1/64 \
		"10.0.99.10/24,$INNER_ULA/64,$INNER_IP6/64"
	lab_cable provider transit 2001:db8:81::1/64 2001:db8:81::2/64
	lab_cable transit www 2001:db8:80::1/64 "$WWW_IP6/64"
}

lab_hosting_routes() {
	local exit=2001:db8:90::2 gateway=2001:db8:90::1
	if [ "$1" = link ]; then exit=2001:db8:99::2 gateway=2001:db8:99::1; fi
	lab_in core ip route add 198.19.0.0/24 via 198.18.1.2
	lab_in provider ip route add default via 198.18.1.1
	lab_in exit ip route add default via 198.19.0.1
	lab_in exit ip -6 route add default via "$gateway"
	lab_in inner ip -6 route add default via 2001:db8:98::1
	lab_in provider ip -6 route add default via 2001:db8:81::2
	lab_in provider ip -6 route add 2001:db8:98::/64 via "$exit"
	if [ "$1" = routed ]; then
		lab_in provider ip -6 route add "$EXIT_PREFIX" via "$exit"
	fi
	lab_in transit ip -6 route add default via 2001:db8:81::1
	lab_in transit ip -6 route add unreachable 2001::/32
	lab_in provider ip -6 route add unreachable 2001::/32
	lab_in www ip -6 route add default via 2001:db8:80::1
}

# Replaces the rented host's IPv6 default route by one learnt from a router advertisement.
lab_advertise() {
	lab_in exit sysctl -qw net.ipv6.conf.provider.accept_ra=1
	lab_in exit ip -6 route del default
	# Type 134, hop limit 64, no flags, lifetime 1800 s, no options; the kernel adds the checksum.
	lab_in provider python3 -c 'import socket, struct
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
s.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0),
	("ff02::1", 0, 0, socket.if_nametoindex("exit")))'
	lab_wait 5 "the default route" lab_has_advertised_route
}

lab_has_advertised_route() {
	lab_in exit ip -6 route show default proto ra | grep -q via
}

# Sets the MTU of the link between transit and provider: lab_narrow MTU
lab_narrow() {
	lab_in transit ip link set dev provider mtu "$1"
	lab_in provider ip link set dev transit mtu "$1"
}

lab_hosting_remove() {
	lab_remove_hosts "${HOSTING_HOSTS[@]}"
}

# Start a server and a relay on the rented host:
# lab_exit_server PREFIX [LINE...]; lab_exit_relay PREFIX [LINE...]
lab_exit_server() {
	local prefix=$1
	shift
	lab_config exit-server "Prefix 2001:0::" "ServerBindAddress $EXIT_IP" \
		"ServerBindAddress2 $EXIT_IP2" "$@"
	lab_daemon exit-server exit "$prefix/sbin/miredo-server" -f -p /run/miredo-server.pid \
		-c "$LAB_DIR/exit-server.conf"
	lab_wait 10 "the server's two sockets" lab_listens exit 3544 2
}

lab_exit_relay() {
	local prefix=$1
	shift
	lab_config exit-relay "RelayType relay" "InterfaceName teredo" "BindAddress $EXIT_IP" \
		"BindPort 3545" "Prefix 2001:0::" "$@"
	lab_miredo exit-relay exit "$prefix"
}

lab_wait_exit() {
	lab_wait 10 "the exit" lab_exit_is_ready
}

lab_exit_is_ready() {
	lab_in exit ip -6 route show 2001::/32 dev teredo 2>/dev/null | grep -q .
}

# Prints what an exit changes on the rented host outside its interface.
lab_exit_state() {
	lab_in exit nft list ruleset
	lab_in exit sysctl -a 2>/dev/null | grep '^net\.ipv6\.conf\.' | grep -v '\.teredo\.'
	lab_in exit ip -6 -o address show scope global
	lab_in exit ip -6 route | sed '/ dev teredo /d; s/ expires.*//'
}

# Prints the address by which hosts on the IPv6 Internet reach a client: lab_mapped HOST|ADDRESS
lab_mapped() {
	local address=$1
	case $address in *:*) ;; *) address=$(lab_teredo_address "$1") ;; esac
	python3 -c 'import ipaddress, sys
a, p = ipaddress.IPv6Address(sys.argv[1]), ipaddress.IPv6Network(sys.argv[2])
print(p[int(a) % 2 ** 64])' "$address" "$EXIT_PREFIX"
}

# Connects host c to the rented host by a cable in place of the tunnel, with the addresses of
# clients, so that it can send what the daemons would refuse: lab_tunnel ADDRESS...
lab_tunnel() {
	local address
	lab_in exit ip link add name teredo type veth peer name tunnel netns "$LAB-c"
	lab_in c ip link set dev tunnel up
	for address in "$@"; do
		lab_in c ip address add "$address/128" dev tunnel nodad
	done
	lab_hook up "EXIT=$EXIT_PREFIX" # for the route by which c is found
	lab_in c ip -6 route add default via fe80::ffff:ffff:ffff dev tunnel
	lab_wait 5 "the cable's carrier" lab_is_connected exit c
}

# Calls relay-hook on the rented host: lab_hook STATE [VARIABLE=VALUE...]
lab_hook() {
	local state=$1
	shift
	lab_in exit env -i "PATH=$PATH" "STATE=$state" IFACE=teredo \
		"IFINDEX=$(lab_in exit cat /sys/class/net/teredo/ifindex)" ADDRESS=2001:: \
		OLD_ADDRESS=2001:: LLADDRESS=fe80::ffff:ffff:ffff MTU=1280 \
		"EXIT_CLIENTS=$EXIT_CLIENTS" "$@" "$OURS/libexec/miredo/relay-hook"
}
