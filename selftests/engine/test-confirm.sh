#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A policy on trial: in force at once, confirmed or gone back from, by the engine and
# with nobody there; also when the program that applied it was killed, at the moment
# of the deadline, and when there was no policy before.
#
# Breaks that must make it fail: a program that does not look at the deadline; a lock
# that reads the newest policy; a confirmation that does not exchange but stores.
. "$(dirname "$0")/lib.sh"

eng_begin
WIDE=$POLICY				# KOR and JPN by the hub; unmanaged: mgmt0, mgmt1
sed -e 's/"ENGINE"/"STRICT"/' -e '/^agreement/,/^}/d' -e '/^unmanaged/d' \
	-e '/^interface pk0/,/^}/d' "$POLICY" >"$TMP/strict.rg"
STRICT=$TMP/strict.rg			# only KOR's two networks; pk0 is not enrolled

wide() { is "$1: what the wide policy grants crosses" "$(pairs yes a-b b-a a-c c-a)" ""; shut "$1"; }
strict()
{
	is "$1: KOR's networks reach each other" "$(pairs yes a-b b-a)" ""
	is "$1: what the strict policy denies does not cross" "$(pairs no a-c c-a)" ""
	shut "$1"
}
# Neighbours that could not be asked for while all was shut are asked for again.
warm() { local n; for n in 1 2 3 4 5 6; do [ -z "$(pairs yes a-b a-c)" ] && return; done; }
boot() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }	# ms

# Deadlines, and what is beyond them: in seconds of a machine as fast as most.
SLOW=${RELGATE_SLOW:-1}
trial() { rg "${@:3}" apply --confirm "$(($1 * SLOW))s" "$2"; }	# SECONDS POLICY [OPTION...]
beyond() { sleep "$(($1 * SLOW)).2"; }

# Waits for the engine alone: no verb is called before something crosses or stops to.
until_wide() { local t=$(($(boot) + $1)); while [ "$(boot)" -lt $t ]; do arrives a c 4 && return; done; false; }

# ---- the deadline

check "apply the wide policy" apply "$WIDE"
open "applied"
# An nft chain cannot ask which policy is in force.
status .lock | grep -q nft && ASKS= || ASKS=1
[ "$(status .engine)" = '"kmod"' ] && CALL=sendmsg || CALL=bpf
start=$(boot)
check "apply the strict one on trial" trial 20 "$STRICT"
is "on trial: KOR's networks reach each other" "$(pairs yes a-b)" ""
is "on trial: nothing else does, nor what the previous policy alone leaves alone" "$(pairs no a-c c-a m-n)" ""
is "status says so" "$(status '[.policy, .generation, .previous, .trial.generation, .trial.state]')" \
	'["STRICT",2,1,2,"pending"]'
refuses "another apply has to wait" "confirm" apply "$WIDE"
check "the engine goes back, with nobody there" until_wide $((60000 * SLOW))
took=$(($(boot) - start))
[ $took -ge $((19990 * SLOW)) ] && [ $took -lt $((28000 * SLOW)) ] && ok "in time" ||
	not_ok "in time" "after $took ms of $((20000 * SLOW))"
wide "gone back"
[ -n "$ASKS" ] && is "gone back: unmanaged interfaces, too" "$(pairs yes m-n n-m)" ""
is "status says so" "$(status '[.policy, .generation, .guarded, .locked, .trial.generation, .trial.state]')" \
	'["ENGINE",1,true,true,2,"expired"]'
refuses "a confirmation comes too late" "too late" rg confirm
is "rollback says that it happened" "$(rg -j rollback | jq -c '[.generation, .left, .by_itself]')" '[1,2,true]'
open "after rollback"
refuses "there is one way back only" "no previous" rg rollback

# ---- confirmed; rolled back by hand

check "apply the strict one on trial" trial 8 "$STRICT"
check "confirm" rg confirm
beyond 8
strict "confirmed, and the time is up"
is "status has no trial" "$(status '[.policy, .generation, .previous, .trial]')" '["STRICT",3,1,null]'
is "what only the previous one had is free" "$(status '[.interfaces[].name]')" '["jp0","kr0","kr1","us0"]'
refuses "nothing waits" "nothing waits" rg confirm
check "rollback by hand" rg rollback
open "rolled back by hand"
shut "rolled back by hand"
is "pk0 is guarded again" "$(status '[.guarded, .generation]')" '[true,1]'
check "apply the strict one for good" apply "$STRICT"
strict "applied for good"
check "rollback" rg rollback
open "rolled back"
check "apply the strict one on trial" trial 60 "$STRICT"
check "rollback in the middle of a trial" rg rollback
open "rolled back in the middle of a trial"
check "apply the strict one" apply "$STRICT"
"$RELGATE" -n "$GATE" -j monitor >"$TMP/changes" 2>/dev/null &
watcher=$!
sleep "$SLOW"
check "the wide one on trial" trial 12 "$WIDE"
is "the wide one on trial" "$(pairs yes a-c c-a ${ASKS:+m-n})" ""
beyond 12
is "the strict one again: nothing stays open that it keeps shut" "$(pairs no a-c m-n a-d)" ""
sleep "$SLOW"
kill $watcher
wait $watcher 2>/dev/null
is "the monitor tells" "$(jq -rR 'fromjson? | select(.at == "policy") | .change' "$TMP/changes" | tr '\n' ' ')" \
	'applied not confirmed in time '
check "an apply puts an end to what expired" apply "$WIDE"
open "applied over it"

# ---- at the moment of the deadline, under traffic

# The order in which they judged.  The last line may be half a one.
generations() { jq -rR 'fromjson? | select(.at == "ingress") | .generation' "$TMP/events" | uniq | tr '\n' ' '; }

bad="" early=0 late=0 delay=700 low=0 high=1000
check "the strict one for good" apply "$STRICT"
for i in 1 2 3 4 5 6 7 8; do
	"$RELGATE" -n "$GATE" -j monitor >"$TMP/events" 2>/dev/null &
	watcher=$!
	ip netns exec "$P-a" ping -n -q -i "$(awk -v slow="$SLOW" 'BEGIN { print 0.002 * slow * slow }')" -W 1 \
		"$(addr b 4)" >/dev/null 2>&1 &
	pinger=$!
	for ((tries = 100 * SLOW; tries > 0; tries--)); do
		[ ! -s "$TMP/events" ] || break
		sleep 0.1
	done
	was=$(status .generation)
	new=$(trial 1 "$WIDE" -j | jq .generation)
	# Nearer and nearer to the deadline, from either side.
	sleep "$(awk -v ms=$((delay * SLOW)) 'BEGIN { print ms / 1000 }')"
	if rg confirm >/dev/null 2>&1; then
		want=$new early=$((early + 1)) low=$delay
	else
		want=$was late=$((late + 1)) high=$delay
	fi
	delay=$(((low + high) / 2))
	sleep "$(awk -v ms=$((300 * SLOW)) 'BEGIN { print ms / 1000 }')"
	kill $pinger $watcher
	wait $pinger $watcher 2>/dev/null
	[ "$(status .generation)" = "$want" ] || bad+="round $i: $(status .generation) in force, not $want; "
	case " $(generations)" in
	" $was $new " | " $was $new $was " | " $new " | " $new $was ") ;;
	*) bad+="round $i: judged by $(generations)(was $was, new $new); " ;;
	esac
	rg rollback >/dev/null 2>&1
	apply "$STRICT" >/dev/null
done
is "confirmations about the deadline: what they say holds, and nothing flips back" "$bad" ""
echo "# $early in time, $late too late"
[ $early -gt 0 ] && [ $late -gt 0 ] && ok "some came in time, some too late" || not_ok "some in time, some too late" "$early, $late"

# ---- whoever applied it is killed

if command -v strace >/dev/null; then
	bad="" kills=0
	strace -f -qq -o "$TMP/trace" -e trace=$CALL "$RELGATE" -n "$GATE" apply --confirm "$((60 * SLOW))s" "$WIDE" >/dev/null 2>&1
	rg rollback >/dev/null
	calls=$(grep -c "$CALL(" "$TMP/trace")
	for back in 1 3 7 12 20; do
		strace -f -qq -o /dev/null -e trace=$CALL -e inject="$CALL:signal=KILL:when=$((calls - back))" \
			"$RELGATE" -n "$GATE" apply --confirm "$((2 * SLOW))s" "$WIDE" >/dev/null 2>&1
		[ $? = 137 ] && kills=$((kills + 1))
		bad+=$(pairs no a-d d-a)
		beyond 2
		bad+=$(pairs no a-c m-n)
		bad+=$(pairs yes a-b)
		[ "$(status .policy)" = '"STRICT"' ] || bad+="$back: $(status .policy) in force; "
	done 2>/dev/null
	is "apply --confirm killed: the previous policy is in force when the time is up" "$bad" ""
	[ $kills -gt 3 ] && ok "enough kills" || not_ok "enough kills" "$kills"
	check "an apply takes up what they left" apply "$WIDE"
	open "taken up"
else
	skip "apply --confirm killed" "strace is missing"
fi

# ---- nothing before it

check "detach" rg detach
check "the first policy on trial" trial 12 "$WIDE"
is "the first policy on trial" "$(pairs yes a-b a-c ${ASKS:+m-n})" ""
beyond 12
closed "not confirmed"
is "unmanaged interfaces are shut, too" "$(pairs no m-n n-m)" ""
is "status says so" "$(status '[.in_force, .trial.state]')" '[false,"expired"]'
sed 's/^interface pk0/interface none9/' "$WIDE" >"$TMP/nodev.rg"
refuses "an apply that fails" "none9" apply "$TMP/nodev.rg"
closed "an apply that failed opens nothing"
check "rollback" rg rollback
closed "rolled back to nothing"
check "on trial again" trial 60 "$WIDE"
warm
is "on trial again" "$(pairs yes a-b a-c)" ""
check "rollback" rg rollback
closed "rolled back to nothing by hand"
check "an apply ends it" apply "$WIDE"
warm
open "applied"
refuses "a deadline of nothing" "duration" rg apply --confirm 0 "$WIDE"
refuses "a deadline that is no number" "duration" rg apply --confirm 1x "$WIDE"
refuses "a deadline beyond all bounds" "duration" rg apply --confirm 99999999999999999999h "$WIDE"
check "detach" rg detach
refuses "confirm without a gate" "no policy" rg confirm
refuses "rollback without a gate" "no policy" rg rollback
is "and nothing is left" "$(status .residue)" false
eng_end
