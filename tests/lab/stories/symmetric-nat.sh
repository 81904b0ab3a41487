# shellcheck shell=bash
# symmetric-nat.sh - a client behind a symmetric NAT reports it, and reaches native hosts and peers
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted; lab_nat nat2 restricted' EXIT
lab_nat nat1 symmetric
lab_nat nat2 cone 192.168.2.10
start_ours
start_clients a b

lab_wait 5 "the NAT type of client a" logged client-a 'NAT symmetric'
lab_wait 5 "the NAT type of client b" logged client-b 'NAT not symmetric'
ping_from a "$WEB_IP6"
fetch_from a
lab_wait 15 "client a to reach client b" ping_from a "$(lab_teredo_address b)"
ping_from b "$(lab_teredo_address a)"
