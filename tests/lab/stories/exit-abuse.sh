# shellcheck shell=bash
# exit-abuse.sh - clients of an exit cannot reach or use more than they may, or pretend to be others
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_hosting_remove' EXIT
lab_hosting_build routed

# Counts packets that must not arrive: those of clients at inner; at provider, those that no
# provider would route, and those of clients that may not use the exit.
watch() {
	lab_in inner nft -f - <<-RULES
		table ip6 watch {
			chain in {
				type filter hook prerouting priority raw
				ip6 saddr { 2001::/32, $EXIT_PREFIX } counter
			}
		}
	RULES
	lab_in provider nft -f - <<-RULES
		table ip6 watch {
			chain in {
				type filter hook prerouting priority raw
				iifname "exit" ip6 saddr != { ::, fe80::/10, 2001:db8:90::/64, $EXIT_PREFIX } counter
				iifname "exit" ip6 daddr { fc00::/7, 2001::/32, 2002::/16, $EXIT_PREFIX } counter
				iifname "exit" ip6 saddr & ::ffff:ffff == ::34ff:8eb9 counter
				iifname "exit" ip6 saddr & ::ffff:fff8 == ::39ed:fff8 counter
			}
		}
	RULES
}

nothing_seen() {
	fails grep -v 'packets 0 ' < <(lab_in "$1" nft list table ip6 watch | grep counter)
}

watch
lab_daemon service exit python3 -u -m http.server --bind :: --directory "$LAB_DIR/www" 80

# --- what the daemons would refuse, sent past them ---

clients=2001:0:c613:2
one=$clients:0:1111:34ff:8ef6          # 203.0.113.9
same=$clients:8000:1111:34ff:8ef6      # the same mapped address and port
two=$clients:0:2222:3fff:fdb2          # 192.0.2.77
denied=$clients:0:3333:34ff:8eb9       # 203.0.113.70
other=$clients:0:4444:39ed:fffa        # 198.18.0.5
foreign=2001:0:c000:201:0:1:34ff:8ef6  # of server 192.0.2.1
spoofed=2001:db8:7::34ff:8ef6
lab_tunnel $one $same $two $denied $other $foreign $spoofed
apply() {
	lab_hook up "EXIT=$EXIT_PREFIX" "EXIT_ALLOW=::3fff:fd00/120,::34ff:8e00/120" \
		"EXIT_DENY=::34ff:8e80/122" "$@"
}
apply
reaches() {
	lab_in c ping -c 1 -W 0.5 -I "$1" "$2" >/dev/null
}
fetches() {
	lab_in c curl -s --interface "$1" --max-time 0.5 "http://[$2]/" >/dev/null
}
lab_wait 5 "one to reach the web host" reaches $one "$WWW_IP6"
reaches $two "$WWW_IP6"
fetches $one "$WWW_IP6"
mapped_one=$(lab_mapped $one) mapped_two=$(lab_mapped $two)
lab_in www ping -c 1 -W 1 "$mapped_one" >/dev/null
attempts=()
for client in $one $denied $other $foreign $spoofed; do
	for target in "$INNER_IP6" "$INNER_ULA" 2001:db8:90::1 "$mapped_two" 2002:c000:201::1 fd00::1 \
		"$([ "$client" = $one ] || echo "$WWW_IP6")"; do
		[ -z "$target" ] || { fails reaches "$client" "$target" & attempts+=($!); }
	done
	fails fetches "$client" 2001:db8:90::2 &
	attempts+=($!)
done
for attempt in "${attempts[@]}"; do wait "$attempt"; done
lab_in provider ip -6 route replace "$EXIT_CLIENTS" via 2001:db8:90::2
fails lab_in provider ping -c 1 -W 0.3 -I 2001:db8:81::1 $one >/dev/null
nothing_seen inner
nothing_seen provider

# --- rates ---

truncate -s 2G "$LAB_DIR/www/zeros"
# Prints the bytes that clients received, together, in a second: received CLIENT...
received() {
	local client
	for client in "$@"; do
		lab_in c curl -s --interface "$client" --max-time 1 -o /dev/null -w '%{size_download}\n' \
			"http://[$WWW_IP6]/zeros" &
	done | awk '{ sum += $1 } END { print sum }'
}
bytes() { # of so many Mbit/s, in a second and the burst of a second, with some tolerance
	echo $(($1 * 125000 * 22 / 10))
}
unlimited=$(received $one $two)
apply EXIT_CLIENT_RATE=40 EXIT_RATE=60
alone=$(received $one)
twice=$(received $one $same)
both=$(received $one $two)
echo "received: unlimited $unlimited, one $alone, one twice $twice, two $both"
[ "$alone" -le "$(bytes 40)" ]
[ "$alone" -ge $(($(bytes 40) / 3)) ]
[ "$twice" -le "$(bytes 40)" ]
[ "$both" -le "$(bytes 60)" ]
[ "$both" -ge $(($(bytes 60) / 3)) ]
[ "$unlimited" -ge $((both * 4)) ]
# The other direction.
lab_daemon home c python3 -u -m http.server --bind "$one" --directory "$LAB_DIR/www" 80
lab_wait 5 "the web server at home" grep -q Serving "$LAB_DIR/home.log"
sent=$(lab_in www curl -s --max-time 1 -o /dev/null -w '%{size_download}' "http://[$mapped_one]/zeros" || true)
echo "sent: $sent"
[ "$sent" -le "$(bytes 40)" ]
[ "$sent" -ge $(($(bytes 40) / 3)) ]
rm "$LAB_DIR/www/zeros"
# When the interface goes down, packets for clients do not return to the provider.
lab_in exit ip link set dev teredo down
fails lab_in www ping -c 1 -W 0.3 "$mapped_one" >/dev/null
nothing_seen provider
lab_hook destroy
lab_in exit ip link del teredo

# --- the probes that the server sends for clients ---

lab_exit_server "$OURS"
lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP" "ExitDeny 198.18.0.0/29"
lab_wait_exit
lab_client a "$OURS" "$EXIT_IP"
lab_client b "$OURS" "$EXIT_IP"
wait_for_clients a b
lab_wait 10 "a to reach the web host" ping_from a "$WWW_IP6"
fails lab_in b ping -c 1 -W 0.5 "$WWW_IP6" >/dev/null
for target in "$INNER_IP6" "$INNER_ULA" "$(lab_mapped b)"; do
	fails lab_in a ping -c 1 -W 0.5 "$target" >/dev/null
done
ping_from a "$(lab_teredo_address b)"
nothing_seen inner
nothing_seen provider
