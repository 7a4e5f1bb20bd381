#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-xdp-scenarios.sh [SCENARIO...]
#
# Scenarios of this folder, with frames judged in the driver: each line of theirs is one here.
cd "$(dirname "$0")" || exit 2

export RELGATE_HOOK=xdp
[ $# -gt 0 ] || set -- via direct spoof label-refusals policy-refusals local hub-down swap icmp cache
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
n=0 failed=0
echo "KTAP version 1"
for scenario; do
	LAB=rgx$$ "./test-$scenario.sh" >"$log" 2>&1 || failed=1
	lines=$(grep -cE "^(not )?ok " "$log")
	sed -nE "s/^((not )?ok) [0-9]+ /\\1 @ xdp $scenario: /p; /^#/p; /^Bail/p" "$log" |
		awk -v n="$n" '/^(not )?ok/ { sub("@", ++n) } { print }'
	n=$((n + lines))
	[ "$lines" -gt 0 ] || { echo "not ok $((n += 1)) xdp $scenario: ran no test"; failed=1; }
done
echo "1..$n"
exit $failed
