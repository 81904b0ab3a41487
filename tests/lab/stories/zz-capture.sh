# shellcheck shell=bash
# zz-capture.sh - tshark finds nothing malformed in the traffic of all stories
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

command -v tshark >/dev/null || skip "tshark is not installed"

# Prints the packets that match: packets FILTER
# Each crosses the core twice, on two interfaces, so TCP streams cannot be put together.
packets() {
	tshark -n -r "$LAB_DIR/capture.pcap" -d udp.port==3545,teredo \
		-o tcp.desegment_tcp_streams:FALSE -Y "$1" 2>/dev/null
}

sync
malformed=$(packets '_ws.malformed || _ws.expert.severity == error' | head -n 20)
if [ -n "$malformed" ]; then
	echo "malformed packets:"
	echo "$malformed"
	exit 1
fi
# The capture must contain at least one packet of each kind.
for kind in 'teredo && icmpv6.type == 133' 'teredo.auth && icmpv6.type == 134' \
	'teredo.orig && ipv6.nxt == 59' 'teredo && icmpv6.type == 128' \
	'teredo && icmpv6.type == 129' 'teredo && tcp'; do
	number=$(packets "$kind" | wc -l)
	echo "$number of: $kind"
	[ "$number" -gt 0 ]
done
