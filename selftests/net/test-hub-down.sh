#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# No hub, no sharing: never the direct way instead.
#
# Guards I1 and I3.  Breaks that must make it fail: rg_steer() passing without a
# hub that is up; a fallback to the destination's interface.
. "$(dirname "$0")/lib.sh"

net_begin --rule KOR:jp:hub --rule JPN:kr:hub
net_apply tisa-2014.rg
L=(--label "410:$GOOD") J=(--label "392:$GOOD")

both()		# NAME COMMAND-PREFIX REASON-OR-WAY
{
	local fam

	for fam in 4 6; do
		"$2" "$1, KOR to JPN, IPv$fam" "$3" raw $fam kr jp "${L[@]}"
		"$2" "$1, JPN to KOR, IPv$fam" "$3" raw $fam jp kr "${J[@]}"
	done
}

both "hub up" passes via
lab_ip gate link set us0 down
both "us0 down" drops hub-down
for fam in 4 6; do
	passes "us0 down: KOR to USA goes on, IPv$fam" direct raw $fam kr us --label "410:SECRET//REL TO USA, KOR"
done
is "status says that the hub is down" "$(lab_relgate -j status |
	jq -c '.interfaces[] | select(.name == "us0") | .up')" false
# A link that goes down takes its addresses' routes, and in IPv6 the addresses, with it.
up() {
	lab_ip gate link set us0 up
	lab_ip gate -6 addr replace fd00:840::1/64 dev us0 nodad
	sleep 0.3
	COUNT=1 raw4 kr jp "${L[@]}"; COUNT=1 raw6 kr jp "${L[@]}"; sleep 0.3
}
up
both "us0 up again" passes via

lab_ip hub link set eth0 down
both "the relay's end down" drops hub-down
lab_ip hub link set eth0 up
lab_ip hub -6 addr replace fd00:840::2/64 dev eth0 nodad
lab_ip hub route replace default via 10.84.0.1
lab_ip hub -6 route replace default via fd00:840::1
sleep 0.3
up
both "the relay's end up again" passes via

lab_unlink hub
both "us0 gone" drops hub-down
lab_link hub
if on kmod; then
	up
	both "us0 made again: bound by the module" passes via
else
	both "us0 made again, not applied again" drops hub-down
fi
net_apply tisa-2014.rg
up
both "applied again" passes via

# A route elsewhere for the next hop leads nobody away from the hub.
lab_ip gate route add 10.84.0.2/32 dev jp0
lab_ip gate -6 route add fd00:840::2/128 dev jp0
if on kmod; then
	# The module asks the table, and the table does not lead to the hub's link.
	both "the next hop routed out of jp0" drops hub-down
else
	# BPF asks on the link: the relay is the neighbour there, whatever the table says.
	passes "the next hop routed out of jp0: still the hub's own link, IPv4" via raw4 kr jp "${L[@]}"
	# For IPv6 the kernel then shows another neighbour: what comes back is not taken
	# for the relay's, and the way is closed.
	SERIAL=$((SERIAL + 1000))
	counters_mark
	raw6 kr jp "${L[@]}" >>"$TMP/log" 2>&1
	check "the next hop routed out of jp0, IPv6: ingress.not-relay" \
		within 10 counter_is ingress.not-relay "$COUNT"
	watch_list
	is "and seen at the hub alone" "$(seen_where KOR "$SERIAL" "$COUNT")" "kr hub"
fi
lab_ip gate route del 10.84.0.2/32 dev jp0
lab_ip gate -6 route del fd00:840::2/128 dev jp0
up
both "and back" passes via

watch_stop >>"$TMP/log" 2>&1
unbroken "no packet came to the other nation but from the hub"
is "the captures lost nothing" "$(jq .drops "$TMP/sum")" 0
NO_WATCH=1 net_end
