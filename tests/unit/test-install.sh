#!/bin/sh
# test-install.sh - installed files and places; local changes are kept
# SPDX-License-Identifier: GPL-2.0-or-later

set -u

build=$(cd "${top_builddir:-..}" && pwd)
folder=$(mktemp -d) || exit 99
failed=0
trap 'rm -rf "$folder"' EXIT

complain () {
	echo "FAILED: $*"
	failed=1
}

# install DIR - installs below DIR with the directories of a distribution
install () {
	make -C "$build" install DESTDIR="$1" prefix=/usr exec_prefix=/usr sysconfdir=/etc \
		runstatedir=/run localstatedir=/var libdir=/usr/lib libexecdir=/usr/libexec \
		sbindir=/usr/sbin bindir=/usr/bin datarootdir=/usr/share mandir=/usr/share/man \
		includedir=/usr/include localedir=/usr/share/locale >"$folder/log" 2>&1 || {
		tail -n 20 "$folder/log"
		complain "make install failed"
	}
}

unset MAKEFLAGS MAKELEVEL MFLAGS
install "$folder/root"
for file in usr/sbin/miredo usr/sbin/miredo-server usr/sbin/miredo-checkconf usr/bin/teredo-mire \
	usr/libexec/miredo/miredo-privproc etc/miredo/miredo.conf etc/miredo/miredo-server.conf \
	etc/miredo/client-hook usr/libexec/miredo/relay-hook usr/libexec/miredo/relay-exit \
	usr/share/man/man8/miredo.8 \
	usr/share/man/man8/miredo-server.8 usr/share/man/man8/miredo-checkconf.8 \
	usr/share/man/man1/teredo-mire.1 usr/share/man/man5/miredo.conf.5 \
	usr/share/man/man5/miredo-server.conf.5 usr/share/doc/miredo/operations.md; do
	[ -e "$folder/root/$file" ] || complain "not installed: /$file"
done
for hook in etc/miredo/client-hook usr/libexec/miredo/relay-hook; do
	[ -x "$folder/root/$hook" ] || complain "$hook is not executable"
done
[ ! -e "$folder/root/etc/miredo/relay-hook" ] || complain "a relay has a hook although it needs none"
# The tree is configured for /usr/local: no file may be installed there.
outside=$(cd "$folder/root" && find . -type f | grep -vE '^\./(usr|etc|run|var)/')
[ -z "$outside" ] || complain "outside the given directories: $outside"

# Files changed by the administrator are kept by the next installation.
for file in miredo.conf client-hook; do
	echo '# mine' >>"$folder/root/etc/miredo/$file"
done
install "$folder/root"
for file in miredo.conf client-hook; do
	tail -n 1 "$folder/root/etc/miredo/$file" | grep -qx '# mine' || complain "$file was replaced"
	[ -e "$folder/root/etc/miredo/$file.dist" ] || complain "no $file.dist"
done
file=miredo-server.conf
[ ! -e "$folder/root/etc/miredo/$file.dist" ] || complain "$file.dist for an unchanged file"
exit $failed
