#!/bin/sh
# test-hooks.sh - the hooks for Linux, run in a network namespace
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu

misc=$(cd "${srcdir:-$(dirname "$0")/..}/../misc/linux" && pwd)

# shellcheck source=namespaces.sh
. "$(dirname "$0")/namespaces.sh"
own_namespaces --net --mount

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# ip, logging every command that changes something
cat >"$scratch/ip" <<END
#!/bin/sh
case " \$* " in
*" -batch "*) grep . | tee -a "$scratch/log" | $(command -v ip) "\$@" ;;
*" show "*) exec $(command -v ip) "\$@" ;;
*)
	echo "\$*" >>"$scratch/log"
	exec $(command -v ip) "\$@"
	;;
esac
END
chmod +x "$scratch/ip"

export IFACE=teredo IFINDEX IP="$scratch/ip"
one=2001:0:c000:201:0:f227:4de7:fe10
two=2001:0:c000:201:0:f227:4de7:fe11
ll=fe80::ffff:ffff:ffff

# call HOOK VARIABLE=VALUE... - runs a hook with an empty log
call () {
	: >"$scratch/log"
	hook=$1
	shift
	env "$@" "$misc/$hook"
}

fail () {
	echo "FAILED: $1"
	ip address show
	ip -6 route show table all
	ip -6 rule show
	cat "$scratch/log"
	exit 1
}

# has TEXT COMMAND... - the output of a command must have that text; has_no: must not
has () {
	text=$1
	shift
	"$@" 2>/dev/null | grep -qF -- "$text" || fail "no \"$text\" in: $*"
}
has_no () {
	text=$1
	shift
	if "$@" 2>/dev/null | grep -qF -- "$text"; then
		fail "there is \"$text\" in: $*"
	fi
}
# line TEXT - line of a command in the log
line () {
	grep -nF -- "$1" "$scratch/log" | head -n 1 | cut -d : -f 1
}

make_interface () {
	ip tuntap add dev "$IFACE" mode tun
	IFINDEX=$(ip -o link show dev "$IFACE" | cut -d : -f 1)
}
addresses () { ip -6 -o address show dev "$IFACE"; }
usable_addresses () { ip -6 -o address show dev "$IFACE" -deprecated; }
routes () { ip -6 route show table "$@"; }

client_up () { # client_up ADDRESS MTU [OLD_ADDRESS OLD_MTU]
	if [ $# = 2 ]; then
		call client-hook STATE=up ADDRESS="$1" LLADDRESS=$ll MTU="$2"
	else
		call client-hook STATE=up ADDRESS="$1" LLADDRESS=$ll MTU="$2" \
			OLD_ADDRESS="$3" OLD_LLADDRESS=$ll OLD_MTU="$4"
	fi
}
client_gone () { # client_gone STATE ADDRESS MTU
	call client-hook STATE="$1" OLD_ADDRESS="$2" OLD_LLADDRESS=$ll OLD_MTU="$3"
}

echo "client: up"
make_interface
client_up $one 1280
has "mtu 1280" ip link show dev $IFACE
has ",UP" ip link show dev $IFACE
has "$one/32" addresses
has "$ll/64" addresses
[ "$(addresses | grep -c 'scope link')" = 1 ] || fail "more than one link-local address"
has "default dev $IFACE metric 1029" routes main

echo "client: up again, unchanged and after others have changed the interface"
client_is_up () {
	has ",UP" ip link show dev $IFACE
	has "$one/32" addresses
	has "$ll/64" addresses
	has "default dev $IFACE metric 1029" routes main
}
client_up $one 1280
client_is_up
ip -6 route delete default dev $IFACE
client_up $one 1280
client_is_up
ip -6 address flush dev $IFACE
client_up $one 1280
client_is_up
ip link set dev $IFACE down
client_up $one 1280
client_is_up

echo "client: another address: added before the old one is deprecated, nothing else changes"
client_up $two 1280 $one 1280
has "$two/32" addresses
has_no "$one/32" usable_addresses
has "$two/32" usable_addresses
addresses | grep -F "$one/32" | grep -q 'deprecated.* valid_lft [23].sec preferred_lft 0sec' ||
	fail "the old address is not deprecated, or does not expire"
has "default dev $IFACE metric 1029" routes main
has "2001::/32 dev $IFACE" routes main
has_no expires routes main
[ "$(line "$two")" -lt "$(line "$one")" ] || fail "the old address was deprecated first"
[ "$(wc -l <"$scratch/log")" = 2 ] || fail "more than two changes"

echo "client: another MTU only"
client_up $two 1400 $two 1280
has "mtu 1400" ip link show dev $IFACE
[ "$(wc -l <"$scratch/log")" = 1 ] || fail "more than one change"

echo "client: down, up again, down, destroy"
client_gone down $two 1400
has_no "$two" addresses
has_no "default" routes main
client_up $one 1280
has "default dev $IFACE metric 1029" routes main
client_gone down $one 1280
client_gone destroy $one 1280
has_no ",UP" ip link show dev $IFACE
has_no inet6 addresses

echo "client: down and destroy after the interface was deleted or replaced"
client_up $one 1280
ip link delete $IFACE
client_gone down $one 1280
client_gone destroy $one 1280
old_index=$IFINDEX
make_interface
client_up $two 1280
new_index=$IFINDEX IFINDEX=$old_index
client_gone down $one 1280
client_gone destroy $one 1280
IFINDEX=$new_index
has "$two/32" addresses
has "default dev $IFACE metric 1029" routes main
client_gone down $two 1280
client_gone destroy $two 1280

echo "client: separate routing table"
mount --make-rprivate /
cp /etc/iproute2/rt_tables "$scratch/rt_tables"
printf '4380\tteredo\n' >>"$scratch/rt_tables"
mount --bind "$scratch/rt_tables" /etc/iproute2/rt_tables
ip -6 rule add from $one lookup teredo # left over by a killed miredo
client_up $one 1280
has "default dev $IFACE metric 1029" routes teredo
has_no default routes main
has "from $one lookup teredo" ip -6 rule show
client_up $two 1280 $one 1280
has "from $two lookup teredo" ip -6 rule show
has_no "from $one " ip -6 rule show
client_gone down $two 1280
has_no "lookup teredo" ip -6 rule show
has_no default routes teredo
client_gone destroy $two 1280
ip link delete $IFACE

echo "relay: up, down, destroy"
make_interface
call relay-hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280
has "mtu 1280" ip link show dev $IFACE
has ",UP" ip link show dev $IFACE
has "$ll/64" addresses
[ "$(addresses | wc -l)" = 1 ] || fail "more than one address"
has "2001::/32 dev $IFACE metric 1029" routes main
for damage in "link show" "-6 route delete 2001::/32" "-6 address flush" "link set down"; do
	# shellcheck disable=SC2086 # words
	ip $damage dev $IFACE >/dev/null
	call relay-hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280
	has ",UP" ip link show dev $IFACE
	has "$ll/64" addresses
	has "2001::/32 dev $IFACE metric 1029" routes main
done
call relay-hook STATE=down OLD_ADDRESS=2001:: OLD_LLADDRESS=$ll OLD_MTU=1280
has_no "2001::/32" routes main
call relay-hook STATE=destroy OLD_ADDRESS=2001:: OLD_LLADDRESS=$ll OLD_MTU=1280
has_no ",UP" ip link show dev $IFACE
has_no inet6 addresses

echo "a command that fails: the hook fails, and says which"
echo 1 >"/proc/sys/net/ipv6/conf/$IFACE/disable_ipv6"
for hook in client-hook relay-hook; do
	if call $hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280 2>"$scratch/errors"; then
		fail "$hook succeeds without IPv6"
	fi
	has "Command failed -:3" cat "$scratch/errors"
	has "3:address replace $ll/64 dev $IFACE" cat "$scratch/errors"
done
ip link delete $IFACE

echo "invalid STATE is refused"
for hook in client-hook relay-hook; do
	if call $hook STATE=sideways 2>/dev/null; then
		fail "$hook accepts any STATE"
	fi
done
