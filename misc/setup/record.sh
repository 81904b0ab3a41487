# shellcheck shell=sh
# record.sh - the record of all changes, and undo
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The folder $STATE has the file "record", with one line for each change, oldest first.
# A line is written before the change is made, so that undo works wherever miredo-setup
# was interrupted; to undo a change that was not made does nothing.
#
#   file SUM SAVED PATH   PATH was written, with the checksum SUM. The file as it was is
#                         $STATE/SAVED; "-": there was none
#   directory PATH        PATH was created
#   enabled SERVICE LINKS   SERVICE was set to start at boot; LINKS: services.sh
#   service STATE NAME    NAME was started or restarted; STATE: running or stopped before
#   rules                 rules with the comment "miredo-setup" were added with nft
#   command COMMAND...    this command undoes a change

record() {
	{
		make_state && printf '%s\n' "$*" >>"$STATE/record"
	} || fail "cannot write $STATE/record; nothing is changed without it"
	sync "$STATE/record" 2>/dev/null
}

# Saved files may contain secrets.
make_state() {
	[ -d "$STATE" ] || { mkdir -p "${STATE%/*}" && mkdir -m 700 "$STATE"; }
}

is_recorded() {
	[ -e "$STATE/record" ] && grep -qxF "$*" "$STATE/record"
}

# Copies a file into $STATE and sets SAVED to the copy's name.
save() {
	SAVED=-
	[ -e "$1" ] || return 0
	SAVED_COUNT=$(grep -c '^file ' "$STATE/record" 2>/dev/null)
	SAVED=saved-${SAVED_COUNT:-0}-${1##*/}
	{
		make_state && cp -p "$1" "$STATE/$SAVED"
	} || fail "cannot copy $1 to $STATE"
}

# Prints the checksum of what we last wrote to a file, if we did.
written_checksum() {
	[ -e "$STATE/record" ] || return 0
	awk -v path="$1" '$1 == "file" { sum = $2; $1 = $2 = $3 = ""
		if (substr($0, 4) == path) last = sum }
		END { print last }' "$STATE/record"
}

# Copies a file that somebody edited to FILE.edited, or FILE.edited.2, ...
keep_edited() {
	KEPT=$1.edited COPY=2
	while [ -e "$KEPT" ]; do
		if cmp -s "$1" "$KEPT"; then return; fi
		KEPT=$1.edited.$COPY
		COPY=$((COPY + 1))
	done
	cp -p "$1" "$KEPT" || fail "cannot copy $1 to $KEPT"
	say "$1 was edited since miredo-setup wrote it; the edited file is kept as $KEPT"
}

# Restores a file: undo_file SUM SAVED PATH
undo_file() {
	if [ -e "$3" ] && [ "$(checksum "$3")" != "$1" ]; then
		if [ "$2" = - ] || ! cmp -s "$3" "$STATE/$2"; then keep_edited "$3"; fi
	fi
	if [ "$2" = - ]; then
		rm -f "$3" && say "removed $3"
	else
		cp -p "$STATE/$2" "$3.miredo-setup" && mv -f "$3.miredo-setup" "$3" && say "restored $3"
	fi || fail "cannot restore $3; repair the cause and run \"miredo-setup undo\" again"
	rm -f "$3.miredo-setup"
}

# Undoes one change: undo_change LINE
undo_change() {
	LINE=$1
	set -f
	# shellcheck disable=SC2086 # split into words
	set -- $1
	set +f
	KIND=$1
	shift
	case $KIND in
	file) undo_file "$1" "$2" "${LINE#file "$1 $2" }" ;;
	directory) rmdir "$1" 2>/dev/null ;;
	enabled) service_disable "$1" "$2" ;;
	rules) firewall_remove_rules ;;
	command)
		"$@" >/dev/null 2>&1 || warn "this command failed: $*"
		;;
	esac
}

# Prints the services in the record with the state that they had at first.
recorded_services() {
	awk '$1 == "service" && !seen[$3]++ { print $3, $2 }' "$STATE/record"
}

# Prints the last line first.
reversed() {
	sed '1!G;h;$!d'
}

# Daemons are stopped first, and those that ran before are started again at the end, with
# their old configuration.
undo_all() {
	recorded_services | reversed | while read -r SERVICE WAS; do
		service_stop "$SERVICE"
		say "stopped $SERVICE"
	done
	reversed <"$STATE/record" >"$TMP/reversed"
	while read -r CHANGE; do
		undo_change "$CHANGE" </dev/null || exit 1
	done <"$TMP/reversed"
	recorded_services | while read -r SERVICE WAS; do
		[ "$WAS" = running ] || continue
		service_start "$SERVICE"
		say "started $SERVICE with its old configuration"
	done
}

# Prints the changes in the order in which they are undone, those of a service and of a file
# once.
describe_undo() {
	say "To undo:"
	awk '$1 != "service" || !seen[$3]++' "$STATE/record" | sed -e 's/^file [^ ]* - /  remove   /' -e 's/^file [^ ]* [^ ]* /  restore  /' \
		-e 's/^service running /  restart  /' -e 's/^service stopped /  stop     /' \
		-e 's/^enabled \([^ ]*\).*/  disable  \1/' -e 's/^directory /  remove   /' \
		-e 's/^rules$/  remove   the rules with the comment "miredo-setup" (nft)/' \
		-e 's/^command /  run      /' | reversed | awk '!seen[$0]++'
}

undo() {
	[ "$DRY_RUN" = yes ] || test_remove
	if [ ! -e "$STATE/record" ]; then
		say "Nothing to undo: there is no record in $STATE."
		return
	fi
	describe_undo
	[ "$DRY_RUN" = no ] || return 0
	confirm "Go ahead?" || exit 1
	undo_all || exit 1
	rm -rf "$STATE"
	rmdir "${STATE%/*}" 2>/dev/null
	say "Everything is as it was before miredo-setup."
}
