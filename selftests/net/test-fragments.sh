#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# IPv4 packets without "don't fragment" that do not fit once they are labelled, or on
# a narrow link: cut up as RFC 791 says, each piece judged by itself and labelled.
#
# Guards I1: no piece leaves without its label.  Breaks that must make it fail: an
# offset that forgets where the packet itself began; "more fragments" left out; options
# that are not copied left in; packets with "don't fragment" cut up.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edit.sh"

net_begin
COUNT=1

# The last question's packet as NODE sees it: more fragments, offset, length, DOI, level, checksum.
pieces()	# NODE
{
	wire "$1" "ip.id == $((SERIAL & 0xffff)) && eth.dst == ${LAB_MAC[$1]}:02" ip.flags.mf ip.frag_offset \
		ip.len ip.cipso.doi ip.cipso.sensitivity_level ip.checksum.status | tr -s ' ' | paste -sd,
}
# They may come after the one with the stamp, and of a fragment the last is nobody's end.
pieces_are() { watch_list; [ "$(pieces "$1")" = "$2" ]; }
# What stands behind the IP headers of those frames, put together by their offsets.
whole()		# NODE FILTER
{
	wire_hex "$1" "$2" | while read -r hex; do
		printf '%05d %s\n' $(((0x${hex:40:4} & 0x1fff) * 8)) "${hex:28 + 0x${hex:29:1} * 8}"
	done | sort -u | cut -d' ' -f2 | tr -d '\n'
}
came_whole()	# NAME FROM TO
{
	is "$1: put together, it is what was sent" \
		"$(whole "$3" "ip.id == $((SERIAL & 0xffff)) && eth.dst == ${LAB_MAC[$3]}:02" | md5sum)" \
		"$(whole "$2" "ip.id == $((SERIAL & 0xffff)) && eth.src == ${LAB_MAC[$2]}:02" | md5sum)"
}
cut_up()	# NAME WAY FROM TO WANT OPTION...
{
	local name=$1 way=$2 from=$3 to=$4 want=$5
	shift 5

	passes "$name" "$way" raw4 "$from" "$to" "$@"
	within 50 pieces_are "$to" "$want"
	is "$name: the pieces" "$(pieces "$to")" "$want"
	came_whole "$name" "$from" "$to"
}
# Unlabelled pieces, as a link of MTU wants them: none is longer, all but the last carry as many
# groups of 8 octets as fit, or would fit beside the label that is taken off only behind the cutting.
bare_pieces()	# NAME NODE OCTETS MTU LABEL
{
	check "$1: the pieces: $(pieces "$2")" awk -v octets="$3" -v mtu="$4" -v slack="$5" -v list="$(pieces "$2")" '
		BEGIN { n = split(list, piece, ",")
			for (i = 1; i <= n; i++) {
				fields = split(piece[i], f, " ")
				if (fields != 4 || f[1] != (i < n) || f[2] * 8 != at || f[3] > mtu || f[4] != 1)
					exit 1
				at += f[3] - 20
				if (i < n && (at % 8 || f[3] <= mtu - slack - 8))
					exit 1
			}
			exit n < 2 || at != octets }'
}
# The last piece may come after the one with the stamp.
ends_at() { watch_list; wire "$1" "ip.id == $((SERIAL & 0xffff)) && ip.flags.mf == 0" ip.id | grep -q .; }
# 31 groups of 8 octets, no two alike.
ECHO=0800000012340001$(for ((i = 0; i < 31; i++)); do printf '%016x' $((i * 0x1020304050607 + 1)); done)

say "put on"
net_apply "$(edit_policy direct "$SUPPLIED" direct)"
# Of a neighbour that must be asked for, only the last piece comes: RFC 1122, 2.3.2.2.
passes "the neighbours are known, KOR's" direct raw4 jp kr
passes "the neighbours are known, JPN's" direct raw4 kr jp --label "410:$GOOD"
cut_up "a label is put on, 1,500 octets" direct jp kr "1 0 1500 410 3 1,0 183 52 410 3 1" --size 1472
cut_up "1,484 octets fit" direct jp kr "0 0 1500 410 3 1" --size 1456 2>/dev/null
cut_up "one octet more does not" direct jp kr "1 0 1500 410 3 1,0 183 37 410 3 1" --size 1457
cut_up "a fragment, and more follow" direct jp kr "1 1 1500 410 3 1,1 184 52 410 3 1" --frag 8 --more --size 1480 \
	2>/dev/null
cut_up "the last fragment" direct jp kr "1 1 1500 410 3 1,0 184 52 410 3 1" --frag 8 --size 1480
cut_up "an option that is copied, and one that is not" direct jp kr \
	"1 0 1496 410 3 1,0 181 52 410 3 1" --size 1452 --opt 9404000007070400000000
FRAGS=$(wire_hex kr "ip.id == $((SERIAL & 0xffff)) && eth.dst == ${LAB_MAC[kr]}:02" | cut -c69-92 | paste -sd' ')
is "the copied one is in both, the other in the first" "$FRAGS" \
	"940400000707040000000086 9404000086100000019a010a"
for opt in --df; do
	drops "don't fragment" too-big raw4 jp kr --size 1472 $opt
done
drops "IPv6 is not cut up by routers" too-big raw6 jp kr --size 1452

say "a narrow link"
lab_ip gate link set kr0 mtu 1400
cut_up "1,500 octets for a link of 1,400, a label put on" direct jp kr \
	"1 0 1396 410 3 1,0 170 156 410 3 1" --size 1472
lab_ip gate link set kr0 mtu 600
cut_up "1,500 octets for a link of 600" direct jp kr \
	"1 0 596 410 3 1,1 70 596 410 3 1,0 140 396 410 3 1" --size 1472
lab_ip gate link set kr0 mtu 100
cut_up "the bytes are in their order" direct jp kr \
	"1 0 100 410 3 1,1 8 100 410 3 1,1 16 100 410 3 1,1 24 100 410 3 1,0 32 56 410 3 1" \
	--proto 1 --l4 "$ECHO" --size 20
lab_ip gate link set kr0 mtu 1500
lab_ip gate link set jp0 mtu 1400
OFF="a label taken off, for a link of 1,400"
passes "$OFF" direct raw4 kr jp --label "410:$GOOD" --size 1456
within 50 ends_at jp
bare_pieces "$OFF" jp 1464 1400 16
came_whole "$OFF" kr jp
lab_ip gate link set jp0 mtu 1500

say "via the hub"
net_apply "$(edit_policy via "$SUPPLIED" "via USA")"
passes "the relay is known" via raw4 jp kr
cut_up "via the hub" via jp kr "1 0 1500 410 3 1,0 183 52 410 3 1" --size 1472
lab_ip gate link set us0 mtu 1400
passes "labelled as it came, for a link of 1,400 to the hub" via raw4 kr jp --size 1420 \
	--opt 94040000_86100000019a010a0003_20000000e040_07070400000000
within 50 ends_at hub
HUB=$(wire_hex hub "ip.id == $((SERIAL & 0xffff)) && eth.src == ${LAB_MAC[hub]}:01" | cut -c69-124 | paste -sd' ')
is "what is not copied is no more in the second" "$HUB" \
	"9404000086100000019a010a000320000000e0400707040000000000 9404000086100000019a010a000320000000e0400101010101010100"
lab_ip gate link set us0 mtu 1500
net_end
