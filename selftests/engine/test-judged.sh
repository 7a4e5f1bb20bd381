#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The policy is replaced between a frame's judge and its guard: the guard asks the one
# that the judge asked, of that frame, once, and of no other.
#
# Guards I2.  Breaks that must make it fail: the guard asks the newest; it asks the
# judge's of any frame, or without end.
. "$(dirname "$0")/lib.sh"

eng_begin
sed 's/via USA;/direct;/' "$POLICY" >"$TMP/direct.rg"
check "a policy: by the hub alone" apply
check "and the next: directly" apply "$TMP/direct.rg"
check "the neighbour is known" reaches a c 4
is "before" "$(status .generation)" 2
"$BUILD/selftests/engine/judged" "$GATE" kr0 jp0 >"$TMP/told" 2>"$TMP/err"
told() { sed -n "s/^$1: //p" "$TMP/told"; }
is "no error" "$(cat "$TMP/err")" ""
is "nothing is replaced: it passes" "$(told nothing)" passes
is "the policy is replaced: it passes" "$(told replaced)" passes
is "the same frame once more: refused" "$(told twice)" refused
is "a frame that differs in its last octet: refused" "$(told octet)" refused
is "from another interface: refused" "$(told device)" refused
is "so much later that it must have waited: refused" "$(told late)" refused
is "after another frame was judged: refused" "$(told unjudged)" refused
is "the judge's policy is not kept any more: refused" "$(told forgotten)" refused
is "and the gate is as it was" "$(status .generation)" 2
eng_end
