#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who a packet says it is from must be who it can be from: interface, address,
# DOI, and on the hub's link the relay's MAC.
#
# Guards I1.  Breaks that must make it fail: the source's nation not compared
# with the interface's; a hub interface that takes frames of any MAC.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg
L=(--label "410:$GOOD") J=(--label "392:$GOOD")

for fam in 4 6; do
	drops "KOR's host as the USA host, IPv$fam" spoofed raw $fam kr jp "${L[@]}" \
		--src "$(address USA $fam)"
	drops "KOR's host as JPN's, IPv$fam" spoofed raw $fam kr jp "${L[@]}" --src "$(address JPN $fam)"
	drops "KOR's host as JPN's, to KOR, IPv$fam" spoofed raw $fam kr kr "${L[@]}" \
		--src "$(address JPN $fam)"
	drops "JPN's host as KOR's, IPv$fam" spoofed raw $fam jp kr "${J[@]}" --src "$(address KOR $fam)"
	drops "the USA host as KOR's, IPv$fam" spoofed raw $fam us jp --label "840:$GOOD" \
		--src "$(address KOR $fam)"
done
drops "KOR's host as the relay, its MAC too" spoofed raw4 kr jp "${L[@]}" --src 10.84.0.2 \
	--smac "${LAB_MAC[hub]}:02"
drops "KOR's host as the gate" spoofed raw4 kr jp "${L[@]}" --src 10.82.0.1
drops "KOR's host as the gate's other address" spoofed raw4 kr jp "${L[@]}" --src 10.84.0.1
drops "KOR's host as the gate, IPv6" spoofed raw6 kr jp "${L[@]}" --src fd00:410::1
drops "KOR's host as nobody" source-unknown raw4 kr jp "${L[@]}" --src 192.0.2.1
drops "KOR's host as nobody, IPv6" source-unknown raw6 kr jp "${L[@]}" --src 2001:db8::1
drops "to nobody" dest-unknown raw4 kr jp "${L[@]}" --dst 192.0.2.1
drops "to nobody, IPv6" dest-unknown raw6 kr jp "${L[@]}" --dst 2001:db8::1
passes "KOR's host by another of KOR's addresses" via raw4 kr jp "${L[@]}" --src 10.82.77.7

# On the hub's link: only what the relay itself sends, only for the parties.
hub4=(raw 4 hub jp) hub6=(raw 6 hub jp)
drops "hub's link: the right packet from another MAC" not-relay "${hub4[@]}" "${L[@]}" \
	--src 10.82.0.2 --smac 02:00:00:84:00:99
drops "hub's link: the same, IPv6" not-relay "${hub6[@]}" "${L[@]}" \
	--src fd00:410::2 --smac 02:00:00:84:00:99
drops "hub's link: the relay's own packet" hub-own "${hub4[@]}" "${L[@]}"
drops "hub's link: the relay's own packet, IPv6" hub-own "${hub6[@]}" "${L[@]}"
drops "hub's link: for the USA host" hub-own "${hub4[@]}" "${L[@]}" --src 10.82.0.2 \
	--dst "$(address USA 4)"
drops "hub's link: for the USA host, IPv6" hub-own "${hub6[@]}" "${L[@]}" --src fd00:410::2 \
	--dst "$(address USA 6)"
drops "hub's link: from nobody" source-unknown "${hub4[@]}" "${L[@]}" --src 192.0.2.1
drops "hub's link: DOI of nobody" doi-unknown "${hub4[@]}" --label "999:$GOOD" --src 10.82.0.2

# A relay that alters labels is trusted; a label that no agreement grants is still refused.
drops "hub's link: not released" release "${hub4[@]}" --label "410:SECRET//DPRK-MISSILE" --src 10.82.0.2
drops "hub's link: TOP-SECRET" in-level "${hub4[@]}" --label "410:TOP-SECRET//DPRK-MISSILE//$REL" \
	--src 10.82.0.2
drops "hub's link: unlabelled" unlabelled "${hub4[@]}" --src 10.82.0.2
net_end
