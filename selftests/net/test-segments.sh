#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TCP over IPv4 without "don't fragment", in aggregates (GSO, GRO) whose segments do not fit
# once they are labelled, or a narrow link: they leave as smaller segments, labelled, and
# nobody is told of an MTU that he did not ask for.  Aggregates of UDP keep their datagrams:
# the module cuts up each; BPF programs cannot fill in the checksums that stand open in an
# aggregate, and tell the sender.
#
# Breaks that must make it fail: segments that keep their size; "don't fragment" not looked at.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edit.sh"

net_begin
net_apply "$(edit_policy direct "$SUPPLIED" direct)"
KR_LABEL="410:$GOOD" JP_LABEL=""

# Checksums are in the frames, which come one by one and are put together by the gate's GRO;
# what leaves is cut up before the wire, where it is seen.
lab_in jp ethtool -K eth0 tx off tso off gso off >>"$TMP/log" 2>&1
lab_in gate ethtool -K jp0 gro on >>"$TMP/log" 2>&1
lab_in gate ethtool -K kr0 tx off tso off gso off >>"$TMP/log" 2>&1

no_pmtu()	# 1: senders leave "don't fragment" out; 0: they set it
{
	for n in kr jp; do
		lab_sysctl $n net.ipv4.ip_no_pmtu_disc="$1"
		lab_ip $n route flush cache
	done
}
# Messages that were sent, packets that were refused for their size.
told() { lab_counters | awk '$1 == "icmp_sent" { n = $2 } $1 == "ingress.too-big" { m = $2 } END { print n + 0, m + 0 }'; }
DATA="ip.src == $(address JPN 4) && tcp.len > 0"
frames() { watch_list; wire kr "$DATA && $1" ip.len | wc -l; }

lab_ip gate link set kr0 mtu 1400
no_pmtu 1
mark=$(told)
transfer "no DF, aggregates, a narrow link" jp kr 4 4
is "nobody was told of an MTU" "$(told)" "$mark"
is "no frame is longer than the link" "$(frames "ip.len > 1400")" 0
check "segments of the size that fits" test "$(frames "ip.len >= 1392 && ip.flags.mf == 0 && ip.frag_offset == 0")" -gt 100
is "each has its label" "$(frames "!ip.cipso.doi")" 0
no_pmtu 0
transfer "with DF" jp kr 4 1
check "with DF somebody was told" test "$(told)" != "$mark"
lab_ip gate link set kr0 mtu 1500

# Of hosts on the same machine, whose aggregates have a checksum that is still to be filled in.
lab_in jp ethtool -K eth0 tx on tso on gso on >>"$TMP/log" 2>&1
lab_ip gate link set kr0 mtu 1400
no_pmtu 1
transfer "no DF, aggregates of the sender's own, a narrow link" jp kr 4 4

# Ten datagrams in one aggregate; what they carry differs from octet to octet.
datagrams()
{
	lab_in jp python3 - "$(address KOR 4)" <<-'END'
		import random, socket, sys
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.setsockopt(socket.IPPROTO_IP, 10, 4)		# IP_MTU_DISCOVER: IP_PMTUDISC_INTERFACE
		s.setsockopt(socket.IPPROTO_UDP, 103, 1400)	# UDP_SEGMENT
		data = random.Random(1).randbytes(14000)
		s.sendto(data, (sys.argv[1], 7777))
		print(data.hex())
	END
}
UDP="ip.src == $(address JPN 4) && ip.proto == 17"
PIECES="$UDP && (ip.flags.mf == 1 || ip.frag_offset > 0)"
is_told() { [ "$(told)" = "$1" ]; }
came() { watch_list; [ "$(wire kr "$1" ip.len | wc -l)" -ge "$2" ]; }

mark=$(told)
sent=$(datagrams)
if [ "${RELGATE_ENGINE:-bpf}" = kmod ]; then
	within 50 came "$PIECES" 20
	is "an aggregate of UDP: two pieces of each datagram" "$(wire kr "$PIECES" ip.len | wc -l)" 20
	is "an aggregate of UDP: no frame is longer than the link" "$(wire kr "$UDP && ip.len > 1400" ip.len)" ""
	is "an aggregate of UDP: each piece has its label" "$(wire kr "$PIECES && !ip.cipso.doi" ip.len)" ""
	is "an aggregate of UDP: header checksums" "$(wire kr "$PIECES" ip.checksum.status | sort -u)" 1
	is "an aggregate of UDP: put together, ten datagrams, whose checksums are right" \
		"$(wire kr "$UDP && udp.dstport == 7777 && udp.checksum.status == 1" udp.length | uniq -c | xargs)" "10 1408"
	is "an aggregate of UDP: what was sent" \
		"$(wire kr "$UDP && udp.dstport == 7777" udp.payload | tr -d ':\n')" "$sent"
	is "an aggregate of UDP: nobody was told" "$(told)" "$mark"
else
	want="$((${mark% *} + 1)) $((${mark#* } + 1))"
	within 50 is_told "$want"
	is "an aggregate of UDP: its sender is told" "$(told)" "$want"
	is "an aggregate of UDP: nothing of it leaves" "$(wire kr "$UDP && udp.dstport == 7777" ip.len)" ""
fi
net_end
