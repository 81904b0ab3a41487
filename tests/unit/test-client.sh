#!/bin/sh
# test-client.sh - a client with two servers: debug messages, signals and reload
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in its own network namespace, where all addresses are on the loopback interface.
# The client is the real program, built with paths in this build folder.

set -u

# shellcheck source=namespaces.sh
. "$(dirname "$0")/namespaces.sh"
own_namespaces --net
# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
builddir=$PWD/unit/client
# shellcheck source=daemons.sh
. "$(dirname "$0")/daemons.sh"

# solicitations NAME PID - prints how many router solicitations a server has received
solicitations () {
	: >"$folder/$1.log"
	kill -USR1 "$2"
	await "$1.log" 'router advertisements sent'
	sed -n 's/ router solicitations received$//p' "$folder/$1.log"
}

for address in 198.51.100.10 198.51.100.11 198.51.100.20 198.51.100.21; do
	ip address add $address/32 dev lo || exit 99
done
ip link set lo up || exit 99
chmod 755 "$folder"
: >"$folder/output"
printf '#!/bin/sh\nexit 0\n' >"$builddir/client-hook" && chmod 755 "$builddir/client-hook" || exit 99

conf old 'ServerBindAddress 198.51.100.10'
start old "$programs/miredo-server" -c "$folder/old"
old=$pid
conf new 'ServerBindAddress 198.51.100.20'
start new "$programs/miredo-server" -c "$folder/new"
await old.log 'server started'
await new.log 'server started'

# --- debug messages ---

conf client 'ServerAddress 198.51.100.10' 'BindAddress 198.51.100.30'
start client "$builddir/miredo" -d -c "$folder/client"
client=$pid
until test -e "$folder/client.pid"; do sleep 0.01; done
kill -USR2 "$client" # still starting: ignored
# Its address appears later, as when a system boots.
await client.log 'no interface of this host has the address 198.51.100.30; waiting for it'
ip address add 198.51.100.30/32 dev lo
await client.log 'Teredo address 2001:0:c633:640a:'
await client.log 'no NAT' # all addresses are this host's
await client.log 'no port mapping: there is no NAT router to ask'
await client.log 'debug: qualification: '
grep -v 'debug: ' "$folder/client.log" | sed -n 's/^\(client started\|soliciting server\) .*/\1/p' |
	tr '\n' , | grep -qx 'client started,soliciting server,' ||
	complain 'the first state is not logged after the start'
: >"$folder/client.log"
kill -USR2 "$client"
await client.log 'debug level is now '
kill -0 "$client" || complain 'SIGUSR2 ended the client'

# --- SIGHUP: without a change, solicit at once; with another server, ask that only ---

before=$(solicitations old "$old")
: >"$folder/client.log"
kill -HUP "$client"
await client.log 'configuration reloaded'
sleep 0.2
after=$(solicitations old "$old")
test "$after" = $((before + 1)) || complain "reload without a change: $before, then $after solicitations"

conf client 'ServerAddress 198.51.100.20' 'BindAddress 198.51.100.30' 'BindPort 4000'
kill -HUP "$client"
await client.log 'ServerAddress changed from 198.51.100.10 to 198.51.100.20'
await client.log 'restart required to apply: BindPort'
await client.log 'Teredo address 2001:0:c633:6414:'
before=$after
after=$(solicitations old "$old")
test "$after" = "$before" || complain "the old server was asked again: $before, then $after solicitations"

kill -TERM "$client"
wait "$client" || complain "the client ended with status $?"

exit $failed
