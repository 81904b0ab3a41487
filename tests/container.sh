# shellcheck shell=bash
# container.sh - build the image of misc/container and run it; to be sourced by packages
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The image is made from the bare Debian system and the packages just built. Its container
# is the rented host of the hosting network (lab/hosting.sh). Without podman, or where that
# cannot run containers, these tests are skipped.

# shellcheck source=lab/hosting.sh
. "$HERE/lab/hosting.sh"

pod() {
	podman --root "$SYSTEMS/podman" --runroot "$SYSTEMS/podman-run" --runtime runc "$@"
}

# podman's default limits are higher than some machines allow.
LIMITS=(--ulimit nofile=1024:1024 --ulimit nproc=1000:1000)

image_builds() {
	command -v podman >/dev/null || { echo "podman is not installed"; return 77; }
	tar -C "$SYSTEMS/bare" --exclude ./home/newcomer/miredo -c . | pod import -q - debian:12 || return
	pod run --rm "${LIMITS[@]}" --network none debian:12 true ||
		{ echo "podman cannot run containers on this machine"; return 77; }
	rm -rf "$FOLDER/image" && mkdir "$FOLDER/image" &&
		cp "$FOLDER"/miredo{,-server,-common}_*.deb "$FOLDER/image" &&
		pod build --format docker --isolation chroot --network host -t miredo \
			--build-context "packages=$FOLDER/image" -f "$TOP/misc/container/Containerfile" "$TOP"
}

needs_image() {
	if ! command -v podman >/dev/null || ! pod image exists miredo; then
		echo "there is no image"
		return 77
	fi
}

# Runs the image on the rented host: run_image OPTION...
run_image() {
	pod run "${LIMITS[@]}" --network "ns:/run/netns/$LAB-exit" --cap-add NET_ADMIN --cap-add NET_RAW \
		--device /dev/net/tun --sysctl net.ipv6.conf.all.forwarding=1 --health-interval disable "$@" miredo
}

# Whether a value is refused, and by the name of its variable: refuses NAME=VALUE
refuses() {
	run_image --rm --env "$1" >"$FOLDER/refused" 2>&1
	[ $? = 1 ] && grep "^error: ${1%%=*}[ :]" "$FOLDER/refused"
}

refuses_bad_values() {
	refuses SERVER_ADDRESS=192.0.2.300 && refuses SERVER_ADDRESS2="$EXIT_IP2" && refuses RELAY_PORT=udp &&
		refuses EXIT=2001:db8:99::/48 && refuses EXIT_ALLOW=192.0.2.0/33 && refuses EXIT_DENY=$'\nBindPort 1' &&
		refuses EXIT_CLIENT_RATE=fast && refuses EXIT_RATE=-1 && refuses ON_LINK=yes && refuses DEBUG=yes &&
		needs_privileges
}

needs_privileges() {
	! pod run --rm "${LIMITS[@]}" --network none miredo >"$FOLDER/refused" 2>&1 &&
		grep "^error: .*--cap-add NET_ADMIN" "$FOLDER/refused"
}

is_healthy() {
	pod healthcheck run exit
}

start_exit() {
	run_image --detach --name exit "$@" && lab_wait 20 "a healthy exit" is_healthy
}

# A client of the packages on host a, in a container too.
start_client() {
	lab_config client-a "InterfaceName teredo" "ServerAddress $EXIT_IP"
	pod run --detach --name client "${LIMITS[@]}" --network "ns:/run/netns/$LAB-a" --cap-add NET_ADMIN \
		--device /dev/net/tun --volume "$LAB_DIR/client-a.conf:/client.conf" --health-interval disable \
		--entrypoint miredo miredo --foreground --config /client.conf && lab_wait_client a
}

ping_out() {
	lab_in a ping -c 2 -i 0.2 -W 5 "$WWW_IP6"
}

serve_from_home() {
	mkdir "$LAB_DIR/home" && echo "Hello from home" >"$LAB_DIR/home/index.html" || return
	lab_daemon home a python3 -u -m http.server --bind "$(lab_teredo_address a)" --directory "$LAB_DIR/home" 80
	lab_wait 5 "the web server at home" fetch_from_home
}

fetch_from_home() {
	[ "$(lab_in www curl -gsS --max-time 2 "http://[$(lab_mapped a)]/")" = "Hello from home" ]
}

# What the container set up is gone when it stops.
leaves_nothing() {
	pod stop exit && [ "$(pod inspect -f '{{.State.ExitCode}}' exit)" = 0 ] &&
		! lab_in exit ip link show dev teredo && [ -z "$(lab_in exit nft list ruleset)" ]
}

# Runs a test on the hosting network: hosted routed|link one|two COMMAND
hosted() {
	local result
	needs_image || return
	lab_build && lab_hosting_build "$1" "$2" && "$3"
	result=$?
	pod logs exit
	pod rm --all --force --time 1
	return $result
}

serves_by_prefix() {
	start_exit --env "EXIT=$EXIT_PREFIX" && start_client && ping_out && serve_from_home &&
		leaves_nothing && pod start exit && lab_wait 20 "a healthy exit" is_healthy &&
		lab_in exit nft delete table ip6 miredo-teredo && ! is_healthy && stops_with_its_server
}

# The container fails, and is restarted if podman was told so, when a daemon exits.
stops_with_its_server() {
	local pid
	for pid in $(ip netns pids "$LAB-exit"); do
		if [ "$(cat "/proc/$pid/comm")" = miredo-server ]; then kill -9 "$pid"; fi
	done
	[ "$(pod wait exit)" = 1 ]
}

serves_on_link() {
	start_exit --env "EXIT=$EXIT_PREFIX" --env ON_LINK=yes --env "SERVER_ADDRESS2=$EXIT_IP2" &&
		start_client && ping_out && serve_from_home && leaves_nothing
}

masquerades() {
	start_exit && start_client && ping_out && leaves_nothing
}
