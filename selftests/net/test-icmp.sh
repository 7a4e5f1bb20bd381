#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The gate as a router: ICMP errors only about judged packets, back out of the
# interface that they came in on, with their label, quoting headers only; and
# path MTU discovery that ends.
#
# Guards I1 and I3: an error must not carry content across, nor leave unlabelled.
# Breaks that must make it fail: an error without the label; a quote that holds
# payload; an error about an ICMP error; the MTU of the first hop announced alone.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg
L=(--label "410:$GOOD")
LABEL4=$("$TRAFFIC" label "${L[@]}") LABEL6=$("$TRAFFIC" label --type 6 "${L[@]}" | cut -c5-40)
TO_KR="eth.dst == ${LAB_MAC[kr]}:02 && eth.src == ${LAB_MAC[kr]}:01"
ERR4="$TO_KR && icmp && ip.src == 10.82.0.1" ERR6="$TO_KR && icmpv6 && ipv6.src == fd00:410::1"
COUNT=1

# One packet that the gate must answer with one error; its fields, its bytes.
answered4()	# NAME REASON TYPE CODE MTU OPTION...
{
	local name=$1 why=$2 type=$3 code=$4 mtu=$5 f hex
	shift 5

	drops "$name" "$why" raw4 kr jp "${L[@]}" --df "$@"
	watch_list
	f="$ERR4 && icmp.type == $type && icmp.code == $code"
	is "$name: one error, checksums good, to the sender" "$(wire kr "$f" icmp.type icmp.code \
		ip.checksum.status icmp.checksum.status ip.dst | tail -1)" "$type $code 1 1 10.82.0.2"
	hex=$(wire_hex kr "$f" | tail -1)
	is "$name: its label is the packet's, to the byte" "${hex:68:${#LABEL4}}" "$LABEL4"
	is "$name: it quotes headers only" "$((${#hex} / 2 - 14))" $((36 + 8 + 36 + 8))
	is "$name: what it quotes is the packet's header" "${hex:116:2} ${hex:140:16} ${hex:156:32}" \
		"49 0a5200020a510002 $LABEL4"
	[ -z "$mtu" ] || is "$name: the MTU" "$(wire kr "$f" icmp.mtu | tail -1)" "$mtu"
	is "$name: no payload came back" "$(seen_at KOR "$SERIAL" 1 kr in)" 0
}

answered6()	# NAME REASON TYPE CODE MTU OPTION...
{
	local name=$1 why=$2 type=$3 code=$4 mtu=$5 f hex
	shift 5

	drops "$name" "$why" raw6 kr jp "${L[@]}" "$@"
	watch_list
	f="$ERR6 && icmpv6.type == $type && icmpv6.code == $code"
	is "$name: one error, checksum good, to the sender" "$(wire kr "$f" icmpv6.type icmpv6.code \
		icmpv6.checksum.status ipv6.dst | tail -1)" "$type $code 1 fd00:410::2"
	hex=$(wire_hex kr "$f" | tail -1)
	is "$name: its label is the packet's, to the byte" "${hex:112:${#LABEL6}}" "$LABEL6"
	is "$name: it quotes headers only" "$((${#hex} / 2 - 14))" $((40 + 24 + 8 + 40 + 24 + 8))
	[ -z "$mtu" ] || is "$name: the MTU" "$(wire kr "$f" icmpv6.mtu | tail -1)" "$mtu"
	is "$name: no payload came back" "$(seen_at KOR "$SERIAL" 1 kr in)" 0
}

answered4 "TTL 1, IPv4" ttl 11 0 "" --ttl 1 --size 600
answered6 "hop limit 1, IPv6" ttl 3 0 "" --ttl 1 --size 600
drops "TTL 0, IPv4" ttl raw4 kr jp "${L[@]}" --ttl 0
drops "hop limit 0, IPv6" ttl raw6 kr jp "${L[@]}" --ttl 0
is "each error was counted, and no others" "$(lab_counters | awk '/^icmp_sent/ { print $2 }')" \
	"$(wire kr "($ERR4) || ($ERR6)" frame.number | wc -l)"

silent "refused by label, TTL 1, IPv4" release raw4 kr jp --label "410:SECRET//DPRK-MISSILE" --ttl 1
silent "refused by label, hop limit 1, IPv6" release raw6 kr jp --label "410:SECRET//DPRK-MISSILE" --ttl 1
silent "spoofed, TTL 1" spoofed raw4 kr jp "${L[@]}" --ttl 1 --src 10.84.1.2
silent "unlabelled, TTL 1" unlabelled raw4 kr jp --ttl 1
silent "an ICMP error, TTL 1" ttl raw4 kr jp "${L[@]}" --ttl 1 --proto 1 --l4 0301000000000000
silent "an ICMPv6 error, hop limit 1" ttl raw6 kr jp "${L[@]}" --ttl 1 --proto 58 --l4 0100000000000000
silent "a later fragment, TTL 1" ttl raw4 kr jp "${L[@]}" --ttl 1 --frag 72
passes "ICMP errors of hosts cross as they are judged" via raw4 kr jp "${L[@]}" --proto 1 --l4 0301000000000000
drops "ICMP errors of hosts, unlabelled" unlabelled raw4 kr jp --proto 1 --l4 0301000000000000

# It runs out on its way back from the hub: the error goes back to the relay, never to KOR.
SERIAL=$((SERIAL + 1000))
counters_mark
raw4 kr jp "${L[@]}" --ttl 3
check "TTL runs out on the relayed leg" within 5 counter_is ingress.ttl 1
watch_list
is "which JPN's host does not see" "$(seen_at KOR "$SERIAL" 1 jp)" 0

# A narrow link at the far side of the way: the gate must announce it at once.
lab_ip gate link set jp0 mtu 1400
answered4 "too big for jp0, via the hub, IPv4" too-big 3 4 1400 --size 1436
answered6 "too big for jp0, via the hub, IPv6" too-big 2 0 1400 --size 1400
passes "1400 bytes fit, IPv4" via raw4 kr jp "${L[@]}" --df --size $((1400 - 36 - 8))
passes "1400 bytes fit, IPv6" via raw6 kr jp "${L[@]}" --size $((1400 - 64 - 8))
for fam in 4 6; do
	check "TCP, 4 MB, finds the path's MTU, IPv$fam" "$TRAFFIC" tcp --ns "$LAB-kr" \
		--ns2 "$LAB-jp" --dst "$(address JPN $fam)" --label "410:$GOOD" \
		--label2 "392:$GOOD" --nation KOR --serial 9000000000 --bytes $((4 << 20)) --seconds $((10 * ${RELGATE_SLOW:-1}))
done
watch_list
is "nothing longer than 1400 bytes came to JPN's host" \
	"$(wire jp "eth.dst == ${LAB_MAC[jp]}:02 && ip.len > 1400 && !tcp" ip.len | wc -l)" 0
lab_ip gate link set jp0 mtu 1500
lab_ip kr route flush cache; lab_ip kr -6 route flush cache

# A narrow hub link.
lab_ip gate link set us0 mtu 1300
answered4 "too big for us0, IPv4" too-big 3 4 1300 --size 1336
answered6 "too big for us0, IPv6" too-big 2 0 1300 --size 1300
lab_ip gate link set us0 mtu 1500

# No errors in a burst that floods: 50 at once and 200 a second of each CPU, however
# slow the machine; here one CPU sends.
COUNT=2000
counters_mark
start=${EPOCHREALTIME/./}
raw4 kr jp "${L[@]}" --ttl 1 --rate 20000
took=$(((${EPOCHREALTIME/./} - start) / 1000))
within 20 counter_is ingress.ttl 2000
n=$(rose_by icmp_sent)
most=$((150 + took * 250 / 1000))
check "errors are rate-limited ($n for 2000 packets in $took ms, at most $most)" \
	[ "$n" -gt 0 -a "$n" -lt "$most" ]
net_end
