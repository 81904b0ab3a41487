# shellcheck shell=bash
# strangers.sh - under 5000 packets a second from a stranger, a client reaches new hosts and loses no packet
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

hosts=$(seq 101 120)
end() {
	lab_nat nat1 restricted
	for host in $hosts; do
		lab_in web ip -6 address del "2001:db8:6::$host/64" dev core 2>/dev/null
	done
}
trap 'story_failed "${STORY_AT:-}"; end' EXIT
lab_nat nat1 cone 192.168.1.10
for host in $hosts; do
	lab_in web ip -6 address add "2001:db8:6::$host/64" dev core nodad
done
start_ours
start_clients a b
address=$(lab_teredo_address a)
port=$(sed -n 's/.*(mapped 192\.0\.2\.2:\([0-9]*\),.*/\1/p' "$LAB_DIR/client-a.log" | tail -n 1)
ping_from a "$WEB_IP6"
ping_from a "$(lab_teredo_address b)"

lab_in core "$LAB_HERE/flood" 192.0.2.2 "$port" "$address" 5000 8 >"$LAB_DIR/flood" &
flood=$!
lab_in a ping -q -c 35 -i 0.2 -W 2 "$(lab_teredo_address b)" >"$LAB_DIR/flow" &
flow=$!
sleep 1 # the flood is under way
for host in $hosts; do
	lab_in a ping -c 1 -W 1 "2001:db8:6::$host" >/dev/null
done
wait $flow
grep -q ' 0% packet loss' "$LAB_DIR/flow"
wait $flood
[ "$(cat "$LAB_DIR/flood")" -ge 20000 ]

# Twenty datagrams a second at most: those it answered, and the probes of the hosts above.
kill -USR1 "$(lab_pid client-a)"
lab_wait 5 "the counters" logged client-a 'rate limit'
probes=$(sed -n 's/.* \([0-9]*\) probes sent.*/\1/p; s/^\([0-9]*\) probes sent.*/\1/p' "$LAB_DIR/client-a.log" | tail -n 1)
[ "$probes" -le 250 ]
