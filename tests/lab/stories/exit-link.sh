# shellcheck shell=bash
# exit-link.sh - an exit whose prefix is on its link needs ndppd; its default route is learnt
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_exit() {
	lab_exit_relay "$OURS" "Exit $EXIT_PREFIX" "ExitServer $EXIT_IP"
	lab_wait_exit
}

lab_hosting_build link
lab_advertise
before=$(lab_exit_state)
lab_exit_server "$OURS"
start_exit
printf '%s\n' "proxy provider {" "router yes" "rule $EXIT_PREFIX {" static "}" "}" >"$LAB_DIR/ndppd.conf"
logged exit-relay "$EXIT_PREFIX is on the link of provider: .* run ndppd"
lab_daemon ndppd exit ndppd -c "$LAB_DIR/ndppd.conf"
lab_stop exit-relay
start_exit
fails logged exit-relay ndppd
lab_has_advertised_route
[ "$(lab_in exit cat /proc/sys/net/ipv6/conf/provider/accept_ra)" = 2 ]

lab_client a "$OURS" "$EXIT_IP"
lab_client b "$OURS" "$EXIT_IP"
wait_for_clients a b
lab_wait 10 "a to reach the web host" ping_from a "$WWW_IP6"
lab_wait 10 "the web host to reach b" ping_from www "$(lab_mapped b)"
ping_from www 2001:db8:99::2 # the rented host itself has an address in the prefix
# Errors of the provider's router arrive, but packets to it, in the prefix, do not.
lab_in a ping -c 1 -W 5 -t 2 "$WWW_IP6" | grep -q 'From 2001:db8:99::1 .*Time exceeded'
fails lab_in a ping -c 1 -W 1 2001:db8:99::1
fails lab_in a ping -c 1 -W 1 "$(lab_mapped b)"

lab_stop exit-relay
diff <(echo "$before") <(lab_exit_state)
