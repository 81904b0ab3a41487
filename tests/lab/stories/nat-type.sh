# shellcheck shell=bash
# nat-type.sh - clients report what kind of NAT they are behind
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted; lab_nat nat2 restricted' EXIT

start() {
	lab_client a "$OURS"
	lab_client b "$OURS"
}

# Waits for two lines of a log: expect HOST TYPE BEHAVIOUR
expect() {
	lab_wait 20 "the NAT type of client $1" logged "client-$1" "NAT type: $2"
	lab_wait 1 "the behaviour of client $1's NAT" logged "client-$1" "NAT special behaviour: $3\$"
}

start_ours
lab_nat nat1 restricted
LAB_HAIRPIN=yes lab_nat nat2 cone
start
expect a 'restricted (port),' 'port-preserving, no hairpinning'
expect b 'cone,' 'port-preserving, hairpinning'
kill -USR1 "$(lab_pid client-a)"
lab_wait 5 "the status of client a" logged client-a 'refresh interval 30 s$'
[ "$(grep -c 'NAT type: restricted (port), ' "$LAB_DIR/client-a.log")" -eq 2 ]
lab_stop client-a client-b

lab_nat nat1 address
LAB_STRIDE=2 lab_nat nat2 sequential
start
expect b 'symmetric,' 'not port-preserving, sequential ports (stride 2)'
expect a 'restricted,' 'port-preserving, no hairpinning'
lab_stop client-a client-b

lab_nat nat1 preserving
lab_nat nat2 symmetric
start
expect a 'symmetric,' 'port-preserving'
expect b 'symmetric,' 'not port-preserving'
