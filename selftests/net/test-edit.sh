#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Labels put on, taken off and translated on the wire: another's dissector reads what
# was meant, headers and checksums are right, and transfers go through whole.
#
# Guards I1 and rule 9: nothing leaves with a label that says less than it came with.
# Breaks that must make it fail: the option area copied without the label; a total
# length that is not changed; the label edited before the last question; the MTU
# announced without the label; the MSS not clamped; laundering allowed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edit.sh"

net_begin
COUNT=3

# What NODE's capture has of the last question: fields of all of its packets, once.
seen_fields() { watch_list; wire "$1" "$(stamped "$2" "$SERIAL")" "${@:3}" | sort -u; }

label4()	# NAME NODE NATION WANT: DOI, tag, level, categories, checksums
{
	is "$1" "$(seen_fields "$2" "$3" ip.cipso.doi ip.cipso.tag_type ip.cipso.sensitivity_level \
		ip.cipso.categories ip.checksum.status udp.checksum.status)" "$4"
}
label6()	# NAME NODE NATION WANT: DOI, level, bitmap, checksum
{
	is "$1" "$(seen_fields "$2" "$3" ipv6.opt.calipso.doi ipv6.opt.calipso.sens_level \
		ipv6.opt.calipso.cmpt_bitmap udp.checksum.status)" "$4"
}
bare()		# NAME NODE NATION FAMILY
{
	if [ "$4" = 4 ]; then
		is "$1" "$(seen_fields "$2" "$3" ip.hdr_len ip.checksum.status udp.checksum.status)" "20 1 1"
	else
		is "$1" "$(seen_fields "$2" "$3" ipv6.nxt udp.checksum.status)" "17 1"
	fi
}

say "direct; Japan's network is single-level"
net_apply "$(edit_policy direct "$SUPPLIED" direct)"
for fam in 4 6; do
	passes "taken off, IPv$fam" direct raw $fam kr jp --label "410:$GOOD"
	bare "taken off, IPv$fam: nothing of it is left" jp KOR $fam
	drops "laundering: a subject, IPv$fam" launder raw $fam kr jp --label "410:#3:2,3,32,33,34"
	drops "laundering: released to fewer, IPv$fam" launder raw $fam kr jp \
		--label "410:SECRET//DPRK-MISSILE//REL TO JPN, KOR"
	passes "put on, IPv$fam" direct raw $fam jp kr
	label$fam "put on, IPv$fam: what a dissector reads" kr JPN \
		"$([ $fam = 4 ] && echo "410 1 3 2,32,33,34,41 1 1" || echo "410 3 20000000e0400000 1")"
	drops "a label where the gate supplies it, IPv$fam" label-unexpected raw $fam jp kr --label "392/2:#40:301"
done
is "TTL goes down by one" "$(COUNT=1; SERIAL=$((SERIAL + 1000)); raw4 jp kr --ttl 9 >>"$TMP/log" 2>&1; within 50 arrived JPN kr
	wire kr "$(stamped JPN $SERIAL)" ip.ttl ip.checksum.status)" "8 1"
COUNT=1
passes "a record route stays, and the label stands behind it" direct raw4 jp kr --opt 07070400000000
is "a record route stays: its bytes" "$(watch_list; wire_hex kr "$(stamped JPN $SERIAL)" | tail -1 | cut -c69-112)" \
	"0707040000000086100000019a010a000320000000e0" 2>/dev/null
# Offsets of other options when the label before them goes: a bug of several kernels.
passes "a record route behind the label stays" direct raw4 kr jp \
	--opt 860f0000019a010900032000_0000e0_070b080a520001_0000000000
is "a record route behind the label stays: its bytes" "$(watch_list; wire_hex jp "$(stamped KOR $SERIAL)" |
	tail -1 | cut -c29-30,69-92)" 48070b080a5200010000000000
# Errors about packets that were labelled here: JPN's hosts must not see that label, and
# are told what they may send themselves.
UDP=1e141e6105b85a5a ADDRS=0a5100020a520002
LABEL=86100000019a010a000320000000e040 NOPS=01010101010101010101010101010101
quoted4()	# NAME TYPE CODE WORD WANTED-WORD
{
	passes "$1" direct raw4 kr jp --label "410:$GOOD" --proto 1 \
		--l4 "$2$3_0000_$4_490005dc123400003e11c33e${ADDRS}${LABEL}$UDP"
	watch_list
	is "$1: checksums are good" "$(wire jp "$(stamped KOR $SERIAL)" ip.hdr_len ip.checksum.status \
		icmp.checksum.status)" "20 1 1"
	is "$1: its bytes" "$(wire_hex jp "$(stamped KOR $SERIAL)" | cut -c69-72,77-172)" \
		"$2$3$5490005dc123400003e11442f${ADDRS}${NOPS}$UDP"
}
quoted4 "port unreachable" 03 03 00000000 00000000
quoted4 "fragmentation needed, less by the label" 03 04 00000578 00000568
quoted6()	# NAME TYPE CODE WORD WANTED-WORD
{
	local v6=60000000058000 a=fd000392000000000000000000000002fd000410000000000000000000000002
	local label=11020710_0000019a0203abcd_20000000e0400000_01020000

	passes "$1" direct raw6 kr jp --label "410:$GOOD" --proto 58 --l4 "$2$3_0000_$4_${v6}3e${a}${label}$UDP"
	watch_list
	is "$1: checksum is good" "$(wire jp "$(stamped KOR $SERIAL)" ipv6.nxt icmpv6.checksum.status)" "58 1"
	is "$1: its bytes" "$(wire_hex jp "$(stamped KOR $SERIAL)" | cut -c109-112,117-268)" \
		"$2$3$5${v6}3e${a}110201100000000000000000000000000000000001020000$UDP"
}
quoted6 "ICMPv6: port unreachable" 01 04 00000000 00000000
quoted6 "ICMPv6: too big, less by the label" 02 00 00000578 00000560
drops "an error whose quotation is cut off" truncated raw4 kr jp --label "410:$GOOD" --proto 1 \
	--size 20 --l4 "0303000000000000_4f0005dc12340000"
COUNT=3
KR_LABEL="410:$GOOD" JP_LABEL=""
transfers "direct"
narrow "KOR's link is narrow" kr
narrow "JPN's link is narrow" jp

say "direct; Japan's labels have other numbers"
net_apply "$(edit_policy translated "$TRANSLATED" direct)"
for fam in 4 6; do
	passes "translated, IPv$fam" direct raw $fam kr jp --label "410:$GOOD"
	[ $fam = 6 ] || label4 "translated: what a dissector reads" jp KOR "392 2 40 301,400,401,402 1 1"
	[ $fam = 4 ] || label6 "translated: what a dissector reads, IPv6" jp KOR \
		"392 40 $(bits 416 301 400 401 402) 1"
	passes "and back, IPv$fam" direct raw $fam jp kr --label "392/2:#40:301,401"
	[ $fam = 6 ] || label4 "and back: what a dissector reads" kr JPN "410 2 3 2,33 1 1"
	drops "a subject that Japan has no number for, IPv$fam" untranslatable raw $fam kr jp \
		--label "410:#3:2,3,32,33,34"
done
KR_LABEL="410:$GOOD" JP_LABEL="392/2:#40:301,400,401,402"
transfers "translated" 1

say "direct; Japan's IPv4 is old gear that labels by RIPSO"
net_apply "$(edit_policy ripso "labels ripso doi 393, calipso; accept doi 392, 393; send doi 392;" direct)"
passes "to RIPSO" direct raw4 kr jp --label "410:$GOOD"
is "to RIPSO: what a dissector reads" "$(seen_fields jp KOR ip.opt.type.number ip.opt.sec_cl \
	ip.opt.sec_prot_auth_flags ip.hdr_len ip.checksum.status udp.checksum.status)" "2 0x5a 0x21 28 1 1"
is "to RIPSO: its bytes" "$(wire_hex jp "$(stamped KOR $SERIAL)" | cut -c69-84 | sort -u)" 82055a21e0000000
passes "from RIPSO" direct raw4 jp kr --opt 82055a21e0
label4 "from RIPSO: what a dissector reads" kr JPN "410 1 3 2,32,33,34 1 1"
passes "beside it CALIPSO in IPv6" direct raw6 kr jp --label "410:$GOOD"
drops "a subject that RIPSO has no flag for" untranslatable raw4 kr jp --label "410:#3:1,2,32,33,34"
drops "RIPSO, shorter than its level" ripso-length raw4 jp kr --opt 82020000
drops "RIPSO, a reserved level" ripso-level raw4 jp kr --opt 820466e0
drops "RIPSO, a level that the encoding has not" level-unknown raw4 jp kr --opt 82043d20
drops "RIPSO, a flag that the encoding has not" category-unknown raw4 jp kr --opt 82045a80
drops "RIPSO, another octet announced" ripso-flags raw4 jp kr --opt 82045a21
drops "RIPSO twice" label-duplicate raw4 jp kr --opt 82045a2082045a20
drops "RIPSO beside CIPSO" label-conflict raw4 jp kr --opt 82045a20860a0000018901040028
drops "CIPSO where RIPSO is taken" label-kind raw4 jp kr --label "392/2:#40:301,401"
drops "RIPSO where CIPSO is taken" ripso raw4 kr jp --opt 82045a20

say "via the hub; Japan's network is single-level"
net_apply "$(edit_policy via "$SUPPLIED" "via USA")"
for fam in 4 6; do
	passes "labelled to the hub, taken off behind it, IPv$fam" via raw $fam kr jp --label "410:$GOOD"
	bare "taken off behind the hub, IPv$fam: nothing is left" jp KOR $fam
	passes "put on to the hub, and kept, IPv$fam" via raw $fam jp kr
	[ $fam = 6 ] || label4 "put on to the hub: what a dissector reads" kr JPN "410 1 3 2,32,33,34,41 1 1"
	[ $fam = 4 ] || label6 "put on to the hub: what a dissector reads, IPv6" kr JPN "410 3 20000000e0400000 1"
done
KR_LABEL="410:$GOOD" JP_LABEL=""
transfers "via the hub" 1
net_end
