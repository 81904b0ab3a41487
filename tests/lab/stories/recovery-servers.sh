# shellcheck shell=bash
# recovery-servers.sh - of two servers the preferred one is silent: clients use the other one until it is back
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

OTHER_IP=198.51.100.20
LAB_STATE=$LAB_DIR/state
mkdir -p "$LAB_STATE"

end() {
	story_failed "${STORY_AT:-}"
	lab_stop server-other
	lab_in server ip address delete "$OTHER_IP/24" dev core
	lab_in server ip address delete "${OTHER_IP%.*}.21/24" dev core
}
trap end EXIT

start_other_server() {
	lab_address server core "$OTHER_IP/24,${OTHER_IP%.*}.21/24"
	lab_config server-other "ServerBindAddress $OTHER_IP"
	lab_daemon server-other server "$OURS/sbin/miredo-server" -f -p /run/miredo-other.pid \
		-c "$LAB_DIR/server-other.conf"
	lab_wait 10 "the other server's two sockets" lab_listens server 3544 4
}

# Starts a client with short refresh intervals: client HOST [COMMAND...]; COMMAND runs it.
client() {
	lab_config "client-$1" "InterfaceName teredo" "ServerAddress $SERVER_IP" \
		"ServerAddress $OTHER_IP" "RefreshInterval 5" "AdaptiveRefresh no"
	lab_daemon "client-$1" "$1" "${@:2}" "$OURS/sbin/miredo" -f -p /run/miredo.pid \
		-c "$LAB_DIR/client-$1.conf"
}

# Whether a client has an address of a server: is_of HOST SERVER
is_of() {
	# shellcheck disable=SC2086 # four numbers
	[[ $(lab_teredo_address "$1") = "$(printf '2001:0:%02x%02x:%x%02x:' ${2//./ })"* ]]
}

# The clock of client a can be put forward (sleep.c): put_forward SECONDS
put_forward() {
	printf '%015d' $(($1 * 1000)) | dd of="$LAB_DIR/slept" conv=notrunc status=none
}

command -v gcc >/dev/null || skip "no compiler for sleep.c"
gcc -D_GNU_SOURCE -shared -fPIC -pthread -o "$LAB_DIR/sleep.so" "$LAB_HERE/sleep.c"
put_forward 0
start_ours
start_other_server
client a env LD_PRELOAD="$LAB_DIR/sleep.so" LAB_SLEEP="$LAB_DIR/slept"
client c
wait_for_clients a c
is_of a "$SERVER_IP"
is_of c "$SERVER_IP"
lab_wait 5 "an answer to client c" ping_from c "$WEB_IP6"
c=$(lab_teredo_address c)
lab_in c ping -q -i 0.2 -W 2 "$WEB_IP6" >"$LAB_DIR/pings" &
pings=$!

# Stopped, it answers nothing. Client a, which is idle, will use the other server; client c will
# not, as its connections would end.
kill -STOP "$(lab_pid server)"
# Client b starts now, and finds the other server. After a restart, it has the same address.
export LAB_STATE
client b
lab_wait_client b
is_of b "$OTHER_IP"
b=$(lab_teredo_address b)
lab_wait 5 "an answer to client b" ping_from b "$WEB_IP6"
lab_stop client-b
client b
lab_wait_client b
[ "$(lab_teredo_address b)" = "$b" ]
lab_wait 5 "an answer to client b" ping_from b "$WEB_IP6"

lab_wait 30 "client a to use the other server" is_of a "$OTHER_IP"
lab_wait 5 "an answer to client a" ping_from a "$WEB_IP6"
fails logged client-a 'no Teredo address'
logged client-c "server $SERVER_IP stopped answering; keeping the current address"
kill -INT "$(program_pid c ping)"
wait $pings
grep -q " 0% packet loss" "$LAB_DIR/pings"
[ "$(lab_teredo_address c)" = "$c" ]

# The preferred server is back. A client returns when it has not heard from a peer for five
# minutes.
: >"$LAB_DIR/client-c.log"
kill -CONT "$(lab_pid server)"
lab_wait 8 "the server's answer to client c" logged client-c "Teredo address"
[ "$(lab_teredo_address c)" = "$c" ]
put_forward 301
lab_wait 8 "client a to return to its preferred server" is_of a "$SERVER_IP"
lab_wait 5 "an answer to client a" ping_from a "$WEB_IP6"
[ "$(lab_teredo_address b)" = "$b" ]
