#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Traffic to and from the gate itself: what a link needs passes, the rest needs a
# `local` statement, because a proxy on the gate would go around everything.
#
# Guards I1.  Breaks that must make it fail: rg_local_in() or rg_local_out()
# passing what no statement names; the guard at egress letting all pass.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg
L=(--label "410:$GOOD")

tcp()		# FROM TO ADDRESS PORT [OPTION...]: nodes; a connection and 64 KB
{
	"$TRAFFIC" tcp --ns "$LAB-$1" --ns2 "$LAB-$2" --dst "$3" --port "$4" --bytes 65536 \
		--seconds 1 "${@:5}"
}
refused()	# NAME REASON COMMAND...
{
	counters_mark
	refute "$1" "${@:3}"
	check "$1: counted as $2" [ "$(rose_by "$2")" -gt 0 ]
}

# ARP and ND: neighbours are found although nothing of it is labelled.
for n in kr jp hub; do
	lab_ip "$n" neigh flush dev eth0
	lab_ip gate neigh flush dev "${LAB_DEV[$n]}"
	lab_ip "$n" -6 neigh flush dev eth0
	lab_ip gate -6 neigh flush dev "${LAB_DEV[$n]}"
done
check "KOR's host finds the gate by ARP and ND, a socket's packets cross, IPv4" within 20 eval \
	'udp 4 kr jp "${L[@]}"; sleep 0.2; watch_list; [ "$(seen_at KOR $SERIAL 3 jp)" = 3 ]'
SERIAL=5000
check "the same, IPv6" within 20 eval \
	'udp 6 kr jp "${L[@]}"; sleep 0.2; watch_list; [ "$(seen_at KOR $SERIAL 3 jp)" = 3 ]'
SERIAL=9000
check "the gate knows the hosts" [ "$(lab_ip gate neigh show | grep -c lladdr)" -ge 3 ]
is "no ARP frame of KOR's host reached another host" \
	"$(wire jp "arp && eth.src == ${LAB_MAC[kr]}:02" arp.opcode | wc -l)" 0

# The policy lets hosts ping the gate, and nothing else.
check "ping of the gate, IPv4" lab_in kr ping -c2 -i0.1 -W1 10.82.0.1
check "ping of the gate, IPv6" lab_in kr ping -c2 -i0.1 -W1 fd00:410::1
for fam in 4 6; do
	[ $fam = 4 ] && gate=10.82.0.1 host=10.82.0.2 || { gate=fd00:410::1; host=fd00:410::2; }
	refused "TCP to the gate, IPv$fam" ingress.local tcp kr gate $gate 2222
	refused "TCP to the gate, labelled, IPv$fam" ingress.local tcp kr gate $gate 2222 "${L[@]}"
	refused "TCP from the gate, IPv$fam" egress.local tcp gate kr $host 2222
	drops "a datagram for the gate, IPv$fam" local raw $fam kr jp "${L[@]}" --dst $gate
done
drops "a datagram for the gate's address at jp0" local raw4 kr jp "${L[@]}" --dst 10.81.0.1
drops "a datagram for the gate's address at the hub's link" local raw6 kr jp "${L[@]}" --dst fd00:840::1
drops "directed broadcast of JPN's network" group raw4 kr jp "${L[@]}" --dst 10.81.0.255
drops "directed broadcast of its own network" group raw4 kr jp "${L[@]}" --dst 10.82.0.255
drops "router advertisement to all hosts" nd-forbidden raw6 kr jp --src fe80::ff:fe82:2 \
	--dst ff02::1 --dmac 33:33:00:00:00:01 --proto 58 --ttl 255 --l4 8600000040000000
drops "redirect to the gate" nd-forbidden raw6 kr jp --src fe80::ff:fe82:2 --dst fd00:410::1 \
	--proto 58 --ttl 255 --l4 8900000000000000
is "and nothing of the gate's own came to KOR's host" \
	"$(wire kr "tcp.dstport == 2222 && eth.dst == ${LAB_MAC[kr]}:02" tcp.dstport | wc -l)" 0
# Statements: ssh-like in at kr0, BGP-like out at jp0.
net_apply "$(variant local tisa-2014.rg \
	'/^interface kr0/,/^}/s/local in icmp;/local in icmp, tcp 2222;/' \
	'/^interface jp0/,/^}/s/local in icmp;/local in icmp; local out tcp 179;/')"
check "local in tcp 2222: TCP to the gate" tcp kr gate 10.82.0.1 2222
check "local in tcp 2222: TCP to the gate, IPv6" tcp kr gate fd00:410::1 2222
refused "local in tcp 2222: not port 2223" ingress.local tcp kr gate 10.82.0.1 2223
refused "local in tcp 2222: not from JPN" ingress.local tcp jp gate 10.81.0.1 2222
refused "local in tcp 2222: not outwards" egress.local tcp gate kr 10.82.0.2 2222
check "local out tcp 179: TCP from the gate" tcp gate jp 10.81.0.2 179
check "local out tcp 179: TCP from the gate, IPv6" tcp gate jp fd00:392::2 179
refused "local out tcp 179: not inwards" ingress.local tcp jp gate 10.81.0.1 179
refused "local out tcp 179: not to KOR" egress.local tcp gate kr 10.82.0.2 179
passes "and packets cross as before" via raw4 kr jp "${L[@]}"
net_end
