#!/bin/sh
# test-upkeep.sh - interfaces of a client and two relays that others change are configured again
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in its own network namespace, where all IPv4 addresses are on the loopback interface.
# The programs are built with paths in this build folder; their hooks are those for Linux. The
# relay named "plain" has none.

set -u

# shellcheck source=namespaces.sh
. "$(dirname "$0")/namespaces.sh"
own_namespaces --net --mount
# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
misc=$(cd "${srcdir:-$(dirname "$0")/..}/../misc/linux" && pwd)
builddir=$PWD/unit/client
# shellcheck source=daemons.sh
. "$(dirname "$0")/daemons.sh"

# Time since boot, in hundredths of a second
now () {
	read -r up _ </proc/uptime
	echo "${up%.*}${up#*.}"
}

# within TENTHS COMMAND... - waits until a command succeeds
within () {
	end=$(($(now) + 10 * $1))
	shift
	until "$@" >"$folder/output" 2>&1; do
		if test "$(now)" -gt $end; then
			complain "not true in time: $*"
			ip address show >&2
			ip -6 route show >&2
			tail "$folder"/*.log >&2
			exit 1
		fi
		sleep 0.1
	done
}
logged () { grep -qF -e "$2" "$folder/$1.log"; }
count () { grep -cF -e "$2" "$folder/$1.log"; }

client_is_configured () {
	ip link show dev client | grep -q ',UP' &&
		ip -6 address show dev client | grep -qF "$address/32" &&
		ip -6 address show dev client | grep -qF fe80::ffff:ffff:ffff/64 &&
		ip -6 route show dev client | grep -q '^default metric 1029'
}
relay_is_configured () {
	ip link show dev relay | grep -q ',UP' &&
		ip -6 address show dev relay | grep -qF fe80::ffff:ffff:ffff/64 &&
		ip -6 route show dev relay | grep -q '^2001::/32 metric 1029'
}
plain_is_configured () {
	ip link show dev plain | grep -q ',UP.* mtu 1300 ' &&
		ip -6 address show dev plain | grep -qF fe80::ffff:ffff:ffff/64 &&
		test "$(ip -6 address show dev plain | grep -c inet6)" = 1 &&
		ip -6 route show dev plain | grep -q '^2001:5::/32 metric 1029'
}

# restored COMMAND... - damages the configuration of all daemons, by a command whose last argument
# is the interface; it must come back within 5 s, with one line in the log
restored () {
	for daemon in client relay plain; do
		count $daemon '' >"$folder/$daemon.lines"
		"$@" $daemon || exit 99
		${daemon}_is_configured && complain "no damage: $*"
	done
	for daemon in client relay plain; do
		within 50 ${daemon}_is_configured
	done
	sleep 0.2
	for daemon in client relay plain; do
		test "$(count $daemon '')" = $(($(cat "$folder/$daemon.lines") + 1)) && continue
		cp "$folder/$daemon.log" "$folder/output"
		complain "$*: $daemon logged other than one line"
	done
}

set_down () {
	ip link set dev "$1" down
}
down_and_up () {
	ip link set dev "$1" down && ip link set dev "$1" up
}

for address in 198.51.100.10 198.51.100.11 198.51.100.30 198.51.100.40 198.51.100.50; do
	ip address add $address/32 dev lo || exit 99
done
ip link set lo up || exit 99
chmod 755 "$folder"
: >"$folder/output"
mkdir "$folder/programs" # other tests have other hooks in the same place
cp "$builddir/miredo" "$builddir/miredo-privproc" "$misc/client-hook" "$folder/programs"
mount --bind "$folder/programs" "$builddir" || exit 99

conf server 'ServerBindAddress 198.51.100.10'
start server "$programs/miredo-server" -c "$folder/server"
within 100 logged server 'server started'
conf client 'ServerAddress 198.51.100.10' 'BindAddress 198.51.100.30' 'InterfaceName client'
start client "$builddir/miredo" -c "$folder/client"
client=$pid
conf plain 'RelayType relay' 'BindAddress 198.51.100.50' 'InterfaceName plain' \
	'Prefix 2001:5::' 'InterfaceMTU 1300'
start plain "$builddir/miredo" -c "$folder/plain"
plain=$pid
within 100 logged plain 'relay started'
plain_is_configured || complain 'the relay without a hook was ready before its interface was configured'
cp "$misc/relay-hook" "$misc/relay-exit" "$builddir"
conf relay 'RelayType relay' 'BindAddress 198.51.100.40' 'InterfaceName relay'
start relay "$builddir/miredo" -c "$folder/relay"
relay=$pid
within 100 logged relay 'relay started'
relay_is_configured || complain 'the relay was ready before its interface was configured'
within 100 logged client 'Teredo address 2001:0:c633:640a:'
address=$(sed -n 's/^Teredo address \([^ ]*\) .*/\1/p' "$folder/client.log")
within 50 client_is_configured

# --- damage by others ---

restored set_down
restored down_and_up
restored ip -6 address flush dev
restored ip -6 route flush proto boot dev

# The same by SIGHUP, before the daemon does it by itself
ip -6 route delete default dev client
kill -HUP "$client"
ip -6 route delete 2001::/32 dev relay
kill -HUP "$relay"
ip -6 route delete 2001:5::/32 dev plain
kill -HUP "$plain"
within 8 client_is_configured
within 8 relay_is_configured
within 8 plain_is_configured
within 50 logged plain 'configuration reloaded'
within 50 logged client 'configuration reloaded'
within 50 logged relay 'configuration reloaded'

# --- the hook fails while there is no IPv6; it is run again ---

for daemon in client relay plain; do
	: >"$folder/$daemon.log"
	echo 1 >/proc/sys/net/ipv6/conf/$daemon/disable_ipv6
done
sleep 10 # the next attempt is 6 s away then
for daemon in client relay plain; do
	logged $daemon "interface $daemon could not be configured; see the messages above; next attempt in 1 s" ||
		complain "$daemon: the failure was not logged"
	echo 0 >/proc/sys/net/ipv6/conf/$daemon/disable_ipv6
done
within 50 client_is_configured
within 50 relay_is_configured
within 50 plain_is_configured
logged plain 'plain: cannot add the link-local address: Permission denied' ||
	complain 'what could not be set up was not logged'
within 10 logged plain 'interface plain is configured now'
within 10 logged client 'interface client is configured now'
within 10 logged relay 'interface relay is configured now'
within 10 logged client "Teredo address $address"

# --- the hook's own changes cause no repair ---

: >"$folder/client.log"
: >"$folder/relay.log"
: >"$folder/plain.log"
sleep 2
cat "$folder/client.log" "$folder/relay.log" "$folder/plain.log" >"$folder/output"
test ! -s "$folder/output" || complain 'messages although nothing was changed'

# --- a relay whose hook fails at the start: the command that starts it fails ---

kill "$relay"
wait "$relay" || complain "the relay ended with status $?"
printf '#!/bin/sh\nexit 5\n' >"$builddir/relay-hook"
"$builddir/miredo" -c "$folder/relay" -u nobody -p "$folder/relay.pid" >"$folder/output" 2>&1 </dev/null
status=$?
expect 1 "interface relay could not be configured; see the messages above"
within 50 sh -c '! ip link show dev relay'

# --- a relay without a hook does not wait for its helper ---

rm "$builddir/relay-hook"
mv "$builddir/miredo-privproc" "$builddir/privproc"
cat >"$builddir/miredo-privproc" <<END
#!/bin/sh
ip -6 route show dev relay >$folder/early
exec $builddir/privproc "\$@"
END
chmod 755 "$builddir/miredo-privproc"
start early "$builddir/miredo" -c "$folder/relay"
within 100 logged early 'relay started'
cp "$folder/early" "$folder/output"
grep -q '^2001::/32 metric 1029' "$folder/early" || complain 'no route before the helper started'

exit $failed
