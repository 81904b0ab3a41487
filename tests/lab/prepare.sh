# shellcheck shell=bash
# prepare.sh - what quickstart does before it shows anything; to be sourced
# It says in FAILURE what it is at, for give_up in wishes.sh.
# SPDX-License-Identifier: GPL-2.0-or-later

# shellcheck disable=SC2034 # FAILURE is read in wishes.sh
NEEDED=(
	# to build
	autoconf automake libtool autopoint gettext pkg-config gcc make libc6-dev
	libevent-dev libcap-dev libjudy-dev libsystemd-dev nettle-dev check
	# the private Internet
	iproute2 procps nftables iputils-ping curl python3 conntrack
)
NEEDED_CHECK=(
	# other compilers, and what reads sources and pages
	clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck mandoc bsdextrautils xz-utils git
	# stories: peers, captures, a locale
	miredo miredo-server tshark tcpdump iperf3 locales
	# other C libraries and machines
	musl-tools qemu-user-static gcc-s390x-linux-gnu libc6-dev-s390x-cross
	gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
	# packages and services
	build-essential dpkg-dev debhelper fakeroot lintian debootstrap systemd systemd-container
)

require_root() {
	if [ "$(id -u)" -ne 0 ]; then
		echo "quickstart needs root, for packages and network namespaces: sudo ./quickstart" >&2
		exit 1
	fi
}

# Debian 12 is what it is tested on; its relatives are given a try.
require_debian() {
	local ID="" ID_LIKE="" VERSION_ID="" PRETTY_NAME="this system"
	[ ! -r /etc/os-release ] || . /etc/os-release
	if [ "$ID" = debian ] && [ "$VERSION_ID" = 12 ]; then
		return
	fi
	if command -v apt-get >/dev/null && [[ " $ID $ID_LIKE " == *" debian "* ]]; then
		echo "warning: tested on Debian 12; $PRETTY_NAME may lack something"
		return
	fi
	cat >&2 <<-TEXT
		quickstart installs Debian packages; $PRETTY_NAME has none. Needed are what these
		packages of Debian 12 contain:
		  ${NEEDED[*]}
		Then: ./autogen.sh && ./configure && make && make check
	TEXT
	exit 1
}

missing_packages() {
	local package
	for package in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
			echo "$package"
	done
}

# Debian's own daemons are peers in tests: where they are installed for that,
# they are never started, now or at the next boot. forbid_services PACKAGE...
forbid_services() {
	local package
	[ -e /usr/sbin/policy-rc.d ] || {
		printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
		chmod +x /usr/sbin/policy-rc.d
		POLICY_IS_OURS=yes
	}
	mkdir -p /etc/systemd/system
	for package in "$@"; do
		case $package in
		miredo | miredo-server)
			ln -sf /dev/null "/etc/systemd/system/$package.service"
			echo "   Debian's $package is for tests: \"systemctl unmask $package\" allows its service"
			;;
		esac
	done
}

allow_services() {
	[ "${POLICY_IS_OURS:-no}" = no ] || rm -f /usr/sbin/policy-rc.d
}

install_packages() {
	local wanted=("${NEEDED[@]}") missing result
	FAILURE="installing Debian packages"
	# shellcheck disable=SC2154 # set by quickstart
	if [ "$check" = yes ]; then wanted+=("${NEEDED_CHECK[@]}"); fi
	mapfile -t missing < <(missing_packages "${wanted[@]}")
	if [ ${#missing[@]} -eq 0 ]; then
		echo "   all ${#wanted[@]} are there"
		return 0
	fi
	echo "   installing: ${missing[*]}"
	apt-get update -qq || true
	if [ "$check" = yes ]; then forbid_services "${missing[@]}"; fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
		-o Dpkg::Use-Pty=0 "${missing[@]}" | grep --line-buffered '^Setting up' |
		sed -u 's/^/   /'
	result=${PIPESTATUS[0]}
	allow_services
	return "$result"
}

# Builds into ./build, and installs into ./build/installed: the daemons know
# where their helper and their scripts are.
build() {
	FAILURE="building"
	mkdir -p "$BUILD"
	if [ ! -x configure ]; then
		echo "   autogen.sh"
		./autogen.sh >"$BUILD/autogen.log" 2>&1 || { tail -n 20 "$BUILD/autogen.log"; return 1; }
	fi
	if [ ! -e "$BUILD/config.status" ]; then
		echo "   configure"
		(cd "$BUILD" && ../configure --prefix="$OURS" --enable-werror >configure.log 2>&1) ||
			{ tail -n 20 "$BUILD/configure.log"; return 1; }
	fi
	make -C "$BUILD" -j"$(nproc)" install >"$BUILD/make.log" 2>&1 &
	show_progress $! || { tail -n 30 "$BUILD/make.log"; return 1; }
}

# A dot for each file that was compiled; the status of the process.
show_progress() {
	local seen=0 count
	printf '   make '
	while kill -0 "$1" 2>/dev/null; do
		count=$(grep -c '^  CC' "$BUILD/make.log" 2>/dev/null)
		for (( ; seen < ${count:-0}; seen++)); do printf .; done
		sleep 0.1
	done
	printf '\n'
	wait "$1"
}
