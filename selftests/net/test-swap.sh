#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Policies replaced under traffic: what both allow is never lost, what neither
# allows never passes, and no packet is judged by a mixture of two.
#
# Guards I2.  Breaks that must make it fail: the image and its binding swapped in
# two steps; a swap by clearing and filling; ingress and egress reading different
# slots without rg_permits() being asked again.
. "$(dirname "$0")/lib.sh"

net_begin --rule KOR:jp:hub --rule JPN:kr:hub

# A and B agree on NUCLEAR; A alone grants MISSILE.
A=$(policy tisa-2014.rg)
B=$(variant B tisa-2014.rg 's/TISA-2014/B/' 's/subject within \{ DPRK-NUCLEAR, DPRK-MISSILE \};/subject within { DPRK-NUCLEAR };/')
# C and D: wire level 3 is SECRET to C and CONFIDENTIAL to D.  C grants up to
# CONFIDENTIAL, D up to RESTRICTED.  Level 3 passes under neither; D's encoding
# with C's agreement would pass it.  Level 2 passes under both.
C=$(variant C tisa-2014.rg 's/TISA-2014/C/' '/^agreement TISA/,/^}/s/level CONFIDENTIAL .. SECRET/level RESTRICTED .. CONFIDENTIAL/')
D=$(variant D tisa-2014.rg 's/TISA-2014/D/' '/^agreement TISA/,/^}/s/level CONFIDENTIAL .. SECRET/level UNCLASSIFIED .. RESTRICTED/' \
	's/level 2 = CONFIDENTIAL/level 2 = RESTRICTED/' 's/level 1 = RESTRICTED/level 1 = UNCLASSIFIED/' \
	's/level 3 = SECRET/level 3 = CONFIDENTIAL/' 's/level 0 = UNCLASSIFIED.*$//' 's/level 4 = TOP-SECRET/level 4 = SECRET/')

stream()	# FROM TO FIRST LABEL: labelled frames at 400 a second, until told to stop
{
	SERIAL=$3 COUNT=1000000 raw_bg "${5:-4}" "$1" "$2" --label "$4" --rate 400
	STREAMS+=("$BG") SENDING+=("$1 $3")
}

# Each stream has sent enough to be asked about.
enough()
{
	local s

	watch_list
	for s in "${SENDING[@]}"; do
		set -- $s
		[ "$(seen_at "${NATION[$1]}" "$2" 1000000 "$1" out)" -gt 600 ] || return 1
	done
}

swap()		# POLICY POLICY SECONDS: from one to the other and back, longer on a slow machine
{
	local until=$((SECONDS + $3)) last=$((SECONDS + 15 * $3))

	SWAPS=0
	while [ $SECONDS -lt $until ] || { [ $SECONDS -lt $last ] && ! enough; }; do
		net_apply "$1"
		nap 0.05
		net_apply "$2"
		nap 0.05
		SWAPS=$((SWAPS + 2))
	done
}

halt()
{
	kill "${STREAMS[@]}" 2>/dev/null
	wait "${STREAMS[@]}" 2>/dev/null
	STREAMS=() SENDING=()
	within 20 settled
}

# Sent and came, of one stream.
tally() { echo "$(seen_at "$1" "$2" 1000000 "${NODE[$1]}" out) $(seen_at "$1" "$2" 1000000 "$3")"; }
all_came() { local s c; read -r s c < <(tally "$@"); echo "$s sent, $c came"; [ "$s" -gt 500 ] && [ "$s" = "$c" ]; }
none_came() { local s c; read -r s c < <(tally "$@"); echo "$s sent, $c came"; [ "$s" -gt 500 ] && [ "$c" = 0 ]; }
some_came() { local s c; read -r s c < <(tally "$@"); [ "$c" -gt 0 ] && [ "$c" -lt "$s" ]; }

STREAMS=() SENDING=()
net_apply "$A"
COUNT=1 raw4 kr jp --label "410:$GOOD"; COUNT=1 raw6 kr jp --label "410:$GOOD"
COUNT=1 raw4 jp kr --label "392:$GOOD"; COUNT=1 raw6 jp kr --label "392:$GOOD"
sleep 0.5
stream kr jp 10000000 "410:SECRET//DPRK-NUCLEAR//$REL"
stream jp kr 10000000 "392:SECRET//DPRK-NUCLEAR//$REL" 6
stream kr jp 20000000 "410:$GOOD"
stream kr jp 30000000 "410:SECRET//DPRK-NUCLEAR"
stream jp kr 30000000 "392:SECRET//$REL"
swap "$A" "$B" 12
halt
say "KOR nuclear $(tally KOR 10000000 jp), JPN nuclear $(tally JPN 10000000 kr), missile $(tally KOR 20000000 jp)"
check "$SWAPS swaps: KOR's that both allow, none lost" all_came KOR 10000000 jp
check "$SWAPS swaps: JPN's that both allow, none lost, IPv6" all_came JPN 10000000 kr
check "what one of them allows passes sometimes: the swaps were real" some_came KOR 20000000 jp
check "what neither allows (no release), none leaked" none_came KOR 30000000 jp
check "what neither allows (no subject), none leaked" none_came JPN 30000000 kr

net_apply "$C"
stream kr jp 40000000 "410:#2:1,32,33,34"
stream kr jp 50000000 "410:#3:1,32,33,34"
stream jp kr 50000000 "392:#3:1,32,33,34" 6
swap "$D" "$C" 10
halt
say "level 2 $(tally KOR 40000000 jp), level 3 $(tally KOR 50000000 jp) $(tally JPN 50000000 kr)"
check "$SWAPS swaps: level 2, which both allow, none lost" all_came KOR 40000000 jp
check "level 3, which only a mixture would allow, never passes" none_came KOR 50000000 jp
check "level 3 of JPN's, IPv6, never passes" none_came JPN 50000000 kr

# A policy that is refused changes nothing.
net_apply "$A"
gen=$(lab_relgate -j status | jq .generation)
lab_relgate check -o "$TMP/image" "$B" >>"$TMP/log" 2>&1
echo 'policy "X"; nation KOR { prefix 10.82.0.0/16; } interface kr0 { nation JPN; }' >"$TMP/wrong.rg"
refute "a wrong policy is refused" lab_relgate apply "$TMP/wrong.rg"
is "and the one in force stays" "$(lab_relgate -j status | jq .generation)" "$gen"
sed 's/^interface us1/interface us9/' "$(variant E tisa-2014.rg)" >"$TMP/nodev.rg"
refute "a policy for a device that is not there is refused" lab_relgate apply "$TMP/nodev.rg"
is "and the one in force stays in force" "$(lab_relgate -j status | jq -c '[.generation, .policy]')" "[$gen,\"TISA-2014\"]"
passes "and judges" via raw4 kr jp --label "410:$GOOD"

watch_stop >>"$TMP/log" 2>&1
unbroken "no packet came to the other nation but from the hub"
is "the captures lost nothing" "$(jq .drops "$TMP/sum")" 0
NO_WATCH=1 net_end
