# shellcheck shell=sh
# namespaces.sh - running a test in its own namespaces; to be sourced first
# SPDX-License-Identifier: GPL-2.0-or-later

# own_namespaces OPTION... - skips the script or starts it again in the namespaces that unshare(1)
# makes with these options, as root, with /dev/net/tun and ip(8)
own_namespaces () {
	test -z "${IN_NAMESPACE:-}" || return 0
	if test "$(id -u)" != 0 || ! test -c /dev/net/tun || ! unshare "$@" true 2>/dev/null ||
		! command -v ip >/dev/null; then
		echo 'SKIP: needs root, /dev/net/tun, namespaces and ip(8)'
		exit 77
	fi
	IN_NAMESPACE=yes exec unshare "$@" "$0"
}
