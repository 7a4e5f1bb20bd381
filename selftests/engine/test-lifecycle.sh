#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Apply, apply again, block, detach: what crosses, and what is left behind.
. "$(dirname "$0")/lib.sh"

eng_begin

residue()	# all that a gate could leave in a namespace
{
	ls "$(pins)" 2>/dev/null
	gate_ip rule | grep -E 'proto 114|blackhole'
	gate_ip -6 rule | grep -E 'proto 114|blackhole'
	in_ns gate nft list ruleset
	tc -n "$GATE" qdisc show | grep clsact
	"$BUILD/selftests/engine/foreign" list "$GATE" kr0 kr1 jp0 pk0 us0
	in_ns gate cat /proc/sys/net/ipv4/conf/us0/ignore_routes_with_linkdown | grep -v '^0$'
	gate_ip neigh | grep managed
}

is "before: the stack forwards, ungranted traffic too" "$(pairs yes a-d a-b)" ""
before=$(residue)
check "apply, dry run" rg apply --dry-run "$POLICY"
is "the dry run left nothing" "$(residue)" "$before"
check "apply" apply
open "applied"
shut "applied"
is "guarded, locked" "$(status '[.guarded, .locked, .generation]')" "[true,true,1]"
is "JPN's pings went by the hub" "$(rg -j show counters | jq '.ways.via.packets > 0 and
	.ways.via.packets == .ways.relayed.packets')" true
check "apply again" apply
is "the next generation" "$(status .generation)" 2
open "applied again"
check "block" rg block
closed "blocked"
check "apply while blocked" apply
closed "applied while blocked"
is "status says blocked" "$(status .blocked)" true
check "unblock" rg block --off
open "unblocked"

cp "$POLICY" "$TMP/bad.rg"
sed -i 's/^interface kr1/interface nosuch0/' "$TMP/bad.rg"
refuses "a policy for a device that is not there" "nosuch0" apply "$TMP/bad.rg"
is "leaves what was in force" "$(status '[.policy, .guarded]')" '["ENGINE",true]'
open "after a refused policy"

"$RELGATE" check -o "$TMP/image" "$POLICY" >/dev/null 2>&1
sed '/^interface kr1/,/^}/d; s/ENGINE/SMALLER/' "$POLICY" >"$TMP/small.rg"
check "a policy without kr1" apply "$TMP/small.rg"
is "kr1: nothing of ours is left there" \
	"$("$BUILD/selftests/engine/foreign" list "$GATE" kr1)" ""
is "what was granted there no longer crosses" "$(pairs no a-b b-a b-d)" ""
check "and with it again" apply
open "kr1 again"

check "detach" rg detach
is "detach leaves nothing" "$(residue)" "$before"
is "the stack forwards as before" "$(pairs yes a-d a-b)" ""
check "detach where nothing is" rg detach
eng_end
