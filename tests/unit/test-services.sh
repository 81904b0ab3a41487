#!/bin/sh
# test-services.sh - init scripts and service-check: what is off or not configured stays off
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The scripts are those of the source, in a separate root directory, and daemons that
# only sleep.

set -u

# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
misc=$(cd "${srcdir:-.}/../misc" && pwd)
root=$folder/root
clean_up () {
	cat "$root"/run/*.pid 2>/dev/null | xargs -r kill 2>/dev/null
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$root/init.d" "$root/etc/default" "$root/run"

# substitute SOURCE TARGET - installs a script
substitute () {
	sed -e "s|@sbindir@|$root|g" -e "s|@pkglibexecdir@|$root|g" -e "s|@pkgsysconfdir@|$root/etc|g" \
		-e "s|@sysconfdir@|$root/etc|g" -e "s|@runstatedir@|$root/run|g" \
		-e "s|@name@|$name|g" "$misc/$1" >"$root/$2"
	chmod +x "$root/$2"
}

# A copy of sleep, as the name of a process is that of its program.
cat >"$root/daemon" <<'END'
#!/bin/sh
echo "started: $*"
"$0-sleep/${0##*/}" 60 >/dev/null 2>&1 &
echo $! >"$(dirname "$0")/run/${0##*/}.pid"
END
chmod +x "$root/daemon"
for name in miredo miredo-server; do
	mkdir "$root/$name-sleep"
	cp "$(command -v sleep)" "$root/$name-sleep/$name"
	cp "$root/daemon" "$root/$name"
	substitute sysvinit/init.in "init.d/$name"
	substitute service-check.in service-check
done
ln -s "$programs/miredo-checkconf" "$root/miredo-checkconf"

init () {
	name=$1
	shift
	"$root/init.d/$name" "$@" >"$folder/output" 2>&1
	status=$?
}

check () {
	"$root/service-check" "$@" >"$folder/output" 2>&1
	status=$?
}

# defaults NAME LINE... - writes /etc/default/NAME
defaults () {
	file=$root/etc/default/$1
	shift
	printf '%s\n' "$@" >"$file"
}

is_running () {
	kill -0 "$(cat "$root/run/$1.pid")" 2>/dev/null
}

# --- not configured: not started, and no failure ---

defaults miredo START_MIREDO=true
init miredo start
expect 0 "not started: $root/etc/miredo.conf does not exist"
cp "$misc/miredo.conf" "$misc/miredo-server.conf" "$root/etc"
init miredo start
expect 0 "not started: $root/etc/miredo.conf does not set ServerAddress or RelayType"
check start miredo
expect 1 'not started'
defaults miredo-server START_MIREDO_SERVER=true
init miredo-server restart
expect 0 "not started: $root/etc/miredo-server.conf does not set ServerBindAddress"
test ! -e "$root/run/miredo.pid" || complain 'started without a configuration'

# --- a server or another file in DAEMON_ARGS ---

defaults miredo START_MIREDO=true 'DAEMON_ARGS="-u nobody"'
check start miredo
expect 1 'does not set'
defaults miredo START_MIREDO=true 'DAEMON_ARGS="-u nobody teredo.example"'
check start miredo
expect 0
conf other.conf 'RelayType relay'
for args in "-c $folder/other.conf" "-c$folder/other.conf -f" "--config=$folder/other.conf" \
	"--config $folder/other.conf"; do
	defaults miredo START_MIREDO=true "DAEMON_ARGS='$args'"
	check start miredo
	expect 0
done
defaults miredo START_MIREDO=true "DAEMON_ARGS='-c $folder/none'"
check start miredo
expect 1 "$folder/none does not exist"

# --- switched off ---

echo 'ServerAddress 192.0.2.1' >"$root/etc/miredo.conf"
echo ' serverbindaddress 192.0.2.1' >"$root/etc/miredo-server.conf"
for line in '#START_MIREDO=true' START_MIREDO=false; do
	defaults miredo "$line" 'DAEMON_ARGS=""'
	for action in start restart try-restart; do
		init miredo $action
		expect 0
		test ! -e "$root/run/miredo.pid" || complain "$action although switched off"
	done
	check start miredo
	expect 1 "not started: START_MIREDO is not \"true\" in $root/etc/default/miredo"
	check force-start miredo
	expect 0
done
rm "$root/etc/default/miredo-server"
init miredo-server start
expect 0 'not started: START_MIREDO_SERVER is not "true"'

# --- switched on ---

defaults miredo START_MIREDO=true 'DAEMON_ARGS="-u nobody"'
init miredo start
expect 0 'started: -u nobody'
is_running miredo || complain 'not running'
init miredo start
expect 0 'already running'
first=$(cat "$root/run/miredo.pid")

# restart: not with a file that the daemon would refuse; even if switched off meanwhile
echo 'BindPort 99999' >>"$root/etc/miredo.conf"
init miredo restart
expect 6 'BindPort'
kill -0 "$first" || complain 'stopped by a restart that cannot succeed'
init miredo reload
expect 6 'BindPort'
# but with one that it accepts with a warning
printf '%s\n' 'ServerAddress 192.0.2.1' 'Colour blue' >"$root/etc/miredo.conf"
defaults miredo START_MIREDO=false
init miredo try-restart
expect 0 'started: '
test "$(cat "$root/run/miredo.pid")" != "$first" || complain 'not restarted'
is_running miredo || complain 'not running after try-restart'
init miredo stop
expect 0 stopping
is_running miredo && complain 'not stopped'

check start nonsense
expect 2 Usage
exit $failed
