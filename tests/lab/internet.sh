# shellcheck shell=bash
# internet.sh - private Internet made of network namespaces; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
#              web                server              relay
#        2001:db8:6::80      198.51.100.10, .11    203.0.113.20
#              |              2001:db8:5::10       2001:db8:4::20
#              |                    |                   |
#              +------------------ core ----------------+      2001::/32 is routed
#                                 |    |                       to relay
#                       192.0.2.2 |    | 198.18.0.2
#                              nat1    nat2
#                     192.168.1.1 |    | 192.168.2.1
#                            +----+    |
#               192.168.1.11 |    |    |
#                            c    a    b 192.168.2.10
#                       192.168.1.10
#
# Each name is a network namespace "$LAB-name". All addresses are from ranges for
# documentation and tests; no packet leaves the namespaces. The network and sysctls
# of the machine itself are not changed.

# shellcheck source=nat.sh
. "$(dirname "${BASH_SOURCE[0]}")/nat.sh"

LAB=${LAB:-miredo}
LAB_HOSTS=(core server relay web nat1 nat2 a b c)
HOSTING_HOSTS=() # set by hosting.sh
LAB_DIR=${LAB_DIR:-/var/lib/$LAB-lab} # logs and configurations; not in /run, which lab_daemon covers

SERVER_IP=198.51.100.10
SERVER_IP2=198.51.100.11
RELAY_IP=203.0.113.20
WEB_IP6=2001:db8:6::80
export SERVER_IP SERVER_IP2 RELAY_IP WEB_IP6

# Runs a command on a host.
lab_in() {
	local host=$1
	shift
	ip netns exec "$LAB-$host" "$@"
}

# Connects two hosts; the addresses of either end are optional:
# lab_cable HOST1 HOST2 ADDRESSES1 ADDRESSES2
lab_cable() {
	local one=$1 two=$2
	ip link add name "$two" netns "$LAB-$one" type veth peer name "$one" netns "$LAB-$two"
	lab_address "$one" "$two" "$3"
	lab_address "$two" "$one" "$4"
	lab_in "$one" ip link set dev "$two" up
	lab_in "$two" ip link set dev "$one" up
}

# Creates a router's LAN bridge and attaches interfaces to it:
# lab_lan HOST ADDRESS; lab_attach HOST INTERFACE...
lab_lan() {
	lab_in "$1" ip link add name lan type bridge mcast_snooping 0
	# Otherwise packets between its hosts pass the rules of its NAT, too.
	lab_in "$1" sysctl -qwe net.bridge.bridge-nf-call-iptables=0
	lab_address "$1" lan "$2"
	lab_in "$1" ip link set dev lan up
}

lab_attach() {
	local router=$1 interface
	shift
	for interface in "$@"; do
		lab_in "$router" ip link set dev "$interface" master lan
	done
}

# Adds comma-separated addresses to an interface: lab_address HOST INTERFACE ADDRESSES
lab_address() {
	local host=$1 interface=$2 address
	for address in ${3//,/ }; do
		case $address in
		*:*) lab_in "$host" ip address add "$address" dev "$interface" nodad ;;
		*) lab_in "$host" ip address add "$address" dev "$interface" ;;
		esac
	done
}

# Creates hosts without addresses: lab_make_hosts HOST...
lab_make_hosts() {
	local host
	for host in "$@"; do
		ip netns add "$LAB-$host"
		lab_in "$host" ip link set lo up
		# No duplicate address detection, which takes a second; no router discovery.
		lab_in "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6=0 \
			net.ipv6.conf.default.disable_ipv6=0 \
			net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.default.accept_ra=0
	done
}

lab_make_routers() {
	local host
	for host in core nat1 nat2; do
		lab_in "$host" sysctl -qw net.ipv4.ip_forward=1
	done
	for host in core relay; do
		lab_in "$host" sysctl -qw net.ipv6.conf.all.forwarding=1
	done
}

lab_make_cables() {
	lab_cable core web 2001:db8:6::1/64 "$WEB_IP6/64"
	lab_cable core server 198.51.100.1/24,2001:db8:5::1/64 \
		"$SERVER_IP/24,$SERVER_IP2/24,2001:db8:5::10/64"
	lab_cable core relay 203.0.113.1/24,2001:db8:4::1/64 "$RELAY_IP/24,2001:db8:4::20/64"
	lab_cable core nat1 192.0.2.1/24 192.0.2.2/24
	lab_cable core nat2 198.18.0.1/24 198.18.0.2/24
	lab_lan nat1 192.168.1.1/24
	lab_cable nat1 a "" 192.168.1.10/24
	lab_cable nat1 c "" 192.168.1.11/24
	lab_attach nat1 a c
	lab_cable nat2 b 192.168.2.1/24 192.168.2.10/24
}

lab_make_routes() {
	lab_in server ip route add default via 198.51.100.1
	lab_in relay ip route add default via 203.0.113.1
	lab_in nat1 ip route add default via 192.0.2.1
	lab_in nat2 ip route add default via 198.18.0.1
	lab_in a ip route add default via 192.168.1.1
	lab_in c ip route add default via 192.168.1.1
	lab_in b ip route add default via 192.168.2.1
	lab_in web ip -6 route add default via 2001:db8:6::1
	lab_in server ip -6 route add default via 2001:db8:5::1
	lab_in relay ip -6 route add default via 2001:db8:4::1
	lab_in core ip -6 route add 2001::/32 via 2001:db8:4::20
}

# Whether the kernel has announced the carriers of all cables, which takes up to a
# second. Until then, hosts do not answer each other: lab_is_connected HOST...
lab_is_connected() {
	local host
	for host in "$@"; do
		case $(ip -n "$LAB-$host" -o link show up) in
		*NO-CARRIER*) return 1 ;;
		esac
	done
}

# Allows one instance for each value of LAB. The lock is held until the shell exits.
lab_lock() {
	exec {LAB_LOCK}>"/run/$LAB-lab.lock"
	if ! flock -n "$LAB_LOCK"; then
		echo "another instance is running; set LAB=NAME to run a second one" >&2
		return 1
	fi
}

# Sets up everything, after removing what a killed run may have left.
lab_build() {
	lab_remove
	mkdir -p "$LAB_DIR/www"
	echo "$SERVER_IP teredo.example" >"$LAB_DIR/hosts"
	: >"$LAB_DIR/resolv.conf"
	lab_make_hosts "${LAB_HOSTS[@]}" && lab_make_routers && lab_make_cables && lab_make_routes || return 1
	lab_nat nat1 restricted && lab_nat nat2 restricted || return 1
	lab_daemon web web python3 -u -m http.server --bind "$WEB_IP6" --directory "$LAB_DIR/www" 80
	echo "Hello from the IPv6 Internet" >"$LAB_DIR/www/index.html"
	lab_wait 5 "the cables' carriers" lab_is_connected "${LAB_HOSTS[@]}" || return 1
	lab_wait 10 "the web server" grep -q Serving "$LAB_DIR/web.log" || return 1
	echo "${#LAB_HOSTS[@]} hosts: ${LAB_HOSTS[*]}"
}

# Removes hosts with all their processes: lab_remove_hosts HOST...
lab_remove_hosts() {
	local host pids
	for host in "$@"; do
		[ -e "/run/netns/$LAB-$host" ] || continue
		pids=$(ip netns pids "$LAB-$host" 2>/dev/null)
		# shellcheck disable=SC2086 # a list
		[ -z "$pids" ] || kill -9 $pids 2>/dev/null || true
		ip netns delete "$LAB-$host" || true
	done
}

# Removes everything, including what a killed run may have left.
lab_remove() {
	lab_remove_hosts "${LAB_HOSTS[@]}" "${HOSTING_HOSTS[@]}" "${SUBSCRIBER_HOSTS[@]}"
	rm -rf "$LAB_DIR"
}
