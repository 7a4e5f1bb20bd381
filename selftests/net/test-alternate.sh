#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TISA -> TISA+GSOMIA -> TISA, over and over, under steady traffic in both directions:
# none lost that both allow, though its way changes each time, and none leaked that the
# one in force denies.  ALTERNATIONS says how often (check-long: 1,000), PACE how many
# packets a second each stream has.
#
# Guards I2.  Breaks that must make it fail: the image and its binding swapped in two
# steps; a swap by clearing and filling; a guard that does not ask; a guard that asks the
# new policy of what the old one's judge is just sending on (at a PACE of thousands).
. "$(dirname "$0")/lib.sh"

net_begin
ALTERNATIONS=${ALTERNATIONS:-60} PACE=${PACE:-$((150 / ${RELGATE_SLOW:-1}))}
TISA=$(policy tisa-2014.rg) GSOMIA=$(policy tisa-gsomia-2016.rg)
ANY="SECRET//$REL"			# no subject: GSOMIA's alone

declare -A STREAM=()
stream()	# FIRST FAMILY FROM TO LABEL
{
	SERIAL=$1 COUNT=10000000 raw_bg "$2" "$3" "$4" --label "$5" --rate "$PACE"
	STREAM[$1]="$BG ${NATION[$3]} $3 $4"
}

# Put in force, and when: between the two times it may be either.
turn()		# FILE
{
	local before=${EPOCHREALTIME/./}

	net_apply "$1"
	echo "$before ${EPOCHREALTIME/./}" >>"$TMP/turns"
}

net_apply "$TISA"
for fam in 4 6; do
	COUNT=1 raw $fam kr jp --label "410:$GOOD"; COUNT=1 raw $fam jp kr --label "392:$GOOD"
done
net_apply "$GSOMIA"
for fam in 4 6; do
	COUNT=1 raw $fam kr jp --label "410:$GOOD"; COUNT=1 raw $fam jp kr --label "392:$GOOD"
done
turn "$TISA"
sleep 0.5
counters_mark
stream 100000000 4 kr jp "410:$GOOD"
stream 200000000 6 jp kr "392:$GOOD"
stream 300000000 4 kr jp "410:$ANY"
stream 400000000 6 jp kr "392:$ANY"
stream 500000000 4 kr jp "410:SECRET//DPRK-MISSILE"
stream 600000000 6 jp kr "392:TOP-SECRET//DPRK-MISSILE//$REL"
start=$SECONDS
for ((i = 0; i < ALTERNATIONS; i++)); do
	turn "$GSOMIA"
	nap 0.03
	turn "$TISA"
	nap 0.07
done
took=$((SECONDS - start))
sleep 0.3
for s in "${!STREAM[@]}"; do
	set -- ${STREAM[$s]}
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
done
within 20 settled
look

# "SENT CAME LOST AGAIN" of a stream: packets, those that did not come, those that came twice.
tally()		# FIRST
{
	set -- "$1" ${STREAM[$1]}
	awk -v who="$3" -v lo="$1" -v from="$4" -v to="$5" '
		$1 != who || $2 < lo || $2 >= lo + 100000000 { next }
		$3 == from && $4 == "out" { if (!sent[$2]++) n++ }
		$3 == to && $4 == "in" { if (!came[$2]++) m++; else again++ }
		END { for (s in sent) if (!(s in came)) lost++
			print n + 0, m + 0, lost + 0, again + 0 }' "$TMP/seen"
}

# Those that came though they were sent while TISA, and nothing else, was in force; not
# those of the last 30 ms, which a busy machine may be slow to bring to the gate
# (RELGATE_SLOW: so many times 30 ms).
leaked()	# FIRST
{
	set -- "$1" ${STREAM[$1]}
	awk -v who="$3" -v lo="$1" -v from="$4" -v to="$5" -v late=$((30000 * ${RELGATE_SLOW:-1})) '
		NR == FNR { before[++n] = $1; after[n] = $2; next }
		$1 != who || $2 < lo || $2 >= lo + 100000000 { next }
		$3 == from && $4 == "out" { sent[$2] = $5 / 1000 }
		$3 == to && $4 == "in" { came[$2] }
		END {
			for (s in came) {
				# the first turn that was over later
				i = 1
				end = n + 1
				while (i < end) {
					mid = int((i + end) / 2)
					if (after[mid] <= sent[s]) i = mid + 1; else end = mid
				}
				# the last turn before it is i - 1; odd ones are to TISA
				if (i > 1 && (i - 1) % 2 && (i > n || sent[s] < before[i] - late))
					leak++
			}
			print leak + 0
		}' "$TMP/turns" "$TMP/seen"
}

risen_by egress.way
away=$RISEN
lost=0 twice=0
for s in 100000000 200000000; do
	read -r sent came gone again < <(tally $s)
	lost=$((lost + gone)) twice=$((twice + again))
	say "stream $s: sent $sent, came $came"
	check "steady traffic: stream $s" test "$sent" -gt 500
done
echo "# $((2 * ALTERNATIONS)) changes in $took s; refused by the guard for its way: $away"
is "none lost that both allow" "$lost" 0
is "and none came twice" "$twice" 0
for s in 300000000 400000000; do
	read -r sent came gone again < <(tally $s)
	say "stream $s: sent $sent, came $came"
	check "what GSOMIA alone allows passes sometimes: stream $s" test "$came" -gt 0 -a "$came" -lt "$sent"
	is "none of it that was sent under TISA: stream $s" "$(leaked $s)" 0
done
for s in 500000000 600000000; do
	read -r sent came gone again < <(tally $s)
	check "steady traffic: stream $s" test "$sent" -gt 500
	is "what neither allows never passes: stream $s" "$came" 0
done
net_end
