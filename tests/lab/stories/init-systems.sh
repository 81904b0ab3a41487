# shellcheck shell=bash
# init-systems.sh - init scripts and a service manager start, reload and stop miredo
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"
# shellcheck source=../machine.sh
. "$LAB_HERE/machine.sh"

conf=$OURS/etc/miredo/miredo.conf
init() {
	lab_on a "$OURS/etc/init.d/miredo" "$@" {LAB_LOCK}>&-
}

# Replaces the configuration on host a: configure LINE...
configure() {
	printf '%s\n' "$@" | lab_on a tee "$conf" >/dev/null
}
trap 'story_failed "${STORY_AT:-}"; lab_machine_stop a' EXIT

start_ours

# --- the init script ---

lab_machine a
status=0
init status || status=$?
[ $status -eq 3 ] # not running
configure "ServerAddress $SERVER_IP"
init start
init start | grep -q 'already running'
lab_wait_client a
ping_from a "$WEB_IP6"
init status | grep -q 'running as PID'
init reload
configure "ServerAddress $SERVER_IP" "BindPort blue"
status=0
init restart || status=$?
[ $status -eq 6 ] # not configured; the running daemon is not stopped
ping_from a "$WEB_IP6"
configure "ServerAddress $SERVER_IP"
first=$(lab_on a cat "$OURS/var/run/miredo.pid")
init restart
lab_wait_client a
[ "$(lab_on a cat "$OURS/var/run/miredo.pid")" != "$first" ]
init stop
has_no_interface a
init stop | grep -q 'not running'
status=0
init status || status=$?
[ $status -eq 3 ]

# --- as under systemd: unprivileged user, one capability, notification socket ---

lab_config client-a "ServerAddress $SERVER_IP"
cat >"$LAB_DIR/manager.py" <<'END'
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
while True:
    print(s.recv(4096).decode(), flush=True)
END
rm -f "$LAB_DIR/notify"
install -d -o 65534 "$LAB_DIR/unprivileged" # for the PID file
lab_daemon manager a python3 "$LAB_DIR/manager.py" "$LAB_DIR/notify"
lab_wait 10 "the notification socket" test -S "$LAB_DIR/notify"
lab_daemon client-a a setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs \
	--bounding-set=-all,+net_admin --inh-caps=-all,+net_admin --ambient-caps=-all,+net_admin \
	env NOTIFY_SOCKET="$LAB_DIR/notify" WATCHDOG_USEC=400000 \
	"$OURS/sbin/miredo" -f -p "$LAB_DIR/unprivileged/miredo.pid" -c "$LAB_DIR/client-a.conf"
lab_wait_client a
ping_from a "$WEB_IP6"
lab_wait 10 "READY" logged manager '^READY=1'
lab_wait 10 "STATUS" logged manager '^STATUS=Teredo address 2001:0:'
lab_wait 10 "WATCHDOG" logged manager '^WATCHDOG=1'
kill -HUP "$(lab_pid client-a)"
lab_wait 10 "RELOADING" logged manager '^RELOADING=1'
lab_stop client-a
logged manager '^STOPPING=1'
lab_stop manager
has_no_interface a
