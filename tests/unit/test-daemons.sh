#!/bin/sh
# test-daemons.sh - messages and exit status of the daemons at start-up
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Needs no privileges. Uses the loopback addresses 127.x.y.1 to 127.x.y.3, chosen
# by PID.

set -u

# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
net=127.$(($$ / 250 % 250 + 1)).$(($$ % 250 + 1))
daemon=

clean_up () {
	test -z "$daemon" || kill "$daemon" 2>/dev/null
	rm -rf "$folder"
}
trap clean_up EXIT

# Ends the daemon in the background.
stop_daemon () {
	kill -TERM "$daemon"
	while kill -0 "$daemon" 2>/dev/null &&
		! grep -q '^State:.*Z' "/proc/$daemon/status" 2>/dev/null; do
		sleep 0.1
	done
	daemon=
}

# Waits for a pattern in the output of the daemon in the background; complains if the daemon ends:
# await_output PATTERN COMPLAINT
await_output () {
	until grep -q "$1" "$folder/output"; do
		kill -0 "$daemon" || { complain "$2"; break; }
		sleep 0.1
	done
}
trap 'exit 1' HUP INT TERM

# --- options ---

for program in miredo miredo-server; do
	run $program --help
	expect 0 "Usage: $program" --config --foreground --pidfile --user --version
	run $program -V
	expect 0 Miredo 'GNU General Public License'
	run $program --nonsense
	expect 2 nonsense "Try \"$program --help\"."
	run $program -c "$folder/none" -p "$folder/pid"
	expect 2 "error: $folder/none: No such file or directory"
	test "$(wc -l <"$folder/output")" = 1 || complain 'more than one message for one error'
done
run miredo-server one extra
expect 2 'unexpected argument "extra"'
run miredo one two
expect 2 'unexpected argument "two"'

# --- configurations ---

conf empty
run miredo -c "$folder/empty" -p "$folder/pid"
expect 2 "error: $folder/empty: ServerAddress is required (no Teredo server configured)"
run miredo-server -c "$folder/empty" -p "$folder/pid"
expect 2 "error: $folder/empty: ServerBindAddress is required"

conf wrong 'ServerAdress x' 'BindPort 70000' '' '# RelayType x' 'RelayType y' 'BindPort 1'
run miredo -c "$folder/wrong" -p "$folder/pid"
expect 2 "warning: $folder/wrong:1: unknown directive \"ServerAdress\"" \
	"error: $folder/wrong:2: BindPort \"70000\": must be" \
	"error: $folder/wrong:5: RelayType \"y\": must be" \
	"warning: $folder/wrong:6: duplicate BindPort (first set on line 2); the first value is used"

conf elsewhere 'ServerBindAddress 255.255.255.255'
run miredo-server -c "$folder/elsewhere" -p "$folder/pid"
expect 2 "error: $folder/elsewhere:1: ServerBindAddress \"255.255.255.255\": no server can have"
conf elsewhere 'ServerAddress 192.0.2.1' 'BindAddress 255.255.255.255'
run miredo -c "$folder/elsewhere" -p "$folder/pid"
expect 1 'error: cannot bind to 255.255.255.255 (limited broadcast); configure an address of this host'
test -e "$folder/pid" && complain 'a daemon that did not start left a PID file'
run teredo-mire 192.0.2.1
expect 1 'error: no interface of this host has the address 192.0.2.1'

# --- an address that no interface has yet: waits, and ends on SIGTERM only ---

# waits PROGRAM LINE... - starts a daemon with a configuration, in the background
waits () {
	program=$1
	shift
	conf elsewhere "$@"
	run "$program" -c "$folder/elsewhere" -p "$folder/pid"
	expect 0 'warning: no interface of this host has the address 192.0.2.1; waiting for it'
	read -r daemon <"$folder/pid" || complain 'no PID in the PID file'
	kill -HUP "$daemon"
	kill -USR1 "$daemon"
	sleep 0.1
	kill -0 "$daemon" || complain "$program does not wait"
	kill -TERM "$daemon"
	tries=50
	while test -e "$folder/pid"; do
		tries=$((tries - 1))
		if test $tries = 0; then
			complain "SIGTERM did not end $program"
			break
		fi
		sleep 0.1
	done
	daemon=
}
waits miredo-server 'ServerBindAddress 192.0.2.1'
waits miredo 'ServerAddress 192.0.2.1' 'BindAddress 192.0.2.1'

# --- a server in the background ---

conf server "ServerBindAddress $net.1"
mkdir "$folder/root"
set -- -c "$folder/server" -p "$folder/pid"
test "$(id -u)" != 0 || set -- "$@" --chroot "$folder/root"
run miredo-server "$@"
expect 0 "warning: $folder/server:1: ServerBindAddress \"$net.1\": not a public IPv4 address (loopback)"
read -r daemon <"$folder/pid" || complain 'no PID in the PID file'
kill -0 "$daemon" || complain 'the daemon is not running'
if test "$(id -u)" = 0; then
	test "$(readlink "/proc/$daemon/root")" = "$folder/root" || complain 'not in its root directory'
	tr '\0' '\n' <"/proc/$daemon/environ" | grep . && complain 'the environment can still be read'
	for fd in "/proc/$daemon/fd"/*; do
		target=$(readlink "$fd") || continue # closed meanwhile
		case $target in
		/dev/null | socket:* | pipe:* | anon_inode:*) ;;
		*)
			test -d "$fd/" && complain "open folder: $target"
			flags=$(grep '^flags:' "/proc/$daemon/fdinfo/${fd##*/}") || continue
			case $flags in *0) ;; *) complain "open for writing: $target" ;; esac
			;;
		esac
	done
fi

kill -USR2 "$daemon"
sleep 0.1
kill -0 "$daemon" || complain 'SIGUSR2 ended the server'

run miredo-server -c "$folder/server" -p "$folder/pid"
expect 1 "error: already running as PID $daemon ($folder/pid)"
run miredo-server -c "$folder/server" -p "$folder/pid2"
expect 1 "error: UDP port 3544 of address $net.1 is in use by another program"

stop_daemon
test ! -e "$folder/pid" || complain 'the PID file is there after the daemon has exited'

# Lines that are ignored do not keep it from starting; its argument replaces the addresses.
conf doubtful 'Colour blue' 'ServerBindAddress 192.0.2.1' 'ServerBindAddress 192.0.2.3' \
	'ServerBindAddress2 192.0.2.5' 'SyslogFacility uucp'
run miredo-server -c "$folder/doubtful" -p "$folder/pid" "$net.1"
expect 0 "warning: $folder/doubtful:1: unknown directive \"Colour\"" \
	"warning: $folder/doubtful:3: duplicate ServerBindAddress (first set on line 2)"
read -r daemon <"$folder/pid" || complain 'no PID in the PID file'
run miredo-server -c "$folder/server" -p "$folder/pid2"
expect 1 "error: UDP port 3544 of address $net.1 is in use by another program"
conf second "ServerBindAddress $net.2"
run miredo-server -c "$folder/second" -p "$folder/pid2"
expect 1 "error: UDP port 3544 of address $net.2 is in use by another program"
stop_daemon

# A server with one address leaves the next one to others.
conf one "ServerBindAddress $net.1" 'ServerBindAddress2 None'
run miredo-server -c "$folder/one" -p "$folder/pid"
expect 0
read -r daemon <"$folder/pid" || complain 'no PID in the PID file'
run miredo-server -c "$folder/second" -p "$folder/pid2"
expect 0
read -r other <"$folder/pid2" || complain 'no PID in the PID file'
kill "$other"
stop_daemon

# A host name that cannot exist, so that no name server is asked.
conf name 'ServerBindAddress no..name'
run miredo-server -c "$folder/name" -p "$folder/pid"
expect 1 'error: ServerBindAddress "no..name": DNS lookup failed'
conf name 'ServerAddress 192.0.2.1' 'BindAddress no..name'
run miredo -c "$folder/name" -p "$folder/pid"
expect 1 'error: BindAddress "no..name": DNS lookup failed'

# -u: a wrong user is refused, a number accepted
if test "$(id -u)" = 0; then
	run miredo-server "$@" -u root
	expect 1 'error: cannot run as user "root", which is root'
	run miredo-server "$@" -u nobody-there
	expect 1 'error: there is no user "nobody-there"'
	test ! -e "$folder/pid" || complain 'a daemon that did not start left a PID file'
fi

# --- a configuration that only root can read ---

if test "$(id -u)" = 0; then
	chmod 600 "$folder/server"
	"$programs/miredo-server" -f -u nobody -c "$folder/server" -p "$folder/pid" \
		>"$folder/output" 2>&1 &
	daemon=$!
	await_output 'server started' 'the server does not run'
	kill -HUP "$daemon"
	await_output 'reload failed' 'a failed reload ended the server'
	status=0
	expect 0 "error: $folder/server must be readable by user \"nobody\""
	kill -TERM "$daemon"
	wait "$daemon"
	daemon=
fi

# --- the responder ---

"$programs/teredo-mire" -d "$net.3" >"$folder/output" 2>&1 &
daemon=$!
await_output 'responding as 2001:' 'the responder does not run'
kill -USR2 "$daemon"
await_output 'debug level is now 2' 'SIGUSR2 ended the responder'
kill -TERM "$daemon"
wait "$daemon" || complain "the responder ended with status $?"
daemon=

exit $failed
