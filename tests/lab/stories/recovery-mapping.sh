# shellcheck shell=bash
# recovery-mapping.sh - a client with traffic is back within 5 s after its NAT has got another address
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_public nat1 192.0.2.2; lab_nat nat1 restricted' EXIT

# Client a itself sees no change, but it has traffic: rebind KIND ADDRESS
rebind() {
	local before began took
	before=$(lab_teredo_address a)
	lab_public nat1 "$2"
	began=$(milliseconds)
	lab_wait 8 "an answer" lab_in a ping -c 1 -W 0.3 "$WEB_IP6"
	took=$(($(milliseconds) - began))
	[ "$(lab_teredo_address a)" != "$before" ]
	lab_in a ip -6 -o address show dev teredo deprecated | grep -q "$before/32.* preferred_lft 0sec"
	echo "$1: $took ms"
	[ $took -le 5000 ]
}

start_ours
for kind in restricted cone symmetric; do
	lab_nat nat1 "$kind"
	start_clients a
	ping_from a "$WEB_IP6"
	rebind "$kind" 192.0.2.3
	rebind "$kind" 192.0.2.2
	lab_stop client-a
done
