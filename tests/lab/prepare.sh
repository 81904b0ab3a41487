# shellcheck shell=bash
# prepare.sh - package installation and build for quickstart; to be sourced
# SPDX-License-Identifier: GPL-2.0-or-later
#
# FAILURE is set to the step that is running, for give_up in demo.sh.

# shellcheck disable=SC2034 # FAILURE is read in demo.sh
NEEDED=(
	# build
	autoconf automake libtool autopoint gettext pkg-config gcc make libc6-dev
	libevent-dev libcap-dev libmnl-dev libmd-dev libminiupnpc-dev libnatpmp-dev check
	# private Internet
	iproute2 procps nftables iputils-ping curl python3 conntrack
)
NEEDED_CHECK=(
	# clang and linters
	clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck mandoc bsdextrautils xz-utils git
	# stories: Debian's daemons, capture tools, locales, what an exit meets, a router's daemon
	miredo miredo-server tshark tcpdump iperf3 locales ndppd iptables ufw miniupnpd-nftables
	# benchmark: wire modes, plots
	ethtool gnuplot-nox
	# other C libraries and architectures
	musl-tools qemu-user-static gcc-s390x-linux-gnu libc6-dev-s390x-cross
	gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
	# packages and services
	build-essential dpkg-dev debhelper fakeroot lintian debootstrap systemd systemd-container
	# the container image
	podman runc
)

require_root() {
	if [ "$(id -u)" -ne 0 ]; then
		echo "quickstart needs root to install packages and create network namespaces: sudo ./quickstart" >&2
		exit 1
	fi
}

# Tested on Debian 12; derivatives get a warning, other systems an error.
require_debian() {
	local ID="" ID_LIKE="" VERSION_ID="" PRETTY_NAME="this system"
	[ ! -r /etc/os-release ] || . /etc/os-release
	if [ "$ID" = debian ] && [ "$VERSION_ID" = 12 ]; then
		return
	fi
	if command -v apt-get >/dev/null && [[ " $ID $ID_LIKE " == *" debian "* ]]; then
		echo "warning: quickstart is tested on Debian 12 only; some packages may be missing from $PRETTY_NAME"
		return
	fi
	cat >&2 <<-TEXT
		quickstart installs Debian packages, which $PRETTY_NAME does not have. Install the
		equivalents of these Debian 12 packages:
		  ${NEEDED[*]}
		Then run: ./autogen.sh && ./configure && make && make check
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

# Keeps the services of packages that are installed only for tests from starting, now and at boot:
# forbid_services PACKAGE...
forbid_services() {
	local package
	[ -e /usr/sbin/policy-rc.d ] || {
		printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
		chmod +x /usr/sbin/policy-rc.d
		OUR_POLICY=yes
	}
	mkdir -p /etc/systemd/system
	for package in "$@"; do
		case $package in
		miredo | miredo-server | ndppd | ufw)
			ln -sf /dev/null "/etc/systemd/system/$package.service"
			echo "   $package is installed for tests only; \"systemctl unmask $package\" enables its service"
			;;
		esac
	done
}

allow_services() {
	[ "${OUR_POLICY:-no}" = no ] || rm -f /usr/sbin/policy-rc.d
}

install_packages() {
	local wanted=("${NEEDED[@]}") missing result
	FAILURE="installing Debian packages"
	# shellcheck disable=SC2154 # set by quickstart
	if [ "$check" = yes ]; then wanted+=("${NEEDED_CHECK[@]}"); fi
	mapfile -t missing < <(missing_packages "${wanted[@]}")
	if [ ${#missing[@]} -eq 0 ]; then
		echo "   all ${#wanted[@]} packages are installed"
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

# Builds in ./build and installs into ./build/installed: miredo finds its helper
# and hooks at the configured paths.
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

# Prints a dot for each file compiled until the process ends; returns its exit status.
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
