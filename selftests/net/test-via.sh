#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Via the hub: every byte on the wire, hop by hop, as a router must leave it.
#
# Guards I1.  Breaks that must make it fail: rg_choose() sending a via grant to
# the destination's interface; the TTL not taken down; a checksum not mended.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg
# Between the attachment and the swap the stack's own MLD reports meet a guard without a policy.
lab_counters >"$TMP/in-force"

passes "KOR to JPN, IPv4" via raw4 kr jp --label "410:$GOOD"
passes "JPN to KOR, IPv4" via raw4 jp kr --label "392:$GOOD"
passes "KOR to JPN, IPv6" via raw6 kr jp --label "410:$GOOD"
passes "JPN to KOR, IPv6" via raw6 jp kr --label "392:$GOOD"
passes "KOR to JPN, enumerated categories" via raw4 kr jp --label "410/2:$GOOD"
passes "KOR to JPN, ranges of categories" via raw4 kr jp --label "410/5:$GOOD"
passes "KOR to JPN, from a socket, IPv4" via udp 4 kr jp --label "410:$GOOD"
passes "KOR to JPN, from a socket, IPv6" via udp 6 kr jp --label "410:$GOOD"
passes "KOR to JPN, a form beside the subject" via raw4 kr jp \
	--label "410:CONFIDENTIAL//DPRK-NUCLEAR/DPRK-MISSILE/PHOTO//$REL"
passes "KOR to JPN, first fragment" via raw4 kr jp --label "410:$GOOD" --more --id 77
passes "KOR to JPN, last fragment" via raw4 kr jp --label "410:$GOOD" --frag 72 --id 77
passes "KOR to JPN, first fragment, IPv6" via raw6 kr jp --label "410:$GOOD" --frag 0 --more --id 77
passes "KOR to JPN, last fragment, IPv6" via raw6 kr jp --label "410:$GOOD" --frag 72 --id 77

# Bytes, hop by hop.  One packet each; what a router may change is TTL, checksum
# and the MAC addresses, and nothing else.
hops()		# FAMILY FROM TO LABEL
{
	local fam=$1 from=$2 to=$3 nation=${NATION[$2]} f first last i name="$2 to $3, IPv$1"
	local sent hub_in hub_out got ttl=$([ "$1" = 4 ] && echo 22 || echo 21)

	SERIAL=$((SERIAL + 1000)) COUNT=1
	raw "$fam" "$from" "$to" --label "$4" --ttl 64 --sport 4242 --dport 2424
	within 50 arrived "$nation" "$to"
	f=$(stamped "$nation" "$SERIAL")
	sent=$(wire_hex "$from" "$f")
	hub_in=$(wire_hex hub "$f && eth.dst == ${LAB_MAC[hub]}:02")
	hub_out=$(wire_hex hub "$f && eth.src == ${LAB_MAC[hub]}:02")
	got=$(wire_hex "$to" "$f")
	is "$name: one frame at each place" "$(wc -w <<<"$sent $hub_in $hub_out $got")" 4
	is "$name: the gate sends it to the relay's MAC, from its own" "${hub_in:0:24}" \
		"$(tr -d : <<<"${LAB_MAC[hub]}:02${LAB_MAC[hub]}:01")"
	is "$name: and to the host's MAC, from its own" "${got:0:24}" \
		"$(tr -d : <<<"${LAB_MAC[$to]}:02${LAB_MAC[$to]}:01")"
	is "$name: TTL goes down by one at each router" \
		"$((16#${sent:ttl*2:2})) $((16#${hub_in:ttl*2:2})) $((16#${hub_out:ttl*2:2})) $((16#${got:ttl*2:2}))" \
		"64 63 62 61"
	# all else, with TTL and IPv4 checksum masked
	first=$(masked "$fam" "$sent")
	for i in "$hub_in" "$hub_out" "$got"; do
		last=$(masked "$fam" "$i")
		is "$name: every other byte as it was sent" "$last" "$first"
	done
	if [ "$fam" = 4 ]; then
		is "$name: header checksum good (tshark)" "$(wire "$to" "$f" ip.checksum.status \
			udp.checksum.status)" "1 1"
		is "$name: the label (tshark)" "$(wire "$to" "$f" ip.cipso.doi ip.cipso.tag_type \
			ip.cipso.sensitivity_level ip.cipso.categories)" "${4%%:*} 1 3 2,32,33,34"
	else
		is "$name: upper checksum good (tshark)" "$(wire "$to" "$f" udp.checksum.status)" 1
		is "$name: the label (tshark)" "$(wire "$to" "$f" ipv6.opt.calipso.doi \
			ipv6.opt.calipso.sens_level ipv6.opt.calipso.cmpt_bitmap)" \
			"${4%%:*} 3 20000000e0000000"
	fi
	COUNT=3
}

masked()	# FAMILY FRAME: from the IP header on
{
	local p=${2:28}

	if [ "$1" = 4 ]; then echo "${p:0:16}--${p:18:2}----${p:24}"; else echo "${p:0:14}--${p:16}"; fi
}

hops 4 kr jp "410:$GOOD"
hops 6 kr jp "410:$GOOD"
hops 4 jp kr "392:$GOOD"
hops 6 jp kr "392:$GOOD"

# TCP, both ends' kernels and their offloads; the server's answers are labelled too.
for fam in 4 6; do
	for way in "KOR JPN" "JPN KOR"; do
		set -- $way
		check "TCP, 4 MB, $1 to $2, IPv$fam, hashes equal" "$TRAFFIC" tcp \
			--ns "$LAB-${NODE[$1]}" --ns2 "$LAB-${NODE[$2]}" --dst "$(address "$2" $fam)" \
			--label "${DOI[$1]}:$GOOD" --label2 "${DOI[$2]}:$GOOD" --nation "$1" --serial 9000000000
	done
done
for n in kr jp hub; do
	ip netns exec "$LAB-$n" ethtool -K eth0 tx off tso off gso off >/dev/null 2>&1
done
for fam in 4 6; do
	check "TCP, 4 MB, without offload at the hosts, IPv$fam" "$TRAFFIC" tcp --ns "$LAB-kr" \
		--ns2 "$LAB-jp" --dst "$(address JPN $fam)" --label "410:$GOOD" \
		--label2 "392:$GOOD" --nation KOR --serial 9000000000
done
is "egress refused nothing" "$(lab_counters "$TMP/in-force" | awk '/^egress/ && !/^egress.ok / { print }')" ""
net_end
