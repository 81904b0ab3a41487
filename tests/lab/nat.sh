# shellcheck shell=bash
# nat.sh - NATs of every kind, and subscribers behind them; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Linux preserves ports and maps an inside endpoint to one port for all destinations, but
# for the rules below. The story nat-kinds shows with plain UDP that they do what they say.
#
#   kind         mapping        ports        accepts from
#   cone         one for all    preserved    anywhere
#   address      one for all    preserved    addresses sent to
#   restricted   one for all    preserved    endpoints sent to
#   symmetric    per endpoint   random       endpoints sent to
#   block        per endpoint   random, 512  endpoints sent to
#   preserving   per endpoint   preserved for the first, then random
#   sequential   per endpoint   counted, LAB_STRIDE apart [1]

# Sets up NAT on a router: lab_nat HOST KIND [INSIDE]
# The interface "core" is outside. INSIDE, for cone only: all inbound packets go there.
# LAB_HAIRPIN=yes: hosts inside reach each other at the public address, if the kind is cone;
# LAB_HAIRPIN=private: the source of these packets is not translated, as by faulty NATs.
lab_nat() {
	local host=$1 kind=$2 inside=${3:-}
	{
		cat <<-RULES
			table ip nat
			delete table ip nat
			table ip nat {
				map inside {
					type inet_service : ipv4_addr . inet_service
					flags dynamic,timeout; timeout 180s
				}
				set destinations {
					type ipv4_addr . inet_service . ipv4_addr
					flags dynamic,timeout; timeout 180s
				}
				set used {
					type ipv4_addr . inet_service
					flags dynamic,timeout; timeout 180s
				}
				# Drop unsolicited packets, as routers do: with a conntrack entry for
				# one, the reply would be mapped to another port.
				chain drop_unsolicited {
					type filter hook input priority filter
					iifname "core" ct state new drop
				}
			}
		RULES
		lab_nat_hairpin "$host"
		lab_nat_out "$kind"
		lab_nat_in "$kind" "$inside"
	} | lab_in "$host" nft -f -
	lab_in "$host" conntrack -F >/dev/null 2>&1 || true
}

# Prints the rules that choose the public port: lab_nat_out KIND
lab_nat_out() {
	local how=masquerade random="masquerade to :20000-60000 fully-random" first=""
	case $1 in
	symmetric) how=$random ;;
	block) how="masquerade to :30000-30511 fully-random" ;;
	sequential) how="masquerade to :numgen inc mod 4096 map { $(lab_nat_sequence) }" ;;
	preserving)
		first="ip protocol udp ip saddr . udp sport @used $random"
		how="update @used { ip saddr . udp sport } masquerade"
		;;
	esac
	cat <<-RULES
		table ip nat {
			chain out {
				type nat hook postrouting priority srcnat
				${first:+oifname "core" $first}
				oifname "core" ip protocol udp $how
				oifname "core" masquerade
			}
		}
	RULES
}

# Prints 4096 pairs of numbers and ports.
lab_nat_sequence() {
	awk -v stride="${LAB_STRIDE:-1}" 'BEGIN {
		for (i = 0; i < 4096; i++) printf "%d : %d, ", i, 20000 + i * stride
	}'
}

# Prints the rules that accept packets of strangers: lab_nat_in KIND INSIDE
lab_nat_in() {
	if [ -n "$2" ]; then
		echo "table ip nat { chain in {
			type nat hook prerouting priority dstnat
			iifname \"core\" udp dport 1024-65535 dnat to $2
		}; }"
		return
	fi
	case $1 in cone | address) ;; *) return ;; esac
	cat <<-'RULES'
		table ip nat {
			chain remember {
				type filter hook postrouting priority srcnat + 10
				oifname "core" ip protocol udp update @inside { ct reply proto-dst : \
					ct original ip saddr . ct original proto-src }
			}
			chain in {
				type nat hook prerouting priority dstnat
				iifname "core" ip protocol udp dnat ip to udp dport map @inside
			}
		}
	RULES
	[ "$1" = address ] || return 0
	# After the translation, so by inside endpoint.
	cat <<-'RULES'
		table ip nat {
			chain filter_addresses {
				type filter hook forward priority filter
				oifname "core" ip protocol udp update @destinations { ip saddr . \
					udp sport . ip daddr }
				iifname "core" ip protocol udp ct state new \
					ip daddr . udp dport . ip saddr != @destinations drop
			}
		}
	RULES
}

# Prints the rules for hosts inside that send to the public address: lab_nat_hairpin HOST
lab_nat_hairpin() {
	local public
	[ -n "${LAB_HAIRPIN:-}" ] || return 0
	public=$(lab_in "$1" ip -4 -o address show dev core | sed 's/.* inet \([^/]*\).*/\1/')
	cat <<-RULES
		table ip nat {
			chain hairpin_in {
				type nat hook prerouting priority dstnat - 1
				iifname != "core" ip daddr $public ip protocol udp meta mark set 1 \
					dnat ip to udp dport map @inside
			}
	RULES
	[ "$LAB_HAIRPIN" = private ] || cat <<-RULES
			chain hairpin_out {
				type nat hook postrouting priority srcnat - 1
				oifname != "core" meta mark 1 ip protocol udp snat to $public
			}
	RULES
	echo "}"
}

# --- subscribers: a client's host behind a home's NAT, and behind a carrier's if wanted ---
#
#   core ------------------------- gN ------- sN     198.18.(N+1)0.2, 192.168.(N+1)0.10
#   core ---------- kN ----------- gN ------- sN     with 100.64.N.2 in between

SUBSCRIBERS_MAX=16
SUBSCRIBER_HOSTS=()
for ((i = 0; i < SUBSCRIBERS_MAX; i++)); do
	SUBSCRIBER_HOSTS+=("s$i" "g$i" "k$i")
done

# Sets up the host sN and its NATs: lab_subscriber N KIND [CARRIER-KIND]
lab_subscriber() {
	local public=198.18.$((10 * $1 + 10))
	lab_make_hosts "s$1" "g$1"
	if [ -n "${3:-}" ]; then
		lab_make_hosts "k$1"
		lab_router "k$1" core "$public.1" "$public.2"
		lab_router "g$1" "k$1" "100.64.$1.1" "100.64.$1.2"
		lab_nat "k$1" "$3"
	else
		lab_router "g$1" core "$public.1" "$public.2"
	fi
	lab_behind "$1" "$1"
	lab_nat "g$1" "$2"
}

# Sets up the host sN behind the carrier's NAT of sM: lab_subscriber_beside M N KIND
lab_subscriber_beside() {
	lab_make_hosts "s$2" "g$2"
	lab_router "g$2" "k$1" "100.64.$2.1" "100.64.$2.2"
	lab_behind "$2" "$2"
	lab_nat "g$2" "$3"
}

# Sets up the host sN in the home of sM, on another LAN: lab_housemate M N
lab_housemate() {
	lab_make_hosts "s$2"
	lab_behind "$1" "$2"
}

# Connects the host sN to the NAT gM: lab_behind M N
lab_behind() {
	local private=192.168.$((10 * $2 + 10))
	lab_cable "g$1" "s$2" "$private.1/24" "$private.10/24"
	lab_in "s$2" ip route add default via "$private.1"
}

# Connects a router to the next one, by an interface named core: lab_router HOST NEXT NEXT-IP IP
lab_router() {
	lab_in "$1" sysctl -qw net.ipv4.ip_forward=1
	ip link add name "$1" netns "$LAB-$2" type veth peer name core netns "$LAB-$1"
	lab_address "$2" "$1" "$3/24"
	lab_address "$1" core "$4/24"
	lab_in "$2" ip link set dev "$1" up
	lab_in "$1" ip link set dev core up
	lab_in "$1" ip route add default via "$3"
}

lab_subscribers_remove() {
	lab_remove_hosts "${SUBSCRIBER_HOSTS[@]}"
}

# Gives a router's outside another address, as a provider may do at any time; its NAT forgets
# everything: lab_public HOST ADDRESS
lab_public() {
	local old
	old=$(lab_in "$1" ip -4 -o address show dev core | awk '{ print $4; exit }')
	[ "$old" != "$2/24" ] || return 0
	lab_in "$1" ip address delete "$old" dev core
	lab_in "$1" ip address add "$2/24" dev core
	lab_in "$1" ip route add default via "${2%.*}.1"
	lab_in core ip neighbour flush dev "$1"
	lab_in "$1" conntrack -F >/dev/null 2>&1 || true
}
