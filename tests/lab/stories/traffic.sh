# shellcheck shell=bash
# traffic.sh - packets pass between clients and native hosts, and between clients
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
start_clients a b

ping_from a "$WEB_IP6"
fetch_from a
fetch_from b
ping_from web "$(lab_teredo_address b)"
ping_from a "$(lab_teredo_address b)"
ping_from b "$(lab_teredo_address a)"
# Larger than the tunnel's MTU; the first packet may be lost to path MTU discovery.
lab_in a ping -c 3 -i 0.2 -W 5 -s 4000 "$WEB_IP6" >/dev/null
