#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Streams of packets that are alike: most of them are judged by the one before.  Whatever
# that verdict and its next hop rest on changes in the middle of a stream: a route, a
# neighbour, a link, the policy, a block, the packet's own length.
#
# Guards I1 and I2.  Breaks that must make it fail: an answer that outlives the tick, or
# the policy; a longer packet that is not asked about; the label left out of the key.
. "$(dirname "$0")/lib.sh"

RATE=${CACHE_RATE:-$((4000 / ${RELGATE_SLOW:-1}))}
LATE=$((50000 * ${RELGATE_SLOW:-1}))	# us: what was on its way, on a machine that is busy

net_begin
net_apply tisa-gsomia-2016.rg
cached() { lab_counters | awk '$1 == "cached" { print $2 }'; }
was_cached() { [ "$(cached)" -gt $((WAS + $1)) ]; }

# Neighbours are known, and nothing is under way.
for fam in 4 6; do
	passes "KOR to JPN, IPv$fam" direct raw $fam kr jp --label "410:SECRET//$REL"
	passes "JPN to KOR, IPv$fam" direct raw $fam jp kr --label "392:SECRET//$REL"
done

# A stream; after a while COMMAND; then so many of its packets that came late are in LATER,
# so many of the last that were sent in SENT_LATER.
amid()		# FAMILY FROM TO LABEL COMMAND...
{
	local fam=$1 from=$2 to=$3 label=$4 at
	shift 4

	SERIAL=$((SERIAL + 1000000)) COUNT=900000
	WAS=$(cached)
	raw_bg "$fam" "$from" "$to" --label "$label" --rate "$RATE"
	nap 0.4
	BEFORE=$(was_cached 100 && echo yes)
	"$@" >>"$TMP/log" 2>&1
	at=$((${EPOCHREALTIME/./} + LATE))
	nap $((1 + ${RELGATE_SLOW:-1})).3
	kill "$BG" 2>/dev/null
	wait "$BG" 2>/dev/null
	within 20 settled
	read -r EARLIER LATER SENT_LATER < <(awk -v lo="$SERIAL" -v who="${NATION[$from]}" -v from="$from" \
		-v to="$to" -v at="$at" '
		$1 != who || $2 < lo || $2 >= lo + 900000 { next }
		$3 == from && $4 == "out" && $5 / 1000 > at { sent++ }
		$3 == to && $4 == "in" { if ($5 / 1000 > at) late++; else early++ }
		END { print early + 0, late + 0, sent + 0 }' "$TMP/seen")
	AT=$at COUNT=3
	say "$BEFORE $EARLIER before, $LATER of $SENT_LATER after"
}

lively() { [ "$BEFORE" = yes ] && [ "$EARLIER" -gt 100 ] && [ "$SENT_LATER" -gt 100 ]; }
stopped() { lively && [ "$LATER" = 0 ]; }
went_on() { lively && [ "$LATER" -gt 100 ]; }

ends()		# NAME COMMAND UNDO: none comes after COMMAND; all do after UNDO
{
	local fam

	for fam in 4 6; do
		amid $fam kr jp "410:SECRET//$REL" "$2"
		check "$1, IPv$fam: the stream ends" stopped
		"$3" >>"$TMP/log" 2>&1
		COUNT=20 passes "and goes on when that is taken back, IPv$fam" direct raw $fam kr jp --label "410:SECRET//$REL"
	done
}

astray() { lab_ip gate route replace 10.81.0.2/32 via 10.84.0.2; lab_ip gate -6 route replace fd00:392::2/128 via fd00:840::2; }
back() { lab_ip gate route del 10.81.0.2/32; lab_ip gate -6 route del fd00:392::2/128; }
ends "a route that leads elsewhere" astray back

prohibit() { lab_ip gate route replace prohibit 10.81.0.2/32; lab_ip gate -6 route replace prohibit fd00:392::2/128; }
ends "a route that refuses" prohibit back

block() { lab_relgate block; }
unblock() { lab_relgate block --off; }
ends "a block" block unblock

tisa() { net_apply tisa-2014.rg; }
gsomia() { net_apply tisa-gsomia-2016.rg; }
ends "a policy without that agreement" tisa gsomia

down() { lab_ip gate link set jp0 down; }
up() {
	lab_ip gate link set jp0 up
	lab_ip gate -6 addr replace fd00:392::1/64 dev jp0 nodad
	nap 0.3
	COUNT=1 raw4 kr jp --label "410:SECRET//$REL"; COUNT=1 raw6 kr jp --label "410:SECRET//$REL"
	nap 0.3
}
ends "the link is down" down up

# A neighbour with another address: all frames after that are for it.
moved() {
	lab_ip gate neigh replace 10.81.0.2 lladdr 02:00:00:81:00:77 dev jp0 nud permanent
	lab_ip gate -6 neigh replace fd00:392::2 lladdr 02:00:00:81:00:77 dev jp0 nud permanent
}
home() {
	lab_ip gate neigh replace 10.81.0.2 lladdr "${LAB_MAC[jp]}:02" dev jp0 nud reachable
	lab_ip gate -6 neigh replace fd00:392::2 lladdr "${LAB_MAC[jp]}:02" dev jp0 nud reachable
}
for fam in 4 6; do
	amid $fam kr jp "410:SECRET//$REL" moved
	check "a neighbour that moved, IPv$fam: the stream goes on" went_on
	is "to its new address alone (tshark), IPv$fam" "$(wire jp "frame.time_epoch > ${AT:0:-6}.${AT: -6} &&
		eth.src == 02:00:00:81:00:01 && udp && ip$([ $fam = 6 ] && echo v6)" eth.dst | sort -u)" 02:00:00:81:00:77
	home
done

# Two streams that differ in nothing but one subject, and in nothing but a letter behind the ports.
COUNT=400 SERIAL=$((SERIAL + 1000000))
raw_bg 4 kr jp --label "410:SECRET//$REL" --rate "$RATE"
GOOD_ONE=$BG first=$SERIAL
SERIAL=$((SERIAL + 1000)) && raw4 kr jp --label "410:SECRET//REL TO USA, KOR" --rate "$RATE"
wait "$GOOD_ONE"
within 20 settled
is "of two streams, the one that is released comes" "$(seen_at KOR "$first" 400 jp)" 400
is "and none of the other" "$(seen_at KOR "$SERIAL" 400 jp)" 0

# Longer ones of a stream are asked about: the way is narrower than they are.
lab_ip gate link set jp0 mtu 1400
lab_ip jp link set eth0 mtu 1400
for fam in 4 6; do
	COUNT=200 SERIAL=$((SERIAL + 1000))
	counters_mark
	raw_bg $fam kr jp --label "410:SECRET//$REL" --rate $((RATE / 4)) --df --size 100
	small=$SERIAL SERIAL=$((SERIAL + 1000))
	raw $fam kr jp --label "410:SECRET//$REL" --rate $((RATE / 4)) --df --size 1400
	wait "$BG"
	check "IPv$fam: each that does not fit is counted" within 20 counter_is ingress.too-big 200
	within 20 settled
	is "IPv$fam: those that fit came" "$(seen_at KOR "$small" 200 jp)" 200
	is "IPv$fam: those that do not, of the same stream, did not" "$(seen_at KOR "$SERIAL" 200 jp)" 0
done
lab_ip gate link set jp0 mtu 1500
lab_ip jp link set eth0 mtu 1500

# Of its own each packet has TTL and checksum; what is wrong with them is seen each time.
COUNT=100 SERIAL=$((SERIAL + 1000))
raw_bg 4 kr jp --label "410:SECRET//$REL" --rate "$RATE"
good=$SERIAL SERIAL=$((SERIAL + 1000))
counters_mark
raw4 kr jp --label "410:SECRET//$REL" --rate "$RATE" --ttl 1
raw4 kr jp --label "410:SECRET//$REL" --rate "$RATE" --bad-csum
wait "$BG"
within 20 settled
is "a stream" "$(seen_at KOR "$good" 100 jp)" 100
is "among them hops that ran out, and broken checksums: none comes" "$(seen_at KOR "$SERIAL" 200 jp)" 0
check "each is counted" counter_is ingress.ttl 100
check "each of the others, too" counter_is ingress.bad-checksum 100
COUNT=3
net_end
