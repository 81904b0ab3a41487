# shellcheck shell=bash
# addresses.sh - client and relay interfaces get addresses, MTU and routes, and lose them at exit
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
start_clients a

address=$(lab_teredo_address a)
[[ $address == 2001:0:c633:640a:* ]] # embeds the server's address
lab_in a ip -6 address show dev teredo | grep -q fe80::ffff:ffff:ffff/64
lab_in a ip -6 route show default dev teredo | grep -q 'metric 1029'
lab_in a ip link show dev teredo | grep -q 'mtu 1280'
[ "$(lab_in a ip -6 -o address show dev teredo | wc -l)" -eq 2 ]
lab_in relay ip -6 address show dev teredo | grep -q fe80::ffff:ffff:ffff/64
lab_in relay ip link show dev teredo | grep -q 'mtu 1280'

lab_stop client-a relay
has_no_interface a
has_no_interface relay
has_no_helper a
has_no_helper relay
logged client-a 'exiting on signal 15'
fails logged client-a error
fails logged relay error
