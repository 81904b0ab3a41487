# shellcheck shell=bash
# nat-shared.sh - clients behind one NAT, of a carrier or of a home with two LANs
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_stop client-s0 client-s1; lab_subscribers_remove' EXIT

finish() {
	lab_stop client-s0 client-s1
	lab_subscribers_remove
}

# Whether s0 reaches s1 within some seconds, and is reached: connected SECONDS
connected() {
	lab_in s0 ping -n -c 1 -i 0.2 -w "$1" "$(lab_teredo_address s1)" >/dev/null &&
		ping_from s1 "$(lab_teredo_address s0)"
}

lab_subscribers_remove
start_ours

echo "two homes, a carrier's NAT that hairpins"
LAB_HAIRPIN=yes lab_subscriber 0 restricted cone
LAB_HAIRPIN="" lab_subscriber_beside 0 1 restricted
start_clients s0 s1
connected 10
finish

echo "two homes, a carrier's NAT that does not"
lab_subscriber 0 restricted cone
lab_subscriber_beside 0 1 restricted
start_clients s0 s1
fails connected 4
finish

# Each client is beyond the other's link, so local discovery does not find it.
echo "one home, two LANs"
lab_subscriber 0 restricted
lab_housemate 0 1
start_clients s0 s1
connected 10 # by their private addresses, which they tell each other
finish
