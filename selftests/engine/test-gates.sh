#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Gates side by side: each namespace has its own policy, counters, block and pins;
# what a deleted namespace leaves is found and removed, what lives is not.
. "$(dirname "$0")/lib.sh"

eng_undo() { P=$P-2; GATE=$P-gate; rg detach >/dev/null 2>&1
	for n in gate $NODES; do ip netns del "$P-$n" 2>/dev/null; done; }
second() { local P=$P-2; local GATE=$P-gate; "$@"; }
build_second() { namespace gate; in_ns gate sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	local n; for n in $NODES; do namespace "$n"; link "$n"; done
	in_ns h sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; }

eng_begin
second build_second
sed '/^agreement TISA/,/^}/d; s/"ENGINE"/"SECOND"/' "$POLICY" >"$TMP/second.rg"

check "apply here" apply
check "apply there" second apply "$TMP/second.rg"
is "here" "$(status '[.policy, .generation, .guarded]')" '["ENGINE",1,true]'
is "there" "$(second status '[.policy, .generation, .guarded]')" '["SECOND",1,true]'
open "here"
is "there: KOR to JPN is not granted" "$(second pairs no a-c c-a)" ""
is "there: domestic is" "$(second pairs yes a-b)" ""
is "counters are apart" "$(second rg -j show counters | jq '.ways.via.packets // 0')" 0
check "block there" second rg block
is "blocked there" "$(second pairs no a-b)" ""
open "not blocked here"

# From inside `ip netns exec`, where /sys is another.
is "status from inside" "$(in_ns gate "$RELGATE" -j status | jq -c '[.policy, .guarded]')" '["ENGINE",true]'
check "apply from inside, with a relative path" in_ns gate sh -c "cd '$ENG_DIR' && '$RELGATE' apply gate.rg"
is "the next generation" "$(status .generation)" 2

check "detach there" second rg detach
open "detached there, in force here"
is "no gate there" "$(second status '.in_force // false')" false

# A namespace deleted without detach: the netfilter link keeps it alive, unseen.
check "apply there again" second apply "$TMP/second.rg"
dir=$(second pins)
second ip netns del "$P-2-gate"
is "deleted: its pins are still there" "$([ -d "$dir" ] && echo yes)" yes
check "apply here" apply
is "an apply of the same gate does not look for them" "$([ -d "$dir" ] && echo yes)" yes
check "detach here" rg detach
is "detach does, and removes them" "$([ -d "$dir" ] || echo gone)" gone
sleep 0.5
is "and the devices go with the namespace" "$(second in_ns a ip -o link show eth0 2>/dev/null | wc -l)" 0
eng_end
