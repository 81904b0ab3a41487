# shellcheck shell=bash
# recovery-sleep.sh - a host that has slept, while its NAT got another address, is back within 2 s
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

trap 'story_failed "${STORY_AT:-}"; lab_public nat1 192.0.2.2' EXIT

# Suspending the kernel is not for a test: sleep.c makes it look so to the daemon.
command -v gcc >/dev/null || skip "no compiler for sleep.c"
gcc -D_GNU_SOURCE -shared -fPIC -pthread -o "$LAB_DIR/sleep.so" "$LAB_HERE/sleep.c"
slept_for() {
	printf '%015d' $(($1 * 1000)) | dd of="$LAB_DIR/slept" conv=notrunc status=none
}
slept_for 0

start_ours
lab_config client-a "InterfaceName teredo" "ServerAddress $SERVER_IP"
lab_daemon client-a a env LD_PRELOAD="$LAB_DIR/sleep.so" LAB_SLEEP="$LAB_DIR/slept" \
	"$OURS/sbin/miredo" -f -p /run/miredo.pid -c "$LAB_DIR/client-a.conf"
lab_wait_client a
ping_from a "$WEB_IP6"

hours=0
for address in 192.0.2.3 192.0.2.4; do
	before=$(lab_teredo_address a)
	kill -STOP "$(lab_pid client-a)"
	lab_public nat1 "$address"
	hours=$((hours + 1))
	slept_for $((hours * 3600))
	kill -CONT "$(lab_pid client-a)"
	began=$(milliseconds)
	lab_wait 8 "an answer" lab_in a ping -c 1 -W 0.2 "$WEB_IP6"
	took=$(($(milliseconds) - began))
	echo "$took ms"
	[ $took -le 2000 ]
	[ "$(lab_teredo_address a)" != "$before" ]
	logged client-a "this host slept for 3600 s"
done
