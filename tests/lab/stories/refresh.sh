# shellcheck shell=bash
# refresh.sh - a client behind a NAT that soon forgets an idle mapping refreshes it more often
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

timeouts() {
	lab_in "$1" sysctl -qw "net.netfilter.nf_conntrack_udp_timeout=$2" \
		"net.netfilter.nf_conntrack_udp_timeout_stream=$3"
}

trap 'story_failed "${STORY_AT:-}"; timeouts nat1 30 120' EXIT
timeouts nat1 20 20
start_ours
start_clients a

# The mapping has the same port whenever the NAT makes it anew: only the idle ports show it.
lab_wait 60 "another refresh interval" logged client-a \
	'refresh interval 13 s: the NAT keeps an idle mapping for 15 s, but not for 27 s'
ping_from a "$WEB_IP6"
[ "$(grep -c 'Teredo address .*mapped' "$LAB_DIR/client-a.log")" -eq 1 ]
