#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boot: the ExecStart commands of systemd/relgate.service, in order, in the gate's
# namespace, while hosts send.  Closed until the last good policy is in force, and for
# good if that is damaged.
#
# Guards I3.  Breaks that must make it fail: restore without the digest's check; open
# before the policy is in force; interfaces taken by their names whatever their MAC.
. "$(dirname "$0")/lib.sh"

net_undo() { [ -z "${FLOOD:-}" ] || kill "$FLOOD" 2>/dev/null; }
net_begin --rule KOR:jp:hub --rule JPN:kr:hub
export RELGATE_STATE=$TMP/state
L=(--label "410:$GOOD")
UNIT=$LAB_TOP/systemd/relgate.service.in

# The command lines of the unit, for this gate.
mapfile -t STEPS < <(sed -n 's|^ExecStart=@SBINDIR@/relgate ||p' "$UNIT")
is "the unit closes, then restores" "${STEPS[*]}" "boot close boot restore"
step() { lab_relgate ${STEPS[$1]}; }

says()		# NAME EXIT WORDS COMMAND...
{
	local name=$1 want=$2 words=$3 out rc=0
	shift 3

	out=$("$@" 2>&1) || rc=$?
	if [ "$rc" = "$want" ] && grep -q -- "$words" <<<"$out"; then
		ok "$name"
	else
		not_ok "$name" "exit code $rc, wanted $want and '$words' in:" "$out"
	fi
}

seen()		# KOR SERIAL: of 3, how many arrived at JPN's host
{
	watch_list
	seen_at KOR "$2" 100 jp
}
# In N: how many of 3 arrive.  Not by a subshell, which would forget the serial number.
send()		# [OPTION...]
{
	SERIAL=$((SERIAL + 1000))
	raw4 kr jp "$@" >>"$TMP/log" 2>&1
	sleep 0.1
	N=$(seen KOR "$SERIAL")
}
unlabelled() { send; is "$1: unlabelled packets do not cross" "$N" 0; }
granted() { send "${L[@]}"; is "$1: nor granted ones" "$N" 0; }
closed()	# NAME
{
	unlabelled "$1"
	granted "$1"
	refute "$1: the gate reaches nobody" lab_in gate ping -c1 -W1 10.82.0.2
}
arrives() { send "${L[@]}"; [ "$N" = 3 ]; }
crosses() { within 30 arrives; is "$1" "$N" 3; }

# As after a power cut: nothing in force, the state as it was saved.
power_cut()
{
	rm -rf "$TMP/kept"
	[ ! -d "$RELGATE_STATE" ] || cp -a "$RELGATE_STATE" "$TMP/kept"
	lab_relgate detach >>"$TMP/log" 2>&1
	rm -rf "$RELGATE_STATE"
	[ ! -d "$TMP/kept" ] || cp -a "$TMP/kept" "$RELGATE_STATE"
	lab_sysctl gate net.ipv4.conf.all.forwarding=1
	lab_sysctl gate net.ipv6.conf.all.forwarding=1
}

says "nothing saved: nothing to close" 0 "no policy was saved" step 0
says "nothing saved: nothing to restore" 0 "no policy was saved" step 1
net_apply tisa-2014.rg
ENGINE=$(lab_relgate -j status | jq -r .engine)
is "apply keeps the policy, root's alone" "$(stat -c '%U %a' "$RELGATE_STATE/policy")" "root 600"
power_cut
send
is "after a power cut the stack would forward anything" "$N" 3

says "close" 0 "4 interfaces reach nobody" step 0
closed "closed"
check "close, twice" step 0
closed "closed twice"
lab_in gate nft flush ruleset
unlabelled "nft flush ruleset: the rule holds alone"
step 0 >>"$TMP/log" 2>&1
lab_ip gate rule del pref 1
unlabelled "the rule gone: nft holds alone"
step 0 >>"$TMP/log" 2>&1

# All the time a host sends what may not cross.
"$TRAFFIC" raw --quiet --ns "$LAB-kr" --nation KOR --serial 900000 --count 100000 --rate 300 \
	--smac "${LAB_MAC[kr]}:02" --dmac "${LAB_MAC[kr]}:01" --src "${LAB_NET4[kr]}.2" \
	--dst "${LAB_NET4[jp]}.2" >>"$TMP/log" 2>&1 &
FLOOD=$!
says "restore, while KOR's host sends" 0 "is in force: generation" step 1
crosses "what is granted goes via the hub"
is "by the engine that it was applied with" "$(lab_relgate -j status | jq -r .engine)" "$ENGINE"
is "guarded" "$(lab_relgate -j status | jq .guarded)" true
for i in 1 2 3; do
	step 0 >>"$TMP/log" 2>&1
	step 1 >>"$TMP/log" 2>&1
done
crosses "closed and restored over and over: what is granted crosses"
kill "$FLOOD"
wait "$FLOOD" 2>/dev/null
FLOOD=
watch_list
is "of all that was sent meanwhile nothing crossed" "$(seen_at KOR 900000 200000 jp)" 0

# An interface that is not there stays closed, the others work.
power_cut
step 0 >>"$TMP/log" 2>&1
lab_unlink jp
says "restore without jp0" 0 "jp0 is not there: it stays closed" step 1
is "status: not guarded" "$(lab_relgate -j status | jq .guarded)" false
lab_link jp 2>>"$TMP/log"
lab_sysctl gate net.ipv6.conf.all.forwarding=1
unlabelled "jp0 came, and is not bound yet"
granted "jp0 came, and is not bound yet"
refute "jp0 came: the gate reaches nobody there" lab_in gate ping -c1 -W1 10.81.0.2
says "restore what waits" 0 "is in force" lab_relgate boot restore --waiting
crosses "now it crosses"
gen=$(lab_relgate -j status | jq .generation)
check "nothing waits any more" lab_relgate boot restore --waiting
is "so nothing was applied" "$(lab_relgate -j status | jq .generation)" "$gen"

# The device under a name is another one.
power_cut
step 0 >>"$TMP/log" 2>&1
lab_ip gate link set jp0 address 02:00:00:81:00:77
says "another MAC under jp0 is refused" 2 "jp0 has another MAC" step 1
closed "another MAC"
lab_ip gate link set jp0 address "${LAB_MAC[jp]}:01"
check "the right one again" step 1
crosses "it crosses"

# A policy that is damaged, in each part of it.
size=$(stat -c %s "$RELGATE_STATE/policy")
for at in 3 10 17 40 70 $((size / 2)) $((size - 1)); do
	power_cut
	byte=$(od -An -tu1 -j "$at" -N1 "$RELGATE_STATE/policy")
	printf "\\x$(printf %x $((byte ^ 0x41)))" |
		dd of="$RELGATE_STATE/policy" bs=1 seek="$at" conv=notrunc status=none
	step 0 >>"$TMP/log" 2>&1
	says "byte $at of $size changed: refused" 2 "refused.*\(damaged\|cut off\)" step 1
	unlabelled "byte $at"
	cp -a "$TMP/kept/policy" "$RELGATE_STATE/policy"
done
closed "damaged"
power_cut
head -c $((size / 2)) "$TMP/kept/policy" >"$RELGATE_STATE/policy"
step 0 >>"$TMP/log" 2>&1
says "half of it: refused" 2 "cut off" step 1
closed "half of it"
rm "$RELGATE_STATE/policy"
says "gone, but not its interfaces: closed" 0 "4 interfaces reach nobody" step 0
says "gone: refused" 2 "it is gone" step 1
cp "$TMP/kept/policy" "$RELGATE_STATE/policy"
chmod 666 "$RELGATE_STATE/policy"
says "writable by others: refused" 2 "nobody else can write" step 1
rm "$RELGATE_STATE/policy"
ln -s "$TMP/kept/policy" "$RELGATE_STATE/policy"
says "a link: refused" 2 "refused" step 1
closed "a link"
rm "$RELGATE_STATE/policy"
net_apply tisa-2014.rg
crosses "apply opens it again"
check "detach forgets the policy" lab_relgate detach
says "so that nothing is closed at boot" 0 "no policy was saved" step 0

watch_stop >>"$TMP/log" 2>&1
NO_WATCH=1 net_end
