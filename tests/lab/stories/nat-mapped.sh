# shellcheck shell=bash
# nat-mapped.sh - a port mapping on a symmetric NAT lets peers behind every NAT in
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../port-mapping.sh
. "$LAB_HERE/port-mapping.sh"

trap 'story_failed "${STORY_AT:-}"; lab_show_logs router; lab_router_remove
	lab_nat nat1 restricted; lab_nat nat2 restricted' EXIT
lab_router_make
lab_router_start enable_natpmp=yes
start_ours

# The NAT gives the client's port to the first flow from it, which is that to the server; so
# the mapped address is that of the mapping.
lab_nat nat1 preserving
for kind in restricted symmetric preserving sequential; do
	echo "$kind"
	lab_nat nat2 "$kind"
	start_clients a b
	lab_wait 5 "the mapping" logged client-a "port mapping: router .* maps $ROUTER_IP:[0-9]* to this client"
	lab_wait 5 "the NAT type of client a" logged client-a 'NAT symmetric'
	ping_from a "$(lab_teredo_address b)"
	ping_from b "$(lab_teredo_address a)"
	lab_stop client-a client-b
done
