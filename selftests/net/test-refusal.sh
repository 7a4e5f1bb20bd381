#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# `on refusal reject`: who sends a label that is refused is told so by ICMP, by the one
# error that the drafts have for it, with the label as he sent it; nobody else is.
#
# Guards I3: what is told must not say what nations share, and no error is about an error.
# Breaks that must make it fail: an error without the label; a pointer that is off by
# one; an answer to an ICMP error, to an agreement's refusal, or at CALIPSO's ingress.
. "$(dirname "$0")/lib.sh"

rejecting()	# POLICY STATEMENT: the policy with it
{
	{ printf 'include "%s/policies/%s";\n%s\n' "$TOP_DIR" "$1" "$2"; } >"$TMP/reject.rg"
	echo "$TMP/reject.rg"
}
TOP_DIR=$(cd "$NET_DIR/../.." && pwd)

net_begin
net_apply "$(rejecting tisa-2014.rg "on refusal reject;")"
COUNT=1
TO_KR="eth.dst == ${LAB_MAC[kr]}:02 && eth.src == ${LAB_MAC[kr]}:01"

# One error, and that it is the answer to this packet.
refused4()	# NAME REASON TYPE CODE POINTER OPTION...: POINTER "" where there is none
{
	local name=$1 why=$2 want="$3 $4 ${5:+$5 }1 1 10.82.0.1 10.82.0.2" sent errors before hex label
	shift 5

	before=$(lab_counters | awk '/^icmp_sent/ { print $2 }')
	drops "$name" "$why" raw4 kr jp "$@"
	is "$name: one error is sent" "$(($(lab_counters | awk '/^icmp_sent/ { print $2 }') - before))" 1
	watch_list
	errors="$TO_KR && icmp && (icmp.type == 3 || icmp.type == 12)"
	is "$name: what it says, checksums good" "$(wire kr "$errors" icmp.type icmp.code icmp.pointer \
		ip.checksum.status icmp.checksum.status ip.src ip.dst | tail -1 | tr -s ' ')" "$want"
	sent=$(wire_hex kr "eth.dst == ${LAB_MAC[kr]}:01 && ip" | tail -1)
	hex=$(wire_hex kr "$errors" | tail -1)
	label=$(((0x${sent:29:1} - 5) * 8))
	is "$name: its options are the packet's, to the byte" "${hex:29:1} ${hex:68:label}" \
		"${sent:29:1} ${sent:68:label}"
	is "$name: it quotes the headers, and 8 bytes" "${hex:84 + label}" "${sent:28:40 + label + 16}"
}

refused4 "a DOI of nobody" doi-unknown 12 0 22 --opt 860f000003e701090003_20000000e0
refused4 "a tag that is not known" cipso-tag 12 0 26 --opt 860f0000019a07090003_20000000e0
refused4 "Linux's local tag" cipso-tag 12 0 26 --opt 860c0000019a800600000001
refused4 "a level without a name" level-unknown 12 0 29 --opt 860f0000019a01090009_20000000e0
refused4 "a category without a name" category-unknown 12 0 30 --opt 860f0000019a01090003_30000000e0
refused4 "RIPSO" ripso 12 0 20 --opt 82045a20
refused4 "no label" unlabelled 12 1 134
refused4 "a level out of range" in-level 3 9 "" --label "410:TOP-SECRET//DPRK-MISSILE//$REL"

# Who is not told.
silent "an ICMP error" doi-unknown raw4 kr jp --opt 860f000003e701090003_20000000e0 --proto 1 --l4 0301000000000000
silent "an ICMP error with a tag that is not known" cipso-tag raw4 kr jp --opt 860f0000019a07090003_20000000e0 \
	--proto 1 --l4 0301000000000000
silent "a later fragment" doi-unknown raw4 kr jp --opt 860f000003e701090003_20000000e0 --frag 72
silent "another nation's address" doi-unknown raw4 kr jp --opt 860f000003e701090003_20000000e0 --src 10.84.1.2
silent "a label that cannot be read" cipso-length raw4 kr jp --opt 86080000019a0102
silent "what no agreement grants" release raw4 kr jp --label "410:SECRET//DPRK-MISSILE"
silent "CALIPSO, no label" unlabelled raw6 kr jp
silent "CALIPSO, a DOI of nobody" doi-unknown raw6 kr jp --label "999/6:$GOOD"
silent "CALIPSO, a level out of range" in-level raw6 kr jp --label "410:TOP-SECRET//DPRK-MISSILE//$REL"
passes "what is granted crosses" via raw4 kr jp --label "410:$GOOD"

# The way out: Japan's network is single-level, and its label does not dominate.
cat >"$TMP/out.rg" <<END
$(cat "$NET_DIR/edit.rg")
interface jp0 { nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO JPN, KOR, USA";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement A { grant KOR <-> JPN; direct; in force 2000-01-01; level CONFIDENTIAL .. SECRET;
    subject any; release marked; third party marked; }
on refusal ipv6 reject;
END
net_apply "$TMP/out.rg"
LABEL6=$("$TRAFFIC" label --type 6 --label "410:#3:2,3,32,33,34")
before=$(lab_counters | awk '/^icmp_sent/ { print $2 }')
drops "CALIPSO, it would be laundered" launder raw6 kr jp --label "410:#3:2,3,32,33,34"
is "CALIPSO, it would be laundered: one error is sent" \
	"$(($(lab_counters | awk '/^icmp_sent/ { print $2 }') - before))" 1
watch_list
ERR6="$TO_KR && icmpv6.type == 1 && ipv6.src == fd00:410::1"
is "CALIPSO, it would be laundered: what it says, checksum good" "$(wire kr "$ERR6" icmpv6.type icmpv6.code \
	icmpv6.checksum.status ipv6.dst | tail -1)" "1 1 1 fd00:410::2"
HEX=$(wire_hex kr "$ERR6" | tail -1)
is "CALIPSO, it would be laundered: the label is the packet's" "${HEX:112:${#LABEL6} - 4}" "${LABEL6:4}"
silent "CALIPSO, no label where there must be one" unlabelled raw6 kr jp
silent "IPv4 is not spoken of" launder raw4 kr jp --label "410:#3:2,3,32,33,34"

# By default nobody is told.
net_apply tisa-2014.rg
silent "without the statement, IPv4" unlabelled raw4 kr jp
silent "without the statement, a DOI of nobody" doi-unknown raw4 kr jp --opt 860f000003e701090003_20000000e0

# A flood of refusals is held down as other errors are.
net_apply "$(rejecting tisa-2014.rg "on refusal reject;")"
COUNT=2000
counters_mark
start=${EPOCHREALTIME/./}
raw4 kr jp --rate 20000
took=$(((${EPOCHREALTIME/./} - start) / 1000))
within 20 counter_is ingress.unlabelled 2000
n=$(rose_by icmp_sent)
most=$((150 + took * 250 / 1000))
check "errors are rate-limited ($n for 2000 packets in $took ms, at most $most)" \
	[ "$n" -gt 0 -a "$n" -lt "$most" ]
net_end
