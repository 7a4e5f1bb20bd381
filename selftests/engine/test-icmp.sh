#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ICMP errors about packets whose checksum the sender left to its device, and about
# super-packets that the device would cut up: their bytes must be right, and TCP
# must find the MTU of the way by them.
. "$(dirname "$0")/lib.sh"

eng_begin
check "apply" apply
open "applied"

capture()	# at host a, until capture_end
{
	: >"$TMP/dump"
	ip netns exec "$P-a" tcpdump --immediate-mode -U -s 0 -n -i eth0 -w "$TMP/a.pcap" 'icmp or icmp6' >"$TMP/dump" 2>&1 &
	DUMP=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q listening "$TMP/dump" && break; sleep 0.2; done
}
capture_end() { sleep 0.3; kill "$DUMP"; wait "$DUMP" 2>/dev/null; }

# Of the errors in the capture: type, MTU, whether tshark finds the checksum right.
errors()
{
	tshark -r "$TMP/a.pcap" -E occurrence=f -o ip.check_checksum:TRUE -Y "$1" -T fields -e icmp.type -e icmp.code \
		-e icmp.mtu -e icmp.checksum.status -e icmpv6.type -e icmpv6.mtu -e icmpv6.checksum.status \
		2>/dev/null | tr '\t' ' ' | sort | uniq -c | awk '{ $1 = ""; print }' | tr -s ' '
}

listening()	# FAMILY: somebody listens at b
{
	[ -n "$(in_ns b ss -Hltn -"$1" 'sport = 7000')" ]
}

tcp()		# FAMILY: 400 kB from a to b; says whether all came
{
	in_ns b timeout 20 python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("::" if sys.argv[1] == "6" else "0.0.0.0", 7000)); s.listen(1)
c, n = s.accept()[0], 0
while True:
    d = c.recv(65536)
    if not d: break
    n += len(d)
print(n)' "$1" >"$TMP/got" &
	local server=$!
	while ! listening "$1"; do sleep 0.05; done
	in_ns a timeout 20 python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET)
s.connect((sys.argv[2], 7000)); s.sendall(b"x" * 400000); s.close()' "$1" "$(addr b "$1")"
	wait "$server"
	tail -1 "$TMP/got"
}

udp()		# FAMILY: one datagram of 1350 bytes that must not be fragmented, a to b
{
	in_ns a python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET, socket.SOCK_DGRAM)
if sys.argv[1] == "4": s.setsockopt(socket.IPPROTO_IP, 10, 2)
s.sendto(b"x" * 1350, (sys.argv[2], 7001))' "$1" "$(addr b "$1")"
}

gate_ip link set kr1 mtu 1300
for f in 4 6; do
	[ "$f" = 4 ] && filter="icmp.type == 3 && ip.src == 10.82.0.1" want=" 3 4 1300 1 "
	[ "$f" = 6 ] && filter="icmpv6.type == 2 && ipv6.src == fd00:410:0::1" want=" 2 1300 1"
	ip -n "$P-a" route flush cache; ip -n "$P-a" -6 route flush cache
	capture
	udp "$f"
	capture_end
	is "IPv$f, UDP, checksum left to the device: the error's bytes" "$(errors "$filter" | xargs)" "$(xargs <<<"$want")"
	ip -n "$P-a" route flush cache; ip -n "$P-a" -6 route flush cache
	capture
	is "IPv$f, TCP, super-packets: all comes" "$(tcp "$f")" 400000
	capture_end
	is "IPv$f, TCP: the error's bytes" "$(errors "$filter" | xargs)" "$(xargs <<<"$want")"
	is "IPv$f: too-big was counted" \
		"$(rg -j show counters | jq '.reasons."too-big".ingress.packets > 0')" true
done

gate_ip link set kr1 mtu 1500
capture
for f in 4 6; do
	in_ns a ping -"$f" -n -q -c 1 -W 1 -t 1 "$(addr b "$f")" >/dev/null
done
capture_end
is "TTL 1: time exceeded, both families" "$(errors "icmp.type == 11 || icmpv6.type == 3" | xargs)" "3 1 11 0 1"

# A flood of them is held down: 50 at once and 200 a second for each CPU.
sent=$(rg -j show counters | jq .icmp_sent)
took=$(in_ns a python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
t, n = time.time(), 0
while n < 20000:
    try: n += 1; s.sendto(b"x", (sys.argv[1], 7001))
    except OSError: pass
print(int((time.time() - t) * 1000))' "$(addr b 4)")
rose=$(($(rg -j show counters | jq .icmp_sent) - sent))
limit=$(($(nproc) * (50 + took / 5 + 10)))
[ "$rose" -gt 20 ] && [ "$rose" -le "$limit" ] &&
	ok "20000 such packets in $took ms: $rose errors, at most $limit" ||
	not_ok "20000 such packets in $took ms: errors" "got: $rose" "want: 20 to $limit"
eng_end
