# shellcheck shell=bash
# windows-nat.sh - our client behind a symmetric NAT meets emulations of Windows' client where RFC 6081 has a path
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# Two hosts behind each kind of NAT: one is met, one meets. Behind "none" there is no NAT.
KINDS=(none cone address restricted)
declare -A EXPECTED=([none]=y [cone]=y [address]=y [restricted]=-)
OURS_HOST=s0 # behind a symmetric NAT with random ports

trap 'story_failed "${STORY_AT:-}"; lab_subscribers_remove' EXIT

# Sets up the host sN: subscriber N KIND
subscriber() {
	local public=198.18.$((10 * $1 + 10))
	if [ "$2" != none ]; then
		lab_subscriber "$1" "$2"
		return
	fi
	lab_make_hosts "s$1"
	lab_router "s$1" core "$public.1" "$public.2"
}

# Whether the first answer comes within some seconds: reaches HOST HOST SECONDS
reaches() {
	lab_in "$1" ping -n -c 1 -i 0.2 -w "$3" "$(lab_teredo_address "$2")" >/dev/null
}

# Whether a pair connects, or does not, as expected: meet FROM TO KIND
meet() {
	if [ "${EXPECTED[$3]}" = y ]; then
		reaches "$1" "$2" 15 || fails echo "$3: $1 does not reach $2"
	else
		fails reaches "$1" "$2" 5 || fails echo "$3: $1 reaches $2"
	fi
}

lab_subscribers_remove
lab_subscriber 0 symmetric
for i in "${!KINDS[@]}"; do
	subscriber $((2 * i + 1)) "${KINDS[i]}"
	subscriber $((2 * i + 2)) "${KINDS[i]}"
done
start_ours
for ((i = 1; i <= 2 * ${#KINDS[@]}; i++)); do
	lab_windows "s$i" "$SERVER_IP"
	lab_wait_client "s$i"
done
start_clients "$OURS_HOST"
lab_wait 5 "the NAT type of our client" logged "client-$OURS_HOST" 'NAT symmetric'

pids=()
for i in "${!KINDS[@]}"; do
	meet "$OURS_HOST" "s$((2 * i + 1))" "${KINDS[i]}" &
	pids+=($!)
	meet "s$((2 * i + 2))" "$OURS_HOST" "${KINDS[i]}" &
	pids+=($!)
done
for pid in "${pids[@]}"; do
	wait "$pid"
done

# Once a pair has met, each side can start.
for i in "${!KINDS[@]}"; do
	[ "${EXPECTED[${KINDS[i]}]}" = y ] || continue
	reaches "s$((2 * i + 1))" "$OURS_HOST" 5
	reaches "$OURS_HOST" "s$((2 * i + 2))" 5
done
