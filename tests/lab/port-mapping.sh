# shellcheck shell=bash
# port-mapping.sh - a router that maps ports, the real miniupnpd; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# miniupnpd refuses to map ports if its router has no public address, which it does not take the
# addresses for documentation to be. So nat1 gets another one, and a link of core's.

ROUTER_IP=60.0.113.2

# Gives nat1 an address that looks public, and miniupnpd's chains.
lab_router_make() {
	lab_in core ip address add 60.0.113.1/24 dev nat1
	lab_in nat1 ip address delete 192.0.2.2/24 dev core
	lab_in nat1 ip address add "$ROUTER_IP/24" dev core
	lab_in nat1 ip route replace default via 60.0.113.1
	lab_in nat1 nft -f - <<-'RULES'
		table inet filter {
			chain miniupnpd { }
			chain prerouting_miniupnpd { }
			chain postrouting_miniupnpd { }
			chain forward {
				type filter hook forward priority filter
				jump miniupnpd
			}
			chain prerouting {
				type nat hook prerouting priority dstnat
				jump prerouting_miniupnpd
			}
			chain postrouting {
				type nat hook postrouting priority srcnat - 1
				jump postrouting_miniupnpd
			}
		}
	RULES
}

lab_router_remove() {
	lab_stop router
	lab_in nat1 nft delete table inet filter
	lab_in nat1 ip address delete "$ROUTER_IP/24" dev core
	lab_in nat1 ip address add 192.0.2.2/24 dev core
	lab_in nat1 ip route replace default via 192.0.2.1
	lab_in core ip address delete 60.0.113.1/24 dev nat1
}

# Starts miniupnpd on nat1: lab_router_start LINE...
# The lines are added to its configuration. Leases of up to 8 s are given, and renewed after half.
# LAB_LEASES are mappings that it has already.
lab_router_start() {
	echo "${LAB_LEASES:-}" >"$LAB_DIR/leases"
	lab_config router ext_ifname=core listening_ip=lan secure_mode=yes min_lifetime=4 \
		max_lifetime=8 uuid=12345678-1234-1234-1234-123456789012 \
		"lease_file=$LAB_DIR/leases" \
		"allow 1024-65535 192.168.1.0/24 1024-65535" "deny 0-65535 0.0.0.0/0 0-65535" "$@"
	lab_daemon router nat1 miniupnpd -d -f "$LAB_DIR/router.conf" -P /run/router.pid
	lab_wait 5 "the router's daemon" grep -qE 'HTTP listening on port|Listening for NAT-PMP' \
		"$LAB_DIR/router.log"
}

# Prints the ports that the router maps to a host: lab_mapped_ports IP
lab_mapped_ports() {
	lab_in nat1 nft list chain inet filter prerouting_miniupnpd |
		sed -n "s/.*dport \([0-9]*\) .*dnat .*to $1:[0-9]*.*/\1/p"
}
