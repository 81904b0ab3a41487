# shellcheck shell=bash
# zz-capture.sh - tshark finds nothing malformed in the traffic of all stories
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

command -v tshark >/dev/null || skip "tshark is not installed"

# The ports of clients, and above all guessed ones, may be those of other protocols.
MALFORMED='(_ws.malformed || _ws.expert.severity == error) && (teredo || !udp)'
# The capture must contain at least one packet of each kind.
KINDS=('teredo && icmpv6.type == 133' 'teredo.auth && icmpv6.type == 134'
	'teredo.orig && ipv6.nxt == 59' 'teredo && icmpv6.type == 128'
	'teredo && icmpv6.type == 129' 'teredo && tcp')

# TCP streams are captured with gaps (tests/lab/run), so they cannot be put together.
read_capture() {
	tshark -n -r "$LAB_DIR/capture.pcap" -d udp.port==3545,teredo \
		-o tcp.desegment_tcp_streams:FALSE "$@" 2>/dev/null
}

# Prints how many packets match each filter, having read the capture only once.
count_packets() {
	read_capture -q -z "io,stat,0$(printf ',%s' "$@")" |
		awk -F'|' '/ <> / { for (i = 3; i < NF; i += 2) print $i + 0 }'
}

sync
mapfile -t counts < <(count_packets "$MALFORMED" "${KINDS[@]}")
[ "${#counts[@]}" -eq $((1 + ${#KINDS[@]})) ]
if [ "${counts[0]}" -gt 0 ]; then
	echo "malformed packets:"
	read_capture -Y "$MALFORMED" | head -n 20
	exit 1
fi
for i in "${!KINDS[@]}"; do
	echo "${counts[i + 1]} of: ${KINDS[i]}"
	[ "${counts[i + 1]}" -gt 0 ]
done
