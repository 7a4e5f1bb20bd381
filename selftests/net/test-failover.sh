#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two hub interfaces, in order: a dead one is left for the next, never for the
# direct way.  Dead is: link down, next hop unreachable, no answer to the probe; and
# where a probe is wanted, nobody who sends it.
#
# Guards I1 and I3.  Breaks that must make it fail: rg_relay_answers() (of the module:
# rg_probed_answers()) that says yes; an answer without an end; a prober that
# goes on telling of a relay that is silent; rg_local_probe() that says no;
# rg_hub_turn() (rg_route_hub()) that always asks for the first.
. "$(dirname "$0")/lib.sh"

# A second relay behind us2.
LAB_NODES="$LAB_NODES hub2" LAB_HUBS="hub hub2"
LAB_DEV[hub2]=us2 LAB_NET4[hub2]=10.84.2 LAB_NET6[hub2]=fd00:840:2: LAB_MAC[hub2]=02:00:00:84:02

net_begin

HUB2='interface us2 { nation USA; hub 2; nexthop 10.84.2.2, fd00:840:2::2; PROBE labels cipso, calipso; accept doi 392, 410, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }'
# The prober needs no local statement.
two_hubs()	# NAME PROBE
{
	variant "$1" tisa-2014.rg "s/TISA-2014/$1/" "s/^    hub;/    hub 1; $2/" \
		's/^    local in icmp;//' "s/^agreement TISA \\{/${HUB2//\//\\/}\n&/" "s/PROBE/$2/"
}
PLAIN=$(two_hubs plain "")
# An answer stands for 5.5 seconds: long enough for a busy machine.
PROBED=$(two_hubs probed "probe every 500ms lost 10;")
L=(--label "410:$GOOD") J=(--label "392:$GOOD")

hub_is()	# INTERFACE UP
{
	[ "$(lab_relgate -j status | jq -c ".interfaces[] | select(.name == \"$1\") | .up")" = "$2" ]
}

# They arrive, by this relay and no other.
passes_by()	# NAME HUB COMMAND...
{
	local name=$1 hub=$2 sender dst
	shift 2

	SERIAL=$((SERIAL + 1000)) sender=${NATION[$3]} dst=$4
	"$@" >>"$TMP/log" 2>&1
	within 30 came_by "$sender" "$dst" "${NODE[$sender]} $hub $dst"
	watch_list
	is "$name: by $hub" "$(seen_where "$sender" "$SERIAL" "$COUNT") $(seen_at "$sender" "$SERIAL" "$COUNT" "$dst")" \
		"${NODE[$sender]} $hub $dst $COUNT"
}

both_by()	# NAME HUB
{
	passes_by "$1, IPv4" "$2" raw 4 kr jp "${L[@]}"
	passes_by "$1, IPv6" "$2" raw 6 jp kr "${J[@]}"
}

none()		# NAME
{
	drops "$1, IPv4" hub-down raw4 kr jp "${L[@]}"
	drops "$1, IPv6" hub-down raw6 jp kr "${J[@]}"
}

# What the neighbours' addresses are must be known before packets are counted.
warm() { COUNT=1 raw4 kr jp "${L[@]}"; COUNT=1 raw6 jp kr "${J[@]}"; COUNT=1 raw4 jp kr "${J[@]}"; COUNT=1 raw6 kr jp "${L[@]}"; sleep 0.3; }

# No answer stands for longer, by the engine's own clock.
bound() { sleep 6; }
silent() { lab_sysctl "$1" net.ipv4.icmp_echo_ignore_all="$2" net.ipv6.icmp.echo_ignore_all="$2"; }

prober()
{
	"$RELGATE" -n "$LAB-gate" probe >>"$TMP/probe" 2>&1 &
	PROBER=$!
	lab_track $PROBER
}

# ---- without a probe: the link, and the neighbour

# The kernel looks after the neighbours of the hubs' links more often than it would.
for fam in 4 6; do
	lab_sysctl gate net.ipv$fam.neigh.us0.base_reachable_time_ms=2000 \
		net.ipv$fam.neigh.us0.delay_first_probe_time=1 2>>"$TMP/log"
done
net_apply "$PLAIN"
warm
both_by "both up" hub
lab_ip gate link set us0 down
both_by "us0 down" hub2
lab_ip gate link set us2 down
none "both down"
for n in hub hub2; do
	lab_ip gate link set "${LAB_DEV[$n]}" up
	lab_ip gate -6 addr replace "${LAB_NET6[$n]}:1/64" dev "${LAB_DEV[$n]}" nodad
done
# The kernel forgot the neighbours with the link; apply has it look after them again.
net_apply "$PLAIN"
check "both up again, status says" within 100 hub_is us0 true
warm
both_by "both up again" hub
# The relay's end of the link is there, but nobody answers for the address.
lab_ip hub addr flush dev eth0
# Packets find out; the first of them are lost.  (A check forgets what it counts.)
found_out()	# FAMILY FROM TO OPTION...
{
	SERIAL=$((SERIAL + 1000000 + RANDOM))
	COUNT=1 raw "$@" >>"$TMP/log" 2>&1
	nap 0.1
	watch_list
	[[ "$(seen_where "${NATION[$2]}" "$SERIAL" 1)" == *hub2* ]]
}
check "nobody answers for the next hop, IPv4" within 600 found_out 4 kr jp "${L[@]}"
check "nobody answers for the next hop, IPv6" within 600 found_out 6 jp kr "${J[@]}"
SERIAL=$((SERIAL + 2000000000))
check "status says that the hub is down" within 600 hub_is us0 false
both_by "next hop unreachable" hub2
# Nobody is known on either link, and nobody speaks first: the dead one, which is the
# first, must not be all that is asked.
forget() { local n; for n in gate hub hub2; do lab_ip $n "-$1" neigh flush all; done >>"$TMP/log" 2>&1; }
forget 4
check "nobody is known, the first is dead: each is asked in its turn, IPv4" within 150 found_out 4 kr jp "${L[@]}"
forget 6
check "nobody is known, the first is dead: each is asked in its turn, IPv6" within 150 found_out 6 jp kr "${J[@]}"
SERIAL=$((SERIAL + 2000000000))
both_by "found again" hub2
lab_ip hub -batch - <<-END
	addr add 10.84.0.2/24 dev eth0
	addr add fd00:840::2/64 dev eth0 nodad
	route replace default via 10.84.0.1
	route replace default via fd00:840::1
END

# ---- with one

net_apply "$PROBED"
none "nobody probes"
is "status says so" "$(lab_relgate -j status | jq -c '[.interfaces[] | select(.hub) | [.name, .up, .answers]]')" \
	'[["us0",false,false],["us2",false,false]]'
prober
check "us0 answers" within 600 hub_is us0 true
check "us2 answers" within 600 hub_is us2 true
refute "a second prober is refused" lab_relgate probe
warm
both_by "both answer" hub
is "what the live gate explains" "$(lab_relgate -j explain --in kr0 --src 10.82.0.2 --dst 10.81.0.2 --doi 410 \
	--label "SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA" | jq -r '.egress')" us0
is "and with us0 down" "$(lab_relgate -j explain --in kr0 --src 10.82.0.2 --dst 10.81.0.2 --doi 410 \
	--label "SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA" --hub-down us0 | jq -r '.egress')" us2
# No other ping of the gate's own.
counters_mark
refute "the gate pings the relay" lab_in gate ping -c 1 -W 1 10.84.0.2
check "which is refused" counter_at_least egress.local 1
counters_mark
lab_in hub ping -c 1 -W 1 10.84.0.1 >>"$TMP/log" 2>&1
check "and the relay the gate, likewise" within 30 counter_at_least ingress.local 1

lab_relgate -j monitor >"$TMP/monitor" 2>>"$TMP/log" &
lab_track $!
MONITOR=$!
check "a monitor listens" within 300 test -s "$TMP/monitor" -o -d "/proc/$MONITOR"
sleep 2
silent hub 1
bound
check "the first relay does not answer" hub_is us0 false
both_by "the first relay does not answer" hub2
is "what the live gate explains then" "$(lab_relgate -j explain --in kr0 --src 10.82.0.2 --dst 10.81.0.2 --doi 410 \
	--label "SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA" | jq -r '.egress')" us2
told() { grep -q "\"at\":\"hub\",\"interface\":\"us0\",\"up\":$1," "$TMP/monitor"; }
check "an event says that it is down" within 300 told false
check "and the prober says so" within 100 grep -q "us0: 10.84.0.2 does not answer" "$TMP/probe"
silent hub2 1
bound
check "nor the second" hub_is us2 false
none "no relay answers"
silent hub 0
check "the first answers again" within 600 hub_is us0 true
both_by "the first answers again" hub
check "an event says that it is up" within 300 told true
silent hub2 0
check "the second, too" within 600 hub_is us2 true

# A policy that comes into force while both answer does not wait for a probe.
net_apply "$PROBED"
both_by "applied again" hub

kill -9 $PROBER
wait $PROBER 2>/dev/null
bound
check "the prober is dead: the hubs close" hub_is us0 false
check "both" hub_is us2 false
none "the prober is dead"
prober
check "another takes its place" within 600 hub_is us0 true
both_by "another takes its place" hub
kill $MONITOR $PROBER 2>/dev/null
wait $MONITOR $PROBER 2>/dev/null

is "no packet came to the other nation but from a relay" "$(awk '
	$4 == "in" && ($1 == "KOR" && $3 == "jp" || $1 == "JPN" && $3 == "kr") { came[$1 " " $2] }
	$4 == "in" && $3 ~ /^hub/ { relayed[$1 " " $2] }
	END { for (k in came) if (!(k in relayed)) print k }' "$TMP/seen" | head -3)" ""
net_end
