# shellcheck shell=sh
# change.sh - changes: described for the plan, then made
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A command's changes are in one function that calls those below. It is called twice by
# plan_and_apply: first with MODE=plan, when they print a line for each change, and nothing
# for what is as it should be; then with MODE=apply, when they make the changes.

# Plans, asks, and applies: plan_and_apply FUNCTION
plan_and_apply() {
	MODE=plan CHANGES=0 READERS='' EFFECT=restart FILES_CHANGED=no
	say "To do:"
	"$1"
	if [ "$CHANGES" -eq 0 ]; then
		say "  nothing: all is as it should be"
		return 0
	fi
	if [ "$DRY_RUN" = yes ]; then
		say "Nothing was changed (dry run)."
		exit 0
	fi
	confirm "Go ahead?" || fail "nothing was changed"
	MODE=apply FILES_CHANGED=no
	"$1"
	rm -f "$STATE/restart" "$STATE/reload"
}

# Counts a change and, in the plan, prints it. Returns 1 if it is not to be made now.
change() {
	CHANGES=$((CHANGES + 1))
	[ "$MODE" = apply ] && return 0
	printf '  %-8s %s\n' "$1" "$2"
	return 1
}

# change_secret PATH TEXT GROUP EFFECT - the file contains TEXT, and only root and a group can
# read it. EFFECT: restart, or reload, of the server only.
change_secret() {
	READERS=$3 EFFECT=$4
	change_file "$1" "$2"
	READERS='' EFFECT=restart
}

# change_file PATH TEXT - the file contains TEXT. Daemons will be restarted.
change_file() {
	FILE=$(readlink -f "$1") || FILE=$1
	printf '%s\n' "$2" >"$TMP/new"
	! cmp -s "$TMP/new" "$FILE" || return 0
	[ "$FILES_CHANGED" = restart ] || FILES_CHANGED=$EFFECT
	if [ ! -e "$FILE" ]; then
		change write "$FILE" || return 0
	elif is_edited "$FILE" || has_settings "$FILE"; then
		change replace "$FILE, keeping a copy" || return 0
	else
		change replace "$FILE, which sets nothing" || return 0
	fi
	SAY_KEPT=no
	make_folder "${FILE%/*}"
	if is_edited "$FILE"; then
		keep_edited "$FILE"
	elif has_settings "$FILE"; then
		SAY_KEPT=yes
	fi
	save "$FILE"
	record file "$(checksum "$TMP/new")" "$SAVED" "$FILE"
	: >"$STATE/$EFFECT"
	[ "$SAY_KEPT" = no ] || say "$FILE: the old file is kept as $STATE/$SAVED"
	replace_file "$FILE"
}

# Replaces the file by $TMP/new at once, with the owner and mode of the old file.
replace_file() {
	{
		if [ -e "$1" ]; then
			cp -p "$1" "$1.miredo-setup"
		elif [ -n "$READERS" ]; then
			make_secret "$1.miredo-setup"
		fi
	} && cat "$TMP/new" >"$1.miredo-setup" && mv -f "$1.miredo-setup" "$1" && return
	fail "cannot write $1"
}

# Creates an empty file that only root and the group $READERS can read.
make_secret() {
	(umask 077 && : >"$1") && chgrp "$READERS" "$1" || return
	[ "$READERS" = 0 ] || chmod 640 "$1"
}

# Whether we wrote the file and somebody edited it since.
is_edited() {
	WRITTEN=$(written_checksum "$1")
	[ -n "$WRITTEN" ] && [ -e "$1" ] && [ "$(checksum "$1")" != "$WRITTEN" ]
}

make_folder() {
	[ -d "$1" ] || {
		make_folder "${1%/*}"
		record directory "$1"
		mkdir "$1" || fail "cannot create $1"
	}
}

# change_switch SERVICE VARIABLE - its file in default/ allows the service to start
change_switch() {
	SWITCHES=$SYSCONFDIR/default/$1
	if grep -q "^$2=\"*true\"*[[:space:]]*$" "$SWITCHES" 2>/dev/null; then return 0; fi
	if grep -q "^$2=" "$SWITCHES" 2>/dev/null; then
		change_file "$SWITCHES" "$(sed "s/^$2=.*/$2=true/" "$SWITCHES")"
	elif [ -e "$SWITCHES" ]; then
		change_file "$SWITCHES" "$(cat "$SWITCHES" && echo "$2=true")"
	else
		change_file "$SWITCHES" "$2=true"
	fi
}

# change_service NAME - the service is enabled and runs with the files as they are now
change_service() {
	! service_is_masked "$1" || fail "$1 is masked: run \"systemctl unmask $1\" first"
	if ! service_is_enabled "$1" && change enable "$1 (start at boot)"; then
		record enabled "$1" "$(service_boot_links "$1")"
		service_enable "$1" || fail "cannot enable $1"
	fi
	if ! service_is_running "$1"; then
		change start "$1" || return 0
		record service stopped "$1"
		service_start "$1" || failed_service "$1"
	elif [ -e "$STATE/restart" ] || [ "$FILES_CHANGED" = restart ]; then
		change restart "$1" || return 0
		record service running "$1"
		service_restart "$1" || failed_service "$1"
	elif [ "$1" = miredo-server ] && { [ -e "$STATE/reload" ] || [ "$FILES_CHANGED" = reload ]; }; then
		change reload "$1" || return 0
		record service running "$1"
		service_reload "$1" || failed_service "$1"
	fi
}

failed_service() {
	service_log "$1" >&2
	fail "$1 does not start, see above; once the cause is repaired, run the same command again, or \"miredo-setup undo\""
}

# change_command UNDO COMMAND... - the command is run; UNDO is the command that undoes it
change_command() {
	UNDO=$1
	shift
	change run "$*" || return 0
	record command "$UNDO"
	"$@" >/dev/null || fail "this command failed: $*"
}
