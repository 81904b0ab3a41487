# shellcheck shell=bash
# nat-kinds.sh - the NATs of the private Internet map and filter as they should
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted; lab_subscribers_remove' EXIT

# Compares what two hosts behind one NAT see: behave HOST HOST WANTED
behave() {
	local seen
	seen=$("$LAB_HERE/nat-probe" "$LAB" "$1" "$2")
	echo "$seen"
	[ "$seen" = "$3" ]
}

behaves() { # KIND WANTED
	echo "$1:"
	lab_nat nat1 "$1"
	behave a c "$2"
}

# Two homes behind a carrier's NAT.
behaves_with_carrier() { # KIND CARRIER-KIND WANTED
	echo "$1 and $2:"
	lab_subscribers_remove
	lab_subscriber 0 "$1" "$2"
	LAB_HAIRPIN="" lab_subscriber_beside 0 1 "$1"
	lab_wait 5 "the cables' carriers" lab_is_connected core s0 g0 k0 s1 g1
	behave s0 s1 "$3"
}

behaves cone "mapping=all ports=preserved filtering=nothing collision=all hairpinning=no"
behaves address "mapping=all ports=preserved filtering=address collision=all hairpinning=no"
behaves restricted "mapping=all ports=preserved filtering=endpoint collision=all hairpinning=no"
behaves symmetric "mapping=endpoint ports=random filtering=endpoint collision=endpoint hairpinning=no"
behaves preserving "mapping=endpoint ports=preserved filtering=endpoint collision=endpoint hairpinning=no"
behaves sequential "mapping=endpoint ports=sequential/1 filtering=endpoint collision=endpoint hairpinning=no"
LAB_STRIDE=2 behaves sequential \
	"mapping=endpoint ports=sequential/2 filtering=endpoint collision=endpoint hairpinning=no"
LAB_HAIRPIN=yes behaves cone \
	"mapping=all ports=preserved filtering=nothing collision=all hairpinning=public"
LAB_HAIRPIN=private behaves cone \
	"mapping=all ports=preserved filtering=nothing collision=all hairpinning=private"

behaves_with_carrier restricted cone \
	"mapping=all ports=preserved filtering=endpoint collision=all hairpinning=no"
behaves_with_carrier cone symmetric \
	"mapping=endpoint ports=random filtering=endpoint collision=endpoint hairpinning=no"
LAB_HAIRPIN=yes behaves_with_carrier restricted cone \
	"mapping=all ports=preserved filtering=endpoint collision=all hairpinning=public"
