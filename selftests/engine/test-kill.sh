#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A first apply, one over a policy in force, and detach, killed at the system calls
# that change something: never does anything cross that nobody granted, as it did
# before there was a gate only while there is none, and the next apply or detach
# mends whatever was left.
#
#     KILL_MAX=100 test-kill.sh     kills per round, evenly spread
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || { echo "1..0 # SKIP strace is missing"; exit 0; }
CALLS=bpf,sendmsg,mkdir,rmdir,unlink,rename,openat,write,setns,flock
sed 's/"ENGINE"/"OTHER"/' "$POLICY" >"$TMP/other.rg"

calls()		# COMMAND...: "name ordinal" of each call it makes
{
	strace -f -qq -o "$TMP/trace" -e trace="$CALLS" "$RELGATE" -n "$GATE" "$@" >>"$TMP/log" 2>&1
	awk '{ name = $2; sub(/\(.*/, "", name) } name !~ /^[a-z]+$/ { next }
		name == "openat" && $0 !~ /O_WRONLY/ { next } { print name, ++n[name] }' "$TMP/trace"
}

kill_at()	# CALL ORDINAL COMMAND...
{
	local call=$1 n=$2
	shift 2
	strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$n" \
		"$RELGATE" -n "$GATE" "$@" >>"$TMP/log" 2>&1
	[ $? = 137 ]
}

# A lock of a family, or anything pinned, still stands.  The last step of detach
# opens one family after the other; whoever wanted to detach wanted that.
stands()	# FAMILY
{
	[ -n "$(ls "$(pins)" 2>/dev/null)" ] || gate_ip -"$1" rule | grep -q '^1:' ||
		in_ns gate nft list tables 2>/dev/null | grep -q relgate_lock
}

# With a gate, or what is left of one, a-d is shut; without any it may be open.
leaks()
{
	local f

	for f in 4 6; do
		stands "$f" || continue
		if arrives a d "$f" || arrives d a "$f"; then
			echo "$1: IPv$f leaks with $(status '[.in_force, .lock]')"
		fi
	done
}

round()		# NAME READY-COMMAND COMMAND...: READY makes the state to start from
{
	local name=$1 ready=$2 every bad="" killed=0 i=0 call n
	shift 2

	eval "$ready" >>"$TMP/log" 2>&1
	calls "$@" >"$TMP/calls"
	every=$(($(wc -l <"$TMP/calls") / ${KILL_MAX:-10} + 1))
	while read -r call n; do
		[ $((i++ % every)) = 0 ] || continue
		eval "$ready" >>"$TMP/log" 2>&1
		{ kill_at "$call" "$n" "$@" && killed=$((killed + 1)); } 2>/dev/null
		bad+=$(leaks "$call $n")
		# Whatever is left, an apply or a detach takes it up.
		if [ $((i / every % 2)) = 0 ]; then
			apply >"$TMP/out" 2>&1 || bad+="$call $n: apply fails: $(cat "$TMP/out")"
			[ "$(status .guarded)" = true ] || bad+="$call $n: unguarded after apply"
		else
			rg detach >"$TMP/out" 2>&1 || bad+="$call $n: detach fails: $(cat "$TMP/out")"
			[ "$(status .residue)" = true ] && bad+="$call $n: residue after detach"
		fi
	done <"$TMP/calls"
	is "$name: nothing leaks, all is mended" "$bad" ""
	echo "# $name: $killed kills among $(wc -l <"$TMP/calls") calls"
	[ "$killed" -gt 5 ] && ok "$name: enough kills" || not_ok "$name: enough kills" "$killed"
}

eng_begin
check "apply" apply
open "before all this"
round "first apply" "rg detach" apply "$POLICY"
round "apply over a policy" "rg detach; apply" apply "$TMP/other.rg"
round "detach" "apply" detach
check "apply" apply
open "after all this"
shut "after all this"
check "detach" rg detach
is "nothing left" "$(status '.residue // false')" false
eng_end
