#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The attack: more than 100,000 frames from each side, of every kind that there is
# (traffic flood), while everything around the gate changes: routes, nft, links and
# devices, the policy, the CLI killed.  The oracle knows true sender and serial
# number of each: not one packet of KOR is seen by JPN's host that the hub has not
# seen first, nor the reverse.  In the calm before and after, all that should pass does.
#
# Guards I1 and I3.  Breaks that must make it fail: a direct grant in the policy; no
# lock; rg_steer() falling back to w->route; an ifindex or a name taken for the
# device that was bound; a label check left out (a wrong packet passes in the calm).
. "$(dirname "$0")/lib.sh"

CALM=${CALM:-15000} NOISE=${NOISE:-90000} RATE=${RATE:-1500} SEED=${SEED:-$$}
RANDOM=$SEED
echo "# seed $SEED"

NO_PCAP=1 net_begin --rule KOR:jp:hub --rule JPN:kr:hub
A=$(policy tisa-2014.rg)
B=$(variant B tisa-2014.rg 's/TISA-2014/B/' 's/subject within \{ DPRK-NUCLEAR, DPRK-MISSILE \};/subject within { DPRK-NUCLEAR };/')

# Pings too: their answers would only be noise.
for n in kr jp; do
	lab_in $n nft -f - <<-END
		table inet deaf {
			chain in {
				type filter hook prerouting priority -400
				icmp type echo-request drop
				icmpv6 type echo-request drop
			}
		}
	END
done

# Floods from both sides; their lists of what should pass, and counts, in $TMP.
flood()		# PHASE FIRST COUNT
{
	local n pids=()

	for n in kr jp; do
		"$TRAFFIC" flood --ns "$LAB-$n" --nation "${NATION[$n]}" --serial "$2" --count "$3" \
			--rate "$RATE" --out "$TMP/$1.$n.pass" >"$TMP/$1.$n.json" &
		pids+=($!)
		lab_track $!
	done
	FLOODS=("${pids[@]}")
}

flooding() { kill -0 "${FLOODS[0]}" 2>/dev/null || kill -0 "${FLOODS[1]}" 2>/dev/null; }

warm_up()
{
	COUNT=1
	for fam in 4 6; do
		raw $fam kr jp --label "410:$GOOD"
		raw $fam jp kr --label "392:$GOOD"
	done >>"$TMP/log" 2>&1
	sleep 0.5
}

# Of one side in one phase: what should have passed and did not, what passed and should not.
amiss()		# PHASE FROM TO FIRST COUNT
{
	awk -v who="${NATION[$2]}" -v to="$3" -v lo="$4" -v hi=$(($4 + $5)) '
		FNR == NR { pass[$1] = 1; next }
		$1 == who && $2 >= lo && $2 < hi && $4 == "in" {
			if ($3 == to) { came[$2] = 1; if (!($2 in pass)) wrong++ }
			else if ($3 == "us" || ($3 == "hub" && !($2 in pass))) stray++ }
		END { for (s in pass) if (!(s in came)) lost++
			print "lost", lost + 0, "wrong", wrong + 0, "stray", stray + 0 }' \
		"$TMP/$1.$2.pass" "$TMP/seen"
}

calm()		# PHASE FIRST
{
	local n out

	flood "$1" "$2" "$CALM"
	wait "${FLOODS[@]}"
	sleep 0.3
	watch_list
	for n in "kr jp" "jp kr"; do
		set -- "$1" "$2" $n
		out=$(amiss "$1" "$3" "$4" "$2" "$CALM")
		is "$1, ${NATION[$3]}: $(jq -c . "$TMP/$1.$3.json"): all that should pass, nothing else" \
			"$out" "lost 0 wrong 0 stray 0"
	done
}

# ---- what goes wrong around the gate ----------------------------------------------

events=(routes rules flush hub_flap relink_jp relink_kr relink_both flap_kr killed block_off)
routes()
{
	lab_ip gate route replace default via 10.81.0.2
	lab_ip gate -6 route replace default via fd00:392::2
	lab_ip gate route replace 10.81.0.0/17 dev jp0
	sleep 0.2
	lab_ip gate route replace default via 10.82.0.2
	lab_ip gate -6 route replace default via fd00:410::2
	sleep 0.2
	lab_ip gate route del default
	lab_ip gate -6 route del default
	lab_ip gate route del 10.81.0.0/17
}
rules()
{
	lab_in gate nft -f - <<-END
		table inet open {
			chain pre {
				type filter hook prerouting priority -500; policy accept
				meta mark set 0x1 accept
			}
			chain forw {
				type filter hook forward priority -600; policy accept
				accept
			}
		}
	END
	lab_ip gate rule add pref 5 fwmark 1 lookup main
	lab_ip gate -6 rule add pref 5 fwmark 1 lookup main
	sleep 0.3
	lab_ip gate rule del pref 5
	lab_ip gate -6 rule del pref 5
}
flush() { lab_in gate nft flush ruleset; }
mend()		# NODE: what a link loses when it goes down
{
	lab_ip gate -6 addr replace "${LAB_NET6[$1]}:1/64" dev "${LAB_DEV[$1]}" nodad
	[ -z "${LAB_WIDE4[$1]:-}" ] && return
	lab_ip gate route replace "${LAB_WIDE4[$1]}" via "${LAB_NET4[$1]}.2"
	lab_ip gate -6 route replace "${LAB_WIDE6[$1]}" via "${LAB_NET6[$1]}:2"
}
hub_flap()
{
	lab_ip gate link set us0 down
	sleep 0.3
	lab_ip gate link set us0 up
	mend hub
}
flap_kr()
{
	lab_ip gate link set kr0 down
	sleep 0.1
	lab_ip gate link set kr0 up
	mend kr
}
relink_jp() { lab_unlink jp; lab_link jp; }
relink_kr() { lab_unlink kr; lab_link kr; }
relink_both()
{
	lab_unlink kr & lab_unlink jp
	wait $!
	lab_link jp
	lab_link kr
}
# Killed at some moment; test-kill.sh does it at each system call.
killed() { timeout -s KILL "0.0$((RANDOM % 90 + 10))" "$RELGATE" -n "$LAB-gate" apply "${LAB_ENGINE[@]}" "$B"; }
block_off() { lab_relgate block; sleep 0.1; lab_relgate block --off; }

noise()		# FIRST: events in random order, a policy replaced every 100 ms beside them
{
	local event n=0

	flood noise "$1" "$NOISE"
	( trap 'exit 0' TERM
	  while :; do
		lab_relgate apply "$A"; sleep 0.1
		lab_relgate apply "$B"; sleep 0.1
	  done ) >>"$TMP/log" 2>&1 &
	SWAPPER=$!
	while flooding; do
		event=${events[$((n < ${#events[@]} ? n : RANDOM % ${#events[@]}))]}
		$event >>"$TMP/log" 2>&1
		n=$((n + 1))
		sleep "0.$((RANDOM % 5))"
	done
	kill "$SWAPPER"
	wait "$SWAPPER" "${FLOODS[@]}" 2>/dev/null
	EVENTS=$n
}

net_apply "$A"
warm_up
calm "calm before" 1000000
swaps=$(lab_relgate -j status | jq .generation)
noise 10000000
swaps=$(($(lab_relgate -j status | jq .generation) - swaps))
check "the noise: $EVENTS events, $swaps policies" [ "$EVENTS" -ge 10 -a "$swaps" -ge 20 ]
net_apply "$A"
for n in kr jp hub; do
	mend $n >/dev/null 2>&1
done
warm_up
calm "calm after" 30000000

watch_stop >>"$TMP/log" 2>&1
for n in kr jp; do
	sent=$(jq -s 'map(.sent) | add' "$TMP"/*".$n.json")
	check "${NATION[$n]} sent $sent frames" [ "$sent" -ge "${ATTACK_MIN:-100000}" ]
done
is "KOR's packets at JPN's host that the hub had not seen" "$(jq '.rules["KOR:jp:hub"].broken' "$TMP/sum")" 0
is "JPN's packets at KOR's host that the hub had not seen" "$(jq '.rules["JPN:kr:hub"].broken' "$TMP/sum")" 0
check "and many did come by the hub" jq -e "[.rules[].packets] | min > ${ATTACK_VIA:-5000}" "$TMP/sum"
net_end
