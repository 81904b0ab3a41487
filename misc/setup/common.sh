# shellcheck shell=sh
# common.sh - messages, questions and small tools of miredo-setup
# SPDX-License-Identifier: GPL-2.0-or-later

say() {
	printf '%s\n' "$*"
}

warn() {
	printf 'miredo-setup: %s\n' "$*" >&2
}

fail() {
	warn "$@"
	exit 1
}

# Prints one finding or result in two columns: row NAME TEXT...
row() {
	printf '  %-15s %s\n' "$1" "$2"
}

# Asks; --yes agrees, and a dry run goes on: confirm QUESTION
confirm() {
	[ "$YES$DRY_RUN" = nono ] || return 0
	[ -t 0 ] || fail "cannot ask \"$1\" without a terminal; --yes agrees to all that is asked"
	printf '%s [y/N] ' "$1"
	read -r ANSWER || return 1
	case $ANSWER in
	[yY] | [yY]es) ;;
	*) return 1 ;;
	esac
}

has_program() {
	command -v "$1" >/dev/null 2>&1
}

need_programs() {
	for PROGRAM in "$@"; do
		has_program "$PROGRAM" || fail "the program \"$PROGRAM\" is missing; $(package_hint "$PROGRAM")"
	done
}

package_hint() {
	case $1 in
	ip | ss) say "install the package iproute2" ;;
	ping) say "install the package iputils-ping" ;;
	conntrack) say "install the package conntrack" ;;
	nft) say "install the package nftables" ;;
	flock) say "install the package util-linux" ;;
	*) say "install it" ;;
	esac
}

# A folder for temporary files.
make_tmp() {
	TMP=$(mktemp -d) || fail "cannot create a temporary folder"
	trap clean_up EXIT
	trap 'say; warn "interrupted; \"miredo-setup undo\" undoes what was done"; exit 1' INT TERM HUP
}

# Removes temporary files, what the test of the server leaves behind, and the lock.
clean_up() {
	rm -rf "$TMP"
	[ "$LOCKED" = yes ] || return
	test_remove
	rm -f "$RUNSTATEDIR/miredo-setup.lock"
}

# Repeats a command until it succeeds, or returns 1: wait_for SECONDS COMMAND...
wait_for() {
	TRIES=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$TRIES" -gt 0 ] || return 1
		TRIES=$((TRIES - 1))
		sleep 0.1
	done
}

# Prints the value of a directive in a configuration file: conf_value FILE DIRECTIVE
conf_value() {
	[ -r "$1" ] || return 0
	awk -v name="$2" 'tolower($1) == tolower(name) { $1 = ""; print substr($0, 2); exit }' "$1"
}

# Prints a configuration file with other values of some directives, which are read as lines;
# what else is set stays: conf_with FILE
conf_with() {
	awk '
		NR == FNR { if (NF) { name[++n] = tolower($1); line[name[n]] = $0 } next }
		tolower($1) in line {
			if (line[tolower($1)] != "") print line[tolower($1)]
			line[tolower($1)] = ""
			next
		}
		{ print }
		END { for (i = 1; i <= n; i++) if (line[name[i]] != "") print line[name[i]] }' - "$1"
}

# Whether a file has lines other than comments, that is, whether somebody has set
# something in it.
has_settings() {
	grep -q '^[[:space:]]*[^#[:space:]]' "$1" 2>/dev/null
}

checksum() {
	sha256sum <"$1" | cut -d ' ' -f 1
}
