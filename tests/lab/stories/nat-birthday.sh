# shellcheck shell=bash
# nat-birthday.sh - with BirthdayProbing, random symmetric NATs and port-restricted ones connect
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints the seconds to the first answer. NAT_RUNS is the number of runs [1]. Without the
# directive these pairs do not connect: nat-pairs.
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# Who starts, and who is reached. One of them may fail: 1 or 2 of 100 attempts do.
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

start_probing() {
	local number
	for ((number = 0; number < 2 * ${#PAIRS[@]}; number++)); do
		lab_config "client-s$number" "InterfaceName teredo" "ServerAddress $SERVER_IP" \
			"BirthdayProbing yes"
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
	first_answer "s$(first "$1")" "$(lab_teredo_address "s$(second "$1")")" "$PATIENCE" \
		>>"$LAB_DIR/birthday-$1"
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
	if [ -e "$LAB_DIR/birthday-$1" ]; then wc -l <"$LAB_DIR/birthday-$1"; else echo 0; fi
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
for ((run = 1; run <= RUNS; run++)); do
	start_probing
	connect_all
	counted s0 '^1 peers asked to guess our port'
	counted s4 '^1 peers asked to guess our port'
	stop_clients
done
print_times | story_result
# In a small block, a pair may meet by chance before it guesses.
grep -q 'guessing its port' "$LAB_DIR/client-s1.log" "$LAB_DIR/client-s5.log"
connected=0
for pair in "${!PAIRS[@]}"; do
	connected=$((connected + $(times "$pair")))
done
[ "$connected" -ge $((${#PAIRS[@]} * RUNS - 1 - RUNS / 5)) ]
