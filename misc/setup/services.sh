# shellcheck shell=sh
# services.sh - starting and stopping daemons: systemd, init scripts, or neither
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "Direct" is for containers and network namespaces: the daemon is run, and not at boot.
# The services are miredo, miredo-server and ndppd. Their output is not for the terminal;
# it is in syslog, and $TMP/service.log.

# Prints how a service is managed: systemd, init or direct.
service_manager() {
	if [ -d /run/systemd/system ] && systemctl cat "$1.service" >/dev/null 2>&1; then
		echo systemd
	elif [ -x "$(service_script "$1")" ]; then
		echo init
	else
		echo direct
	fi
}

service_script() {
	case $1 in
	ndppd) echo /etc/init.d/ndppd ;;
	*) echo "$SYSCONFDIR/init.d/$1" ;;
	esac
}

service_pid() {
	case $1 in
	ndppd) PID_FILE=/run/ndppd.pid ;;
	*) PID_FILE=$RUNSTATEDIR/$1.pid ;;
	esac
	PID=$(cat "$PID_FILE" 2>/dev/null) && [ "$(cat "/proc/$PID/comm" 2>/dev/null)" = "$1" ] && echo "$PID"
}

service_is_running() {
	case $(service_manager "$1") in
	systemd) systemctl is-active --quiet "$1" ;;
	*) service_pid "$1" >/dev/null ;;
	esac
}

service_is_stopped() {
	! service_is_running "$1"
}

# Starts a service that is not running, and returns 1 if it does not run then.
service_start() {
	case $(service_manager "$1") in
	systemd) systemctl start "$1" ;;
	init) "$(service_script "$1")" start ;;
	direct) service_run "$1" ;;
	esac >"$TMP/service.log" 2>&1 </dev/null 9>&- && wait_for 5 service_is_running "$1"
}

# Runs a daemon, which goes into the background.
service_run() {
	case $1 in
	ndppd) ndppd -d -c /etc/ndppd.conf -p /run/ndppd.pid ;;
	*) "$SBINDIR/$1" ;;
	esac
}

service_stop() {
	case $(service_manager "$1") in
	systemd) systemctl stop "$1" ;;
	init) "$(service_script "$1")" stop ;;
	direct) kill "$(service_pid "$1")" ;;
	esac >/dev/null 2>&1 </dev/null 9>&-
	wait_for 10 service_is_stopped "$1" || warn "$1 does not stop"
}

service_restart() {
	service_stop "$1"
	service_start "$1"
}

service_reload() {
	case $(service_manager "$1") in
	systemd) systemctl reload "$1" ;;
	init) "$(service_script "$1")" reload ;;
	direct) kill -HUP "$(service_pid "$1")" ;;
	esac >"$TMP/service.log" 2>&1 </dev/null 9>&-
}

# Whether a service will be started at boot. Without a way to do so, it counts as enabled.
service_is_enabled() {
	case $(service_manager "$1") in
	systemd) systemctl is-enabled --quiet "$1" 2>/dev/null ;;
	init)
		case $(service_script "$1") in
		/etc/init.d/*) ;;
		*) return 0 ;; # in another prefix: no program enables it
		esac
		has_program update-rc.d || return 0
		set -- /etc/rc[2345].d/S??"$1"
		[ -e "$1" ]
		;;
	direct) true ;;
	esac
}

service_enable() {
	case $(service_manager "$1") in
	systemd) systemctl enable "$1" ;;
	init) update-rc.d "$1" defaults && update-rc.d "$1" enable ;;
	esac >/dev/null 2>&1
}

# Disables a service again: service_disable NAME LINKS, LINKS as printed before it was enabled
service_disable() {
	case $(service_manager "$1"),$2 in
	systemd,*) systemctl disable "$1" ;;
	init,some) update-rc.d "$1" disable ;;
	init,none) update-rc.d -f "$1" remove ;;
	esac >/dev/null 2>&1
}

# Prints whether a service has links in /etc/rc?.d: some or none
service_boot_links() {
	set -- /etc/rc[0-6].d/[SK]??"$1"
	if [ -e "$1" ]; then echo some; else echo none; fi
}

service_is_masked() {
	[ "$(service_manager "$1")" = systemd ] &&
		[ "$(systemctl is-enabled "$1" 2>/dev/null)" = masked ]
}

# Why a service did not start.
service_log() {
	cat "$TMP/service.log"
	if [ "$(service_manager "$1")" = systemd ]; then
		journalctl -q -u "$1" -n 10 --no-pager 2>/dev/null
	fi
}
