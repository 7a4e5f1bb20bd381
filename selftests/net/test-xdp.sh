#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The path in the driver: what it sends, what it leaves to tc, and where it is.
# test-xdp-scenarios.sh runs other scenarios that way.
#
# Guards I1 and I2.  Breaks that must make it fail: the XDP program passing everything
# on to tc; its drops not counted; TTL not taken down there.
export RELGATE_HOOK=xdp
. "$(dirname "$0")/lib.sh"

NET_UNDO="$LAB-bare"
net_undo() { ip netns del "$NET_UNDO" 2>/dev/null; }
interfaces() { lab_relgate -j status | jq -r "[.interfaces[] | select(.xdp == $1)] | length"; }
programs() { lab_ip gate -j link show | jq '[.[] | select(.xdp.prog)] | length'; }
sent() { lab_counters | awk '$1 == "xdp_sent" { print $2 }'; }
# Of COUNT packets via the hub both legs, but for those that knock at the relay's entry.
by_xdp()	# NAME LEAST
{
	local n=$(($(sent) - WAS))

	[ "$n" -ge "$2" ] && ok "$1" || not_ok "$1" "XDP sent $n of them, not $2"
}

net_begin
net_apply tisa-2014.rg
is "every interface has it" "$(interfaces true)" 4
is "and the kernel says so" "$(programs)" 4
is "the gate is guarded" "$(lab_relgate -j status | jq .guarded)" true
passes "KOR to JPN, neighbours to be asked for" via raw4 kr jp --label "410:$GOOD"
passes "KOR to JPN, likewise, IPv6" via raw6 kr jp --label "410:$GOOD"
passes "JPN to KOR, likewise" via raw4 jp kr --label "392:$GOOD"

COUNT=100
for fam in 4 6; do
	WAS=$(sent)
	passes "KOR to JPN, IPv$fam, all known" via raw$fam kr jp --label "410:$GOOD"
	by_xdp "by XDP, from the hub at least, IPv$fam" 100
	WAS=$(sent)
	drops "not released, IPv$fam" release raw$fam kr jp --label "410:SECRET//DPRK-MISSILE//REL TO USA, KOR"
	is "and the refused ones were not sent" "$(($(sent) - WAS))" 0
done
COUNT=3
is "the agreement's counter is theirs" "$(lab_relgate -j show counters |
	jq '[.flows[] | select(.reason == "ok" and .way == "relayed") | .packets] | add >= 200')" true

# One packet, byte for byte: tshark on the wire, and nothing but TTL, checksum and MACs changed.
SERIAL=$((SERIAL + 1000)) COUNT=1
raw 4 kr jp --label "410:$GOOD" --ttl 64 --sport 4242 --dport 2424
within 50 arrived KOR jp
f=$(stamped KOR "$SERIAL")
is "checksums are good (tshark)" "$(wire jp "$f" ip.checksum.status udp.checksum.status)" "1 1"
is "three hops (tshark)" "$(wire jp "$f" ip.ttl)" 61
is "the label (tshark)" "$(wire jp "$f" ip.cipso.doi ip.cipso.sensitivity_level ip.cipso.categories)" \
	"410 3 2,32,33,34"
COUNT=3

drops "no hop is left: tc answers" ttl raw4 kr jp --label "410:$GOOD" --ttl 1
drops "a tagged frame" vlan raw4 kr jp --label "410:$GOOD" --vlan 7
drops "a source of the gate's" spoofed raw4 kr jp --label "410:$GOOD" --src "${LAB_NET4[kr]}.1"
lab_relgate block >/dev/null
drops "blocked" blocked raw4 kr jp --label "410:$GOOD"
lab_relgate block --off >/dev/null
passes "and open again" via raw4 kr jp --label "410:$GOOD"

# Another policy, one store; then the same without XDP, and with it again.
net_apply tisa-gsomia-2016.rg
COUNT=100 WAS=$(sent)
passes "KOR to JPN, directly" direct raw4 kr jp --label "410:$GOOD"
by_xdp "all by XDP" 100
COUNT=3
RELGATE_HOOK=tc LAB_ENGINE=(--hook tc)
net_apply tisa-gsomia-2016.rg
is "--hook tc: no interface has it" "$(interfaces true) $(programs)" "0 0"
WAS=$(sent)
passes "KOR to JPN, by tc" direct raw4 kr jp --label "410:$GOOD"
is "XDP sent none of them" "$(($(sent) - WAS))" 0
RELGATE_HOOK=xdp LAB_ENGINE=(--hook xdp)
net_apply tisa-2014.rg
check "back to the policy before it" lab_relgate rollback
is "with XDP, as was asked last" "$(interfaces true)" 4
check "detach" lab_relgate detach
is "nothing of it is left" "$(programs)" 0

# Where the driver cannot, it says so, and nothing is changed.
ip netns add "$NET_UNDO"
for dev in kr0 jp0 us0 us1; do ip -n "$NET_UNDO" link add $dev type bridge; done
out=$("$RELGATE" -n "$NET_UNDO" apply --hook xdp "$(policy tisa-2014.rg)" 2>&1)
is "a bridge cannot" "$? $(grep -c 'kr0: its driver runs no XDP program.*use --hook tc' <<<"$out")" "2 1"
is "nothing came of it" "$("$RELGATE" -n "$NET_UNDO" -j status | jq -c '[.in_force, .residue]')" "[false,false]"
out=$("$RELGATE" -n "$NET_UNDO" apply --hook wire "$(policy tisa-2014.rg)" 2>&1)
is "there is no such hook" "$? $(grep -c 'there are auto, xdp and tc' <<<"$out")" "2 1"
net_end
