# shellcheck shell=bash
# machine.sh - hosts with their own files, processes and init scripts; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# To be sourced after daemons.sh. A host is a network namespace only; a machine has, in
# addition, its own processes, /run, /etc, and etc and var of our installation, and so can be
# set up as an administrator would, without systemd.

# The folders that a machine has for itself. Its changes are in memory, in an overlay.
MACHINE_FOLDERS=(/etc "$OURS/etc" "$OURS/var")
# For find: leaves out what a client stores to have the same address again (miredo(8), FILES). It
# is the client's, and outlives miredo-setup.
MACHINE_STATE=(-path "$OURS/var/lib/miredo/*" -prune -o)

# Makes a machine of a host: lab_machine HOST
lab_machine() {
	local changes=$LAB_DIR/machine-$1
	mkdir -p "$changes" "${MACHINE_FOLDERS[@]}"
	# The first process reaps the others.
	# shellcheck disable=SC2016 # expanded by the inner shell
	ip netns exec "$LAB-$1" unshare --mount --pid --fork --mount-proc bash -c '
		mount -t tmpfs -o mode=755 tmpfs /run
		changes=$1
		shift
		mount -t tmpfs -o mode=755 tmpfs "$changes" || exit 1
		for folder; do
			number=$((number + 1))
			mkdir "$changes/upper$number" "$changes/work$number"
			mount -t overlay -o "lowerdir=$folder,upperdir=$changes/upper$number,workdir=$changes/work$number" \
				overlay "$folder" || exit 1
		done
		rm -f /etc/ndppd.conf
		: >/run/ready
		exec env --ignore-signal=CHLD sleep infinity' lab "$changes" "${MACHINE_FOLDERS[@]}" \
		>"$changes.log" 2>&1 {LAB_LOCK}>&- &
	echo $! >"$changes.pid"
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

# Prints files, firewall, sysctls, processes, addresses and routes of a machine, to be
# compared: lab_machine_snapshot HOST
lab_machine_snapshot() {
	lab_on "$1" find "${MACHINE_FOLDERS[@]}" "${MACHINE_STATE[@]}" \
		\( -type f -o -type l \) -printf '%p %m %U %G %l\n' | sort
	lab_on "$1" find "${MACHINE_FOLDERS[@]}" "${MACHINE_STATE[@]}" -type f -exec md5sum {} + | sort
	lab_on "$1" nft -s list ruleset
	lab_on "$1" sysctl -a --pattern '^net\.ipv[46]\.(conf|ip_forward)' | grep -v '\.teredo\.'
	lab_on "$1" ps -eo args= | grep -v '^ps '
	lab_on "$1" ip -o address
	lab_on "$1" ip -6 route
	lab_on "$1" ip netns list
}

# Stops all processes of a machine: lab_machine_stop HOST
lab_machine_stop() {
	[ -e "$LAB_DIR/machine-$1.pid" ] || return 0
	pkill -9 -P "$(cat "$LAB_DIR/machine-$1.pid")" || true
	rm -rf "$LAB_DIR/machine-$1"*
}
