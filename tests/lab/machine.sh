# shellcheck shell=bash
# machine.sh - hosts with their own files, processes and init scripts; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced after daemons.sh. A host is a network namespace only; a machine has, in
# addition, its own processes, /run, copies of /etc and of our installation's etc and var,
# and so can be set up as an administrator would, without systemd.

# The folders of our installation that a machine has a copy of.
MACHINE_FOLDERS=(/etc "$OURS/etc" "$OURS/var")

# Makes a machine of a host: lab_machine HOST
lab_machine() {
	local folder copy=$LAB_DIR/machine-$1
	rm -rf "$copy"
	for folder in "${MACHINE_FOLDERS[@]}"; do
		mkdir -p "$copy$folder" "$folder"
		cp -a "$folder/." "$copy$folder"
	done
	rm -f "$copy"/etc/init.d/miredo* "$copy"/etc/ndppd.conf
	# The first process reaps the others.
	# shellcheck disable=SC2016 # expanded by the inner shell
	ip netns exec "$LAB-$1" unshare --mount --pid --fork --mount-proc bash -c '
		mount -t tmpfs -o mode=755 tmpfs /run
		copy=$1
		shift
		for folder; do mount --bind "$copy$folder" "$folder"; done
		: >/run/ready
		exec env --ignore-signal=CHLD sleep infinity' lab "$copy" "${MACHINE_FOLDERS[@]}" \
		>"$copy.log" 2>&1 {LAB_LOCK}>&- &
	echo $! >"$copy.pid"
	disown
	lab_wait 10 "machine $1" lab_on "$1" test -e /run/ready
}

# Runs a command on a machine: lab_on HOST COMMAND...
lab_on() {
	local first
	first=$(pgrep -P "$(cat "$LAB_DIR/machine-$1.pid")") || return 1
	shift
	nsenter --target "$first" --net --mount --pid -- "$@"
}

# Stops all processes of a machine: lab_machine_stop HOST
lab_machine_stop() {
	[ -e "$LAB_DIR/machine-$1.pid" ] || return 0
	pkill -9 -P "$(cat "$LAB_DIR/machine-$1.pid")" || true
	rm -rf "$LAB_DIR/machine-$1"*
}
