# shellcheck shell=bash
# relay-restart.sh - a relay that is restarted serves clients behind any NAT again within two seconds
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted' EXIT
lab_nat nat1 symmetric
start_ours
start_clients a b
for client in a b; do
	lab_in "$client" ping -q -c 12 -i 0.2 -W 2 "$WEB_IP6" >/dev/null
done

lab_stop relay
lab_relay "$OURS"
lab_wait_relay
for client in a b; do
	lab_in "$client" ping -q -c 10 -i 0.2 -W 1 "$WEB_IP6" >"$LAB_DIR/pings-$client"
	received=$(sed -n 's/.* \([0-9]*\) received.*/\1/p' "$LAB_DIR/pings-$client")
	[ "$received" -ge 5 ]
done
