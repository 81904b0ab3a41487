# shellcheck shell=sh disable=SC2034,SC2154 # pid is for the script; folder is from programs.sh
# daemons.sh - daemons that a test starts and that end with it; to be sourced after programs.sh
# SPDX-License-Identifier: GPL-2.0-or-later

daemons=
export STATE_DIRECTORY=/nonexistent # the file there may be in use

clean_up () {
	# shellcheck disable=SC2086 # a list of numbers
	test -z "$daemons" || kill $daemons 2>/dev/null
	wait
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# start NAME PROGRAM ARGUMENT... - starts a daemon; its PID to $pid, its messages to $folder/NAME.log
start () {
	name=$1
	shift
	: >"$folder/$name.log"
	"$@" -f -u nobody -p "$folder/$name.pid" >>"$folder/$name.log" 2>&1 </dev/null &
	pid=$!
	daemons="$daemons $pid"
}

# await FILE TEXT - waits up to 10 s until a text appears in a file
await () {
	tries=100
	until grep -qF -e "$2" "$folder/$1"; do
		tries=$((tries - 1))
		if test $tries = 0; then
			cp "$folder/$1" "$folder/output"
			complain "$1 lacks: $2"
			exit 1
		fi
		sleep 0.1
	done
}
