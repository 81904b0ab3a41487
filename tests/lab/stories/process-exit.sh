# shellcheck shell=bash
# process-exit.sh - when miredo or its helper is killed, the other exits and the interface is removed
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours

# After the signal, miredo, its helper and its interface are gone: kill_and_check SIGNAL PID
kill_and_check() {
	kill "-$1" "$2"
	lab_wait 10 "the interface to disappear" has_no_interface a
	lab_wait 10 "the helper to exit" has_no_helper a
	lab_wait 10 "miredo to exit" lab_exited client-a
}

for signal in TERM INT KILL; do
	start_clients a
	kill_and_check $signal "$(lab_pid client-a)"
done

start_clients a
kill_and_check KILL "$(helper_pid a)"
logged client-a 'miredo-privproc exited unexpectedly'

# The helper ignores SIGTERM and SIGINT; it exits when its channel closes.
start_clients a
kill -TERM "$(helper_pid a)"
kill -INT "$(helper_pid a)"
ping_from a "$WEB_IP6"
lab_has_address a
