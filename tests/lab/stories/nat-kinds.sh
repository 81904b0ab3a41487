# shellcheck shell=bash
# nat-kinds.sh - the NATs of the private Internet map and filter as they should
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_nat nat1 restricted' EXIT

# Compares what hosts behind nat1 see: behaves KIND WANTED
behaves() {
	local seen
	lab_nat nat1 "$1"
	seen=$("$LAB_HERE/nat-probe" "$LAB" a c)
	echo "$1: $seen"
	[ "$seen" = "$2" ]
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
