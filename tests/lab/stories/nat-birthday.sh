# shellcheck shell=bash
# nat-birthday.sh - with BirthdayProbing, random symmetric NATs and port-restricted ones connect
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints the seconds to the first answer. NAT_RUNS is the number of runs [1].
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# Who starts, and who is reached. Of the first two, one may fail: 2 of 100 attempts do.
PAIRS=(symmetric:restricted restricted:symmetric block:restricted restricted:block)
PATIENCE=20

trap 'story_failed "${STORY_AT:-}"; lab_subscribers_remove' EXIT

# The hosts of a pair: first PAIR, second PAIR
first() {
	echo $((2 * $1))
}

second() {
	echo $((2 * $1 + 1))
}

make_subscribers() {
	local pair
	lab_subscribers_remove
	for pair in "${!PAIRS[@]}"; do
		lab_subscriber "$(first "$pair")" "${PAIRS[pair]%:*}"
		lab_subscriber "$(second "$pair")" "${PAIRS[pair]#*:}"
	done
}

# start_clients yes|no
start_clients() {
	local number
	for ((number = 0; number < 2 * ${#PAIRS[@]}; number++)); do
		lab_config "client-s$number" "InterfaceName teredo" "ServerAddress $SERVER_IP" \
			"BirthdayProbing $1"
		lab_miredo "client-s$number" "s$number" "$OURS"
	done
	for ((number = 0; number < 2 * ${#PAIRS[@]}; number++)); do
		lab_wait_client "s$number"
		lab_wait 20 "the NAT type of s$number" logged "client-s$number" 'NAT type: .*,'
	done
}

stop_clients() {
	local names=() number
	for ((number = 0; number < 2 * ${#PAIRS[@]}; number++)); do
		names+=("client-s$number")
	done
	lab_stop "${names[@]}"
}

# Appends the seconds to the first answer, if there is one, to the pair's file: connect PAIR
connect() {
	local from to began answered
	from=$(first "$1")
	to=$(lab_teredo_address "s$(second "$1")")
	began=$EPOCHREALTIME
	answered=$(lab_in "s$from" ping -n -D -c 1 -i 0.2 -w "$PATIENCE" "$to" |
		sed -n 's/^\[\([0-9.]*\)\].* bytes from .*/\1/p' | head -n 1)
	[ -n "$answered" ] || return 0
	awk "BEGIN { printf \"%.2f\\n\", $answered - $began }" >>"$LAB_DIR/birthday-$1"
}

connect_all() {
	local pair
	for pair in "${!PAIRS[@]}"; do
		connect "$pair" &
	done
	wait
}

# How often a pair connected.
times() {
	cat "$LAB_DIR/birthday-$1" 2>/dev/null | wc -l
}

print_times() {
	local pair
	for pair in "${!PAIRS[@]}"; do
		sort -n "$LAB_DIR/birthday-$pair" 2>/dev/null |
			awk -v pair="${PAIRS[pair]/:/ to }" -v runs="$RUNS" '{ of[NR] = $1 }
				END { printf "%s: %d of %d connected, median %s s, maximum %s s\n",
				pair, NR, runs, of[int((NR + 1) / 2)], of[NR] }'
	done
}

# The counter of a client, as its log shows it: counted HOST TEXT
counted() {
	kill -USR1 "$(lab_pid "client-$1")"
	lab_wait 5 "the counter of $1: $2" logged "client-$1" "$2"
}

RUNS=${NAT_RUNS:-1}
rm -f "$LAB_DIR"/birthday-*
make_subscribers
start_ours

# It is off by default, and then these pairs do not connect.
PATIENCE=8
start_clients no
connect_all
[ "$(cat "$LAB_DIR"/birthday-* 2>/dev/null | wc -l)" -eq 0 ]
stop_clients

PATIENCE=20
for ((run = 0; run < RUNS; run++)); do
	start_clients yes
	connect_all
	[ "$run" -lt $((RUNS - 1)) ] || {
		counted s2 '^[1-9][0-9]* bubbles sent to guessed ports'
		counted s4 '^1 peers asked to guess our port'
		counted s4 '^1 of them reached from a random port'
		ping_from s4 "$(lab_teredo_address s5)"
		ping_from s5 "$(lab_teredo_address s4)"
	}
	stop_clients
done
print_times | story_result
[ "$(times 2)" -eq "$RUNS" ]
[ "$(times 3)" -eq "$RUNS" ]
[ $(($(times 0) + $(times 1))) -ge $((2 * RUNS - 1 - RUNS / 5)) ]
