#!/bin/sh
# test-relay-exit.sh - a relay that is an exit: messages, hook, and the server on the same host
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in its own network namespace. The relay is built with paths in this build folder; its
# hook records how it is called.

set -u

# shellcheck source=namespaces.sh
. "$(dirname "$0")/namespaces.sh"
own_namespaces --net --mount
# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
builddir=$PWD/unit/client
# shellcheck source=daemons.sh
. "$(dirname "$0")/daemons.sh"

ip address add 198.51.100.10/32 dev lo && ip link set lo up || exit 99
chmod 755 "$folder"
: >"$folder/output"
cat >"$folder/relay-hook" <<END
#!/bin/sh
echo "\$STATE \$EXIT \$EXIT_CLIENTS \${EXIT_ALLOW-unset} \${EXIT_DENY-unset}" \\
	"\${EXIT_CLIENT_RATE-unset} \${EXIT_RATE-unset}" >>"$folder/calls"
END
chmod 755 "$folder/relay-hook"
: >>"$builddir/relay-hook"
mount --bind "$folder/relay-hook" "$builddir/relay-hook" || exit 99

# --- messages, and the environment of every call of the hook ---

conf relay 'RelayType relay' 'Exit 2001:db8:99::/64' 'ExitServer 198.51.100.10' \
	'ExitAllow 203.0.113.0/30 192.0.2.7' 'ExitClientRate 20'
start relay "$builddir/miredo" -c "$folder/relay"
await relay.log 'relay started'
await relay.log 'exit for clients of server 198.51.100.10: mapped to 2001:db8:99::/64'
grep -q 'not an address of this host' "$folder/relay.log" && complain 'the server is on this host'
: >"$folder/relay.log"
kill -USR1 "$pid"
await relay.log 'exit for clients of server 198.51.100.10: mapped to 2001:db8:99::/64'
conf relay 'RelayType relay' 'Exit masquerade' 'ExitServer 198.51.100.10'
kill -HUP "$pid"
await relay.log 'restart required to apply: Exit, ExitAllow, ExitClientRate'
kill "$pid"
wait "$pid" || complain "the relay ended with status $?"
variables='2001:db8:99::/64 2001:0:c633:640a::/64 ::34ff:8efc/126,::3fff:fdf8/128 unset 20 unset'
sort -u "$folder/calls" >"$folder/output"
printf '%s\n' "destroy $variables" "down $variables" "up $variables" |
	diff - "$folder/output" >&2 || complain 'other calls of the hook'

# --- without an exit ---

rm "$folder/calls"
conf relay 'RelayType relay'
start relay "$builddir/miredo" -c "$folder/relay"
await relay.log 'relay started'
await calls 'up   unset unset unset unset'
grep -q exit "$folder/relay.log" && complain 'the relay says that it is an exit'
kill "$pid"
wait "$pid"

# --- ServerBindAddress of miredo-server.conf in the configured folder ---

configured=$("$programs/miredo-checkconf" --help | sed -n 's/.*\[\(.*\)\/miredo\.conf\].*/\1/p')
parent=$configured
until test -d "$parent"; do
	parent=$(dirname "$parent")
done
case $builddir/ in
"${parent%/}"/*)
	echo 'not tested: the default of ExitServer, as the configured folder does not exist'
	exit $failed
	;;
esac
mount -t tmpfs none "$parent" && mkdir -p "$configured" || exit 99
conf relay 'RelayType relay' 'Exit masquerade'
run miredo-checkconf "$folder/relay"
expect 1 "ExitServer is required: $configured/miredo-server.conf: No such file"
start relay "$builddir/miredo" -c "$folder/relay"
wait "$pid"
test $? = 2 || complain 'the relay started without the address of its server'
await relay.log 'ExitServer is required'
echo 'ServerBindAddress 198.51.100.20' >"$configured/miredo-server.conf"
run miredo-checkconf -p "$folder/relay"
expect 0 'ExitServer           198.51.100.20            # default: ServerBindAddress of '
start relay "$builddir/miredo" -c "$folder/relay"
await relay.log 'exit for clients of server 198.51.100.20: masqueraded'
await relay.log 'warning: ExitServer 198.51.100.20 is not an address of this host'

exit $failed
