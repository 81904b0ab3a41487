# shellcheck shell=bash
# nat-pairs.sh - clients behind each pair of kinds of NAT connect, or not, as rfc6081.md says
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints the seconds to the first answer, and their median. NAT_RUNS is the number of runs [1].
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

KINDS=(cone address restricted symmetric preserving sequential)

# Whether clients behind the kinds of KINDS, in their order, are reached (y) or not (-)
# by one behind the kind of the row.
declare -A EXPECTED=(
	[cone]=yyyyyy
	[address]=yyyyyy
	[restricted]=yyy-yy
	[symmetric]=yy----
	[preserving]=yyy-yy
	[sequential]=yyy-y-
)

COUNT=${#KINDS[@]}
mapfile -t CLIENTS < <(seq -f s%g 0 $((2 * COUNT - 1)))
trap 'story_failed "${STORY_AT:-}"; lab_subscribers_remove' EXIT

# Of each kind there are two clients: one starts, one is reached: first KIND, second KIND
first() {
	echo "$1"
}

second() {
	echo $((COUNT + $1))
}

make_subscribers() {
	local kind
	lab_subscribers_remove
	for ((kind = 0; kind < COUNT; kind++)); do
		lab_subscriber "$(first "$kind")" "${KINDS[kind]}"
		lab_subscriber "$(second "$kind")" "${KINDS[kind]}"
	done
}

# Appends the seconds to the first answer, if there is one, to the pair's file: connect FROM TO
connect() {
	local patience=15
	if [ "${EXPECTED[${KINDS[$1]}]:$2:1}" = - ]; then patience=5; fi
	first_answer "s$(first "$1")" "$(lab_teredo_address "s$(second "$2")")" "$patience" \
		>>"$LAB_DIR/pair-$1-$2"
}

# Prints the median of the numbers in the files that exist: median FILE...
median() {
	cat "$@" 2>/dev/null | sort -n | awk '{ of[NR] = $1 } END { if (NR) print of[int((NR + 1) / 2)]; else print "-" }'
}

# All clients are new, so that no peer knows another one. Each takes part in one pair at a time:
# flows to others would move the ports.
run_once() {
	local shift from
	start_clients "${CLIENTS[@]}"
	for ((shift = 0; shift < COUNT; shift++)); do
		for ((from = 0; from < COUNT; from++)); do
			connect "$from" $(((from + shift) % COUNT)) &
		done
		wait
	done
	lab_stop "${CLIENTS[@]/#/client-}"
}

print_table() {
	local from to
	printf '%-12s' ""
	printf '%12s' "${KINDS[@]}"
	for ((from = 0; from < COUNT; from++)); do
		printf '\n%-12s' "${KINDS[from]}"
		for ((to = 0; to < COUNT; to++)); do
			printf '%12s' "$(median "$LAB_DIR/pair-$from-$to")"
		done
	done
	printf '\nmedian time to the first answer: %s s\n' "$(median "$LAB_DIR"/pair-*)"
}

# Whether a pair connected in each run, or in none, as expected: as_expected FROM TO
as_expected() {
	local wanted=0 times=0
	if [ "${EXPECTED[${KINDS[$1]}]:$2:1}" = y ]; then wanted=$RUNS; fi
	[ ! -e "$LAB_DIR/pair-$1-$2" ] || times=$(wc -l <"$LAB_DIR/pair-$1-$2")
	[ "$times" -eq "$wanted" ] ||
		fails echo "${KINDS[$1]} to ${KINDS[$2]}: connected in $times of $RUNS runs"
}

RUNS=${NAT_RUNS:-1}
rm -f "$LAB_DIR"/pair-*
make_subscribers
start_ours
for ((run = 0; run < RUNS; run++)); do
	run_once
done
print_table | story_result
unexpected=0
for ((from = 0; from < COUNT; from++)); do
	for ((to = 0; to < COUNT; to++)); do
		as_expected "$from" "$to" || unexpected=$((unexpected + 1))
	done
done
[ "$unexpected" -eq 0 ]
