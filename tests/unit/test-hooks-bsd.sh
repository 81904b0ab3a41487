#!/bin/sh
# test-hooks-bsd.sh - commands that the hooks for BSD run
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ifconfig and route are replaced by scripts that log their arguments; route also
# keeps a default route.

set -eu

hooks=$(cd "${srcdir:-$(dirname "$0")/..}/../misc/bsd" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log

cat >"$scratch/ifconfig" <<END
#!/bin/sh
echo "ifconfig \$*" >>"$log"
END
cat >"$scratch/route" <<END
#!/bin/sh
case "\$*" in
"-n get -inet6 default")
	test -e "$scratch/default" && cat "$scratch/default"
	exit
	;;
"-n add -inet6 default "*) echo "  interface: tun0" >"$scratch/default" ;;
"-n delete -inet6 default") rm "$scratch/default" ;;
esac
echo "route \$*" >>"$log"
END
chmod +x "$scratch/ifconfig" "$scratch/route"
export IFCONFIG="$scratch/ifconfig" ROUTE="$scratch/route" IFACE=tun0 IFINDEX=7

one=2001:0:c000:201:0:f227:4de7:fe10
two=2001:0:c000:201:0:f227:4de7:fe11
ll=fe80::ffff:ffff:ffff

call () { # call HOOK VARIABLE=VALUE...
	: >"$log"
	hook=$1
	shift
	env "$@" "$hooks/$hook"
}

# did NAME - the commands logged must be those on standard input
did () {
	diff - "$log" || { echo "FAILED: $1"; exit 1; }
}

call client-hook STATE=up ADDRESS=$one LLADDRESS=$ll MTU=1280
did "client: up" <<END
ifconfig tun0 mtu 1280 up
ifconfig tun0 inet6 $ll%tun0 prefixlen 64 alias
ifconfig tun0 inet6 $one prefixlen 32 alias
route -n add -inet6 default $one
END

call client-hook STATE=up ADDRESS=$two LLADDRESS=$ll MTU=1280 OLD_ADDRESS=$one OLD_LLADDRESS=$ll \
	OLD_MTU=1280
did "client: another address; the old one is removed last" <<END
ifconfig tun0 inet6 $two prefixlen 32 alias
route -n delete -inet6 default
route -n add -inet6 default $two
ifconfig tun0 inet6 $one -alias
END

call client-hook STATE=up ADDRESS=$two LLADDRESS=$ll MTU=1400 OLD_ADDRESS=$two OLD_LLADDRESS=$ll \
	OLD_MTU=1280
did "client: another MTU only" <<END
ifconfig tun0 mtu 1400 up
END

call client-hook STATE=down OLD_ADDRESS=$two OLD_LLADDRESS=$ll OLD_MTU=1400
did "client: down" <<END
route -n delete -inet6 default
ifconfig tun0 inet6 $two -alias
END

echo "  interface: em0" >"$scratch/default"
call client-hook STATE=up ADDRESS=$one LLADDRESS=$ll MTU=1280 OLD_LLADDRESS=$ll OLD_MTU=1280
did "client: up with a native default route" <<END
ifconfig tun0 inet6 $one prefixlen 32 alias
END
call client-hook STATE=down OLD_ADDRESS=$one OLD_LLADDRESS=$ll OLD_MTU=1280
did "client: down; the native route is kept" <<END
ifconfig tun0 inet6 $one -alias
END

call client-hook STATE=destroy
did "client: destroy" <<END
ifconfig tun0 down
ifconfig tun0 destroy
END

call relay-hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280
did "relay: up" <<END
ifconfig tun0 mtu 1280 up
ifconfig tun0 inet6 $ll%tun0 prefixlen 64 alias
route -n add -inet6 2001:: -prefixlen 32 $ll%tun0
END
cat >"$scratch/route-exists" <<END
#!/bin/sh
echo "route \$*" >>"$log"
case "\$*" in *" add "*) exit 1 ;; esac
END
chmod +x "$scratch/route-exists"
call relay-hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280 ROUTE="$scratch/route-exists"
did "relay: up again" <<END
ifconfig tun0 mtu 1280 up
ifconfig tun0 inet6 $ll%tun0 prefixlen 64 alias
route -n add -inet6 2001:: -prefixlen 32 $ll%tun0
route -n change -inet6 2001:: -prefixlen 32 $ll%tun0
END
call relay-hook STATE=down OLD_ADDRESS=2001:: OLD_LLADDRESS=$ll OLD_MTU=1280
did "relay: down" <<END
route -n delete -inet6 2001:: -prefixlen 32
END

if call relay-hook STATE=up ADDRESS=2001:: LLADDRESS=$ll MTU=1280 EXIT=masquerade 2>/dev/null; then
	echo "FAILED: the relay is not an exit, but the hook succeeded"
	exit 1
fi
did "relay: exit" </dev/null

for hook in client-hook relay-hook; do
	if call $hook STATE=sideways 2>/dev/null; then
		echo "FAILED: $hook accepts any STATE"
		exit 1
	fi
done
