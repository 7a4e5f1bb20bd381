#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every fuzzer over the seeds, the bug list among them, and then for
# FUZZ_CHECK_SECONDS (20) each on inputs of its own.  `make fuzz` runs on.
set -u
cd "${TOP:=$(cd "$(dirname "$0")/../.." && pwd)}" || exit 2
BUILD=${BUILD:-$TOP/build}
seconds=${FUZZ_CHECK_SECONDS:-20}
targets="fuzz_options fuzz_image fuzz_policy"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

n=0
result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n $2"; else echo "not ok $n $2"; fi
}

# One fuzzer, its output to a log; what it found to break itself is kept.
fuzz() {
	local name=$1 words=selftests/fuzz/${1#fuzz_}.dict dict=
	shift
	[ ! -f "$words" ] || dict="-dict=$words"
	# shellcheck disable=SC2086 # one word or none
	"$BUILD/fuzz/$name" -seed="${SEED:-20141229}" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$BUILD/fuzz/$name-" \
		-print_final_stats=1 $dict "$@" >"$work/$name.log" 2>&1
}

stat() {
	sed -n "s/^stat::$2: *//p" "$work/$1.log"
}

echo "KTAP version 1"
echo "1..$((1 + 2 * $(wc -w <<<"$targets")))"
"$BUILD/selftests/fuzz/seeds" "$work"
result $? "seeds are made"

for name in $targets; do
	dirs=$work/$name
	[ ! -d "selftests/fuzz/corpus/$name" ] || dirs="$dirs selftests/fuzz/corpus/$name"
	seeds=$(find $dirs -type f | wc -l)

	fuzz "$name" -runs=0 $dirs
	rc=$?
	[ "$(stat "$name" number_of_executed_units)" -ge "$seeds" ] 2>/dev/null || rc=1
	result $rc "$name: $seeds seeds"
	[ $rc = 0 ] || tail -n 30 "$work/$name.log" | sed 's/^/# /'

	fuzz "$name" -max_total_time="$seconds" $dirs
	rc=$?
	runs=$(stat "$name" number_of_executed_units)
	# A fuzzer that hardly ran has shown nothing.
	[ "${runs:-0}" -gt $((seeds + 100)) ] || rc=1
	result $rc "$name: ${runs:-no} inputs in $seconds s"
	[ $rc = 0 ] || tail -n 30 "$work/$name.log" | sed 's/^/# /'
done
