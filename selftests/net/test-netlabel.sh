#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux at both ends: hosts whose kernels check what they send and what they get against
# NetLabel's DOIs, and answer with the label that they were asked with.  Their two DOIs
# have other numbers, and the gate translates: tags 1, 2 and 5, CALIPSO, labels of a
# level alone; TCP and pings.  Then DOIs that go away under traffic, a next hop that does
# not answer (CVE-2023-42754), and the tag that Linux refuses.
#
# Guards I3.  Breaks that must make it fail: a translation that takes numbers as they are;
# a CALIPSO without a word for a Linux peer; the permissive tag left out, or sent to all.
. "$(dirname "$0")/lib.sh"
. "$NET_DIR/edit.sh"
. "$NET_DIR/netlabel.sh"

# NetLabel is one for the machine: DOIs that nobody else has.
LAB_DOIS="21410 21392 21840"
DOI[KOR]=21410 DOI[JPN]=21392
STREAM=9500000000

# Fields of all packets of the last question at NODE, once.
seen_fields() { watch_list; wire "$1" "$(stamped "$2" "$SERIAL")$3" "${@:4}" | sort -u; }
CIPSO="ip.cipso.doi ip.cipso.tag_type ip.cipso.sensitivity_level ip.cipso.categories ip.checksum.status"
CALIPSO="ipv6.opt.calipso.doi ipv6.opt.calipso.cmpt.length ipv6.opt.calipso.sens_level ipv6.opt.calipso.cmpt_bitmap"

sent()		# FAMILY FROM TO LABEL NODE WANT: from a socket, and what a dissector reads at NODE
{
	local name="IPv$1, ${NATION[$2]} to ${NATION[$3]}, $4"

	passes "$name" direct udp "$1" "$2" "$3" --label "$4"
	# shellcheck disable=SC2046
	is "$name: what a dissector reads" "$(seen_fields "$5" "${NATION[$2]}" "" \
		$([ "$1" = 4 ] && echo "$CIPSO" || echo "$CALIPSO"))" "$6"
}

# Answers to the last question's ping, or to all pings of a nation, that came back to NODE.
ANSWER="(icmp.type == 0 || icmpv6.type == 129)"
answers() { watch_list; wire "$1" "$ANSWER && $2" frame.number | wc -l; }
answered() { [ "$(answers "$1" "$(stamped "$2" "$SERIAL")")" = 1 ]; }

pinged()	# FAMILY FROM TO LABEL WANT: a ping is answered, and the answer's label is WANT
{
	local name="ping, IPv$1, ${NATION[$2]} to ${NATION[$3]}, $4" COUNT=1 who

	# In IPv4 the kernel answers, to the byte; in IPv6 it would answer without a label.
	who=${NATION[$([ "$1" = 4 ] && echo "$2" || echo "$3")]}
	SERIAL=$((SERIAL + 1000))
	counters_mark
	udp "$1" "$2" "$3" --proto icmp --label "$4" >>"$TMP/log" 2>&1
	if within 100 answered "$2" "$who"; then
		ok "$name: answered"
	else
		look
		not_ok "$name: answered" "counters: $(risen)"
	fi
	# shellcheck disable=SC2046
	is "$name: the answer's label" "$(seen_fields "$2" "$who" " && $ANSWER" \
		$([ "$1" = 4 ] && echo "$CIPSO" || echo "$CALIPSO"))" "$5"
}

# Headers that NODE's kernel refused, labels that NetLabel does not take among them.
refused_by() { lab_in "$1" awk '/^Ip:/ { if (n++) print $5 }' /proc/net/snmp; }
refused_more() { [ "$(refused_by "$1")" -gt "$2" ]; }

net_begin

for tag in 1 2 5; do
	say "tag $tag"
	net_apply "$(linux_policy tag$tag $tag)"
	case $tag in
	1|2)	jp=52,61,62 kr=2,33,34 ;;
	5)	jp=62-61,52 kr=34-33,2 ;;
	esac
	sent 4 kr jp "21410/$tag:#3:2,33,34" jp "21392 $tag 40 $jp 1"
	sent 4 jp kr "21392/$tag:#40:52,61,62" kr "21410 $tag 3 $kr 1"
	sent 4 kr jp "21410/$tag:#3:" jp "21392 $tag 40  1"
	pinged 4 kr jp "21410/$tag:#2:1" "21410 $tag 2 1 1"
	pinged 4 jp kr "21392/$tag:#30:" "21392 $tag 30  1"
	KR_LABEL="21410/$tag:#3:2,33,34" JP_LABEL="21392/$tag:#40:52,61,62"
	transfer "tag $tag" kr jp 4 1
	transfer "tag $tag" jp kr 4 1
	drops "a subject that the other has no number for, tag $tag" untranslatable udp 4 kr jp \
		--label "21410/$tag:#3:2,3"
done
drops "a level that no agreement grants" agreement-level udp 4 kr jp --label "21410/5:#0:2"
drops "a DOI that NetLabel knows and the policy does not" doi-unknown udp 4 kr jp \
	--label "21840/5:#3:2"
drops "the other's DOI" doi-refused udp 4 kr jp --label "21392/5:#40:52"

say "CALIPSO"
sent 6 kr jp "21410:#3:2,33,34" jp "21392 2 40 $(bits 64 52 61 62)"
sent 6 jp kr "21392:#40:52,61,62" kr "21410 2 3 $(bits 64 2 33 34)"
# Lest Linux take a label without compartments for none, one word is sent, all zero.
sent 6 kr jp "21410:#3:" jp "21392 1 40 00000000"
sent 6 jp kr "21392:#30:" kr "21410 1 2 00000000"
for n in KOR JPN; do
	rm -f "$TMP/answer.$n"
	watch_bg "$TMP/answer.$n" "$TRAFFIC" recv --echo --ns "$LAB-${NODE[$n]}" --nation "$n" \
		--label "$([ $n = KOR ] && echo "21410:#3:2" || echo "21392:#40:52")"
done
pinged 6 kr jp "21410:#3:2" "21410 1 3 20000000"
pinged 6 jp kr "21392:#30:" "21392 2 40 $(bits 64 52)"
KR_LABEL="21410:#3:2,33,34" JP_LABEL="21392:#40:52,61,62"
transfer "CALIPSO" kr jp 6 1
transfer "CALIPSO" jp kr 6 1
drops "CALIPSO: the other's DOI" doi-refused udp 6 kr jp --label "21392:#40:52"
refute "a DOI that NetLabel does not know cannot be sent by a socket" \
	udp 4 kr jp --label "21999:#3:2"

say "a DOI that NetLabel forgets, under traffic: the host refuses, the gate goes on"
net_apply "$(linux_policy gone 1)"
counters_mark
SERIAL=$((SERIAL + 1000))
"$TRAFFIC" send --quiet --ns "$LAB-kr" --nation KOR --serial "$SERIAL" --count 90000 --rate 50 \
	--dst "$(address JPN 4)" --proto icmp --label "21410:#3:2" >>"$TMP/log" 2>&1 &
FLOW=$!
lab_track $FLOW
came_back() { [ "$(answers kr icmp)" -gt "$1" ]; }
was=$(answers kr icmp)
check "before: answered" within 100 came_back "$was"
was=$(refused_by jp)
netlabelctl cipsov4 del doi:21392
check "the host refuses what it no longer knows" within 100 refused_more jp "$was"
look; risen_by ingress.ok; was=$RISEN
check "the gate still translates: it asks nobody else" within 100 counter_at_least ingress.ok $((was + 20))
was=$(answers kr icmp)
netlabelctl cipsov4 add pass doi:21392 tags:1,2,5
check "known again, answered again" within 100 came_back "$was"
kill $FLOW 2>/dev/null; wait $FLOW 2>/dev/null

say "a DOI that the policy forgets, under traffic: nothing passes, all is counted"
check "the pings have ended" within 100 settled
counters_mark
SERIAL=$((SERIAL + 100000)) COUNT=4000
raw_bg 4 kr jp --label "21410:#3:2" --rate 1000
check "some cross" within 100 counter_at_least ingress.ok 200
sed -e 's/21410/21840/' "$(linux_policy forget 1)" >"$TMP/forgotten.rg"
net_apply "$TMP/forgotten.rg"
wait $BG
# Whatever was sent was seen at the other end, or counted with a reason.
told() { look; awk '!/^way\./ && !/\.ok / && /^(ingress|egress)\./ { n += $2 } END { print n + 0 }' "$TMP/risen"; }
balanced() { watch_list; [ $(($(seen_at KOR "$SERIAL" $COUNT jp) + $(told))) -ge $COUNT ]; }
check "each crossed, or was counted" within 100 balanced
is "and none twice" "$(watch_list; echo $(($(seen_at KOR "$SERIAL" $COUNT jp) + $(told))))" "$COUNT"
COUNT=3 SERIAL=$((SERIAL + 100000))	# none of the stream's, some of which crossed
drops "after it, the DOI is nobody's" doi-unknown udp 4 kr jp --label "21410:#3:2"

say "a next hop that does not answer, and options (CVE-2023-42754)"
net_apply "$(linux_policy back 1)"
counters_mark
for opt in 860b0000_53a2_01050003_20 07070400000000_860b0000_53a2_01050003_20 860b0000_53a2_01050003_20_07070400000000; do
	raw4 kr jp --dst 10.81.0.99 --opt "$opt" >>"$TMP/log" 2>&1
	raw4 kr jp --dst 10.81.7.7 --opt "$opt" >>"$TMP/log" 2>&1
done
lab_ip gate route add unreachable 10.81.9.0/24
drops "no way there" no-route raw4 kr jp --dst 10.81.9.9 --opt "860b0000_53a2_01050003_20"
sent 4 kr jp "21410/1:#3:2" jp "21392 1 40 52 1"

say "the tag that Linux refuses: who gets it, the policy says"
net_apply "$(linux_policy permissive 1 "permissive tag 6;")"
passes "releases go to a tag of their own" direct udp 4 kr jp --label "21410:#3:2,33,34"
is "its bytes" "$(watch_list; wire_hex jp "$(stamped KOR $SERIAL)" | cut -c69-132 | sort -u)" \
	"861d00005390010b002800000000000008060c00280000000000000006000000"
passes "from a system that has it" direct raw4 jp kr --opt 861d00005390010b002800000000000008060c00280000000000000006
is "what a dissector reads" "$(seen_fields kr JPN "" ip.cipso.doi ip.cipso.tag_type ip.cipso.sensitivity_level \
	ip.cipso.categories ip.checksum.status)" "21410 1 3 2,33,34 1"
was=$(refused_by jp)
SERIAL=$((SERIAL + 1000))
udp 4 kr jp --proto icmp --label "21410:#3:2,33,34" >>"$TMP/log" 2>&1
check "a Linux host refuses it" within 100 refused_more jp "$was"
is "and does not answer" "$(answers kr "$(stamped KOR $SERIAL)")" 0
pinged 4 kr jp "21410/1:#3:2" "21410 1 3 2 1"
drops "where the policy does not say so, it is refused" cipso-tag raw4 kr jp \
	--opt 8614000053a2_0105000320_0609000300000000c0
net_end
