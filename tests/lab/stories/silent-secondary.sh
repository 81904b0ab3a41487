# shellcheck shell=bash
# silent-secondary.sh - a server whose secondary address is blocked still gives addresses
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

unblock() {
	lab_in server nft delete table ip block
}

trap 'story_failed "${STORY_AT:-}"; unblock 2>/dev/null || true' EXIT
lab_in server nft -f - <<-RULES
	table ip block {
		chain in {
			type filter hook input priority filter
			ip daddr $SERVER_IP2 drop
		}
	}
RULES
start_ours
lab_client a "$OURS"
lab_wait 2 "a Teredo address" lab_has_address a
lab_wait 5 "an answer from the web" ping_from a "$WEB_IP6" # the route follows the address
lab_wait 10 "the warning" logged client-a \
	"warning: no answer from $SERVER_IP2, the secondary address of server $SERVER_IP:"
logged client-a 'NAT type unknown, server'
fails logged client-a 'no answer from server'

# It is asked again at a reload; then there is nothing to warn about.
unblock
kill -HUP "$(lab_pid client-a)"
lab_wait 5 "the type of NAT" logged client-a 'NAT not symmetric'
[ "$(grep -c warning: "$LAB_DIR/client-a.log")" -eq 1 ]
