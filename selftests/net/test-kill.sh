#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# `relgate apply` killed at its system calls, one after another: whatever it leaves
# behind, nothing crosses that neither policy grants, and the next apply mends it.
#
#     KILL_ALL=1 test-kill.sh     every call, not only those that change something
#
# Guards I1, I2, I3.  Breaks that must make it fail: the lock set after the
# programs; the old policy taken out before the new one is in.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || watch_die "strace is missing"
net_begin --rule KOR:jp:hub --rule JPN:kr:hub
L=(--label "410:$GOOD") J=(--label "392:$GOOD")
OLD=$(policy tisa-2014.rg)
NEW=$(variant new tisa-2014.rg 's/TISA-2014/NEW/' \
	'/^agreement TISA/,/^}/s/level CONFIDENTIAL .. SECRET/level CONFIDENTIAL .. CONFIDENTIAL/')
CHANGES='^(bpf|sendmsg|sendto|setsockopt|mkdir|mkdirat|rmdir|unlink|unlinkat|rename|renameat|renameat2|link|linkat|mount|ioctl|write|pwrite64|ftruncate|setns|flock|clone|clone3|vfork|execve)$'

net_apply "$OLD"
# A steady trickle from both sides, wrong and right, while all this happens.
trickle()	# FIRST
{
	local side

	TRICKLE=()
	for side in "kr KOR" "jp JPN"; do
		set -- $side "$1"
		"$TRAFFIC" flood --ns "$LAB-$1" --nation "$2" --serial "$3" --count 10000000 --rate 500 >>"$TMP/log" 2>&1 &
		TRICKLE+=($!)
		lab_track $!
		set -- "$3"
	done
}

# Before a capture ends: what is under way then could be at its end and not yet on its way.
dry()
{
	kill "${TRICKLE[@]}" 2>/dev/null
	wait "${TRICKLE[@]}" 2>/dev/null
}
trickle 1000000000

# The calls of one apply, in order: name and how many of that name came before.
calls()		# POLICY
{
	strace -f -qq -o "$TMP/trace" -e trace=all "$RELGATE" -n "$LAB-gate" apply "${LAB_ENGINE[@]}" "$1" >>"$TMP/log" 2>&1
	awk -v all="${KILL_ALL:-}" -v change="$CHANGES" '
		{ name = $2; sub(/\(.*/, "", name) }
		name !~ /^[a-z_0-9]+$/ { next }
		{ n[name]++; if (all || name ~ change) print name, n[name] }' "$TMP/trace"
}

kill_at()	# POLICY CALL ORDINAL
{
	# in a shell of its own, which says "Killed" into the log
	bash -c '"$@"; exit $?' kill strace -f -qq -o /dev/null -e trace="$2" \
		-e inject="$2":signal=KILL:when="$3" "$RELGATE" -n "$LAB-gate" apply "${LAB_ENGINE[@]}" "$1" \
		>>"$TMP/log" 2>&1
}

# What must hold after each kill: not one packet that neither policy grants.
harmless()
{
	local first=$((SERIAL + 1000)) fam

	SERIAL=$first
	for fam in 4 6; do
		raw $fam kr jp --label "410:SECRET//DPRK-MISSILE"; SERIAL=$((SERIAL + 10))
		raw $fam kr jp; SERIAL=$((SERIAL + 10))
		raw $fam jp kr --label "392:TOP-SECRET//DPRK-MISSILE//$REL"; SERIAL=$((SERIAL + 10))
		raw $fam jp kr; SERIAL=$((SERIAL + 10))
	done >>"$TMP/log" 2>&1
	SERIAL=$((first + 200))
	raw4 kr jp --label "410:CONFIDENTIAL//DPRK-MISSILE//$REL" >>"$TMP/log" 2>&1
	sleep 0.02
	FIRSTS+=("$first")
}

round()		# NAME START-POLICY-OR-EMPTY POLICY
{
	local name=$1 start=$2 new=$3 call n killed=0 stuck=0 wrong=0 first step=0 every both=0 skip

	FIRSTS=()
	[ -n "$start" ] && net_apply "$start" || lab_relgate detach >/dev/null 2>&1
	calls "$new" >"$TMP/calls"
	[ -n "$start" ] && net_apply "$start" || lab_relgate detach >/dev/null 2>&1
	# so that all of it fits into its time: KILL_MAX kills, evenly spread
	every=$(($(wc -l <"$TMP/calls") / ${KILL_MAX:-60} + 1))
	[ -n "${KILL_ALL:-}" ] && every=1
	skip=$((RANDOM % every))
	echo "# $name: $(wc -l <"$TMP/calls") calls, killed at every ${every}th from the ${skip}th on"
	while read -r call n; do
		[ $((step++ % every)) = $skip ] || continue
		kill_at "$new" "$call" "$n"
		[ $? = 137 ] && killed=$((killed + 1))
		harmless
		if ! lab_relgate apply "${start:-$new}" >>"$TMP/log" 2>&1; then
			stuck=$((stuck + 1))
			say "stuck after $call $n: $(tail -1 "$TMP/log")"
		fi
		[ -n "$start" ] || lab_relgate detach >>"$TMP/log" 2>&1
	done <"$TMP/calls"
	watch_list
	for first in "${FIRSTS[@]}"; do
		wrong=$((wrong + $(seen_at KOR "$first" 100 jp) + $(seen_at JPN "$first" 100 kr)))
		[ "$(seen_at KOR $((first + 200)) 3 jp)" = 3 ] || both=$((both + 1))
	done
	check "$name: killed $killed times" [ "$killed" -gt 10 ]
	is "$name: the next apply mended it each time" "$stuck" 0
	[ -z "$start" ] && return
	is "$name: nothing crossed that neither policy grants" "$wrong" 0
	is "$name: what both grant went on crossing" "$both" 0
}

round "one policy after another" "$OLD" "$NEW"
net_apply "$OLD"
COUNT=1 raw4 kr jp "${L[@]}"; COUNT=1 raw6 kr jp "${L[@]}"; sleep 0.3
passes "after all of it, IPv4" via raw4 kr jp "${L[@]}"
passes "after all of it, IPv6" via raw6 jp kr "${J[@]}"
is "status: guarded" "$(lab_relgate -j status | jq -c '[.guarded, .locked]')" "[true,true]"

dry
watch_stop >>"$TMP/log" 2>&1
unbroken "no packet came to the other nation but from the hub"
is "the captures lost nothing" "$(jq .drops "$TMP/sum")" 0

# A first apply, where there was no policy: killed anywhere, it either has shut the
# stack's forwarding or done nothing yet.
NO_WATCH=1
lab_relgate detach >/dev/null 2>&1
TMP1=$TMP TMP=$TMP/first
mkdir "$TMP"
watch_start
trickle 2000000000
round "the first policy" "" "$OLD"
dry
watch_stop >>"$TMP/log" 2>&1
net_apply "$OLD"
TMP=$TMP1
is "status: guarded" "$(lab_relgate -j status | jq -c '[.guarded, .locked]')" "[true,true]"
! on bpf || check "no pins of half-made gates are left" [ "$(ls -d /sys/fs/bpf/relgate/* | wc -l)" -le "$(ip netns list | wc -l)" ]
NO_WATCH=1 net_end
