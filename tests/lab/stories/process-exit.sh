# shellcheck shell=bash
# process-exit.sh - when miredo or its helper is killed, the other exits and the interface goes
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours

# end_by SIGNAL PID: what is left on host a is nothing
end_by() {
	kill "-$1" "$2"
	lab_wait 10 "the interface to go" has_no_interface a
	lab_wait 10 "the helper to end" has_no_helper a
	lab_wait 10 "miredo to end" lab_gone client-a
}

for signal in TERM INT KILL; do
	lab_client a "$OURS"
	lab_wait_client a
	end_by $signal "$(lab_pid client-a)"
done

lab_client a "$OURS"
lab_wait_client a
end_by KILL "$(helper_pid a)"
logged client-a 'helper miredo-privproc has ended'

# The helper minds no signal but the end of its channel.
lab_client a "$OURS"
lab_wait_client a
kill -TERM "$(helper_pid a)"
kill -INT "$(helper_pid a)"
ping_from a "$WEB_IP6"
lab_has_address a
