#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What apply refuses to enrol, because others could take its frames, and what
# status says when it comes later.
. "$(dirname "$0")/lib.sh"

eng_begin

try()		# NAME WORD PUT TAKE: on kr0, before apply, and later
{
	rg detach >/dev/null 2>&1
	eval "$3" >"$TMP/log" 2>&1 || { skip "$1" "cannot be made here: $(head -1 "$TMP/log")"; return; }
	refuses "$1: refused" "$2" apply
	is "$1: refused, nothing left" "$(status '[.in_force, .residue] | map(. // false)')" "[false,false]"
	eval "$4" >"$TMP/log" 2>&1
	check "$1: gone, applied" apply
	eval "$3" >"$TMP/log" 2>&1
	is "$1: comes later, status says unguarded" "$(status .guarded)" false
	refuses "$1: comes later, refused" "$2" apply
	shut "$1"
	eval "$4" >"$TMP/log" 2>&1
	is "$1: gone, guarded" "$(status .guarded)" true
}

tcx()		# DEVICE HOOK: one that stays until tcx_end
{
	coproc HOLD { "$BUILD/selftests/engine/foreign" hold "$GATE" "$1" "$2"; }
	read -r -t 5 _ <&"${HOLD[0]}"
}
tcx_end() { exec {HOLD[1]}>&-; wait "$HOLD_PID" 2>/dev/null; }

cat >"$TMP/pass.c" <<-END
	#define SEC(n) __attribute__((section(n), used))
	char LICENSE[] SEC("license") = "GPL";
	SEC("xdp") int xdp_all(void *c) { return 2; }
	SEC("tc") int tc_all(void *c) { return -1; }
END
clang -O2 -target bpf -c -o "$TMP/pass.o" "$TMP/pass.c"
OBJ=$TMP/pass.o

try "a tcx program at ingress" tcx 'tcx kr0 ingress' tcx_end
try "a tcx program at egress" tcx 'tcx kr0 egress' tcx_end
try "a tc filter at ingress" "tc filter" \
	'tc -n $GATE qdisc add dev kr0 clsact && tc -n $GATE filter add dev kr0 ingress bpf da obj $OBJ sec tc' \
	'tc -n $GATE qdisc del dev kr0 clsact'
try "a tc filter at egress" "tc filter" \
	'tc -n $GATE qdisc add dev kr0 clsact && tc -n $GATE filter add dev kr0 egress bpf da obj $OBJ sec tc' \
	'tc -n $GATE qdisc del dev kr0 clsact'
try "a tc filter on a root qdisc" "tc filter" \
	'tc -n $GATE qdisc add dev kr0 root handle 7: prio && tc -n $GATE filter add dev kr0 parent 7: bpf da obj $OBJ sec tc' \
	'tc -n $GATE qdisc del dev kr0 root'
try "a tc filter on a class" "tc filter" \
	'tc -n $GATE qdisc add dev kr0 root handle 7: htb && tc -n $GATE class add dev kr0 parent 7: classid 7:1 htb rate 1gbit && tc -n $GATE filter add dev kr0 parent 7:1 bpf da obj $OBJ sec tc' \
	'tc -n $GATE qdisc del dev kr0 root'
try "an XDP program" "XDP" \
	'gate_ip link set dev kr0 xdpgeneric obj $OBJ sec xdp' 'gate_ip link set dev kr0 xdpgeneric off'
rg detach >/dev/null

# Ports and parents: only at apply, for status has no word for them but "foreign".
port()		# NAME WORD PUT TAKE
{
	rg detach >/dev/null 2>&1
	eval "$3" >"$TMP/log" 2>&1 || { skip "$1" "cannot be made here: $(head -1 "$TMP/log")"; return; }
	refuses "$1: refused" "$2" apply
	eval "$4" >"$TMP/log" 2>&1
	check "$1: gone, applied" apply
}
port "a port of a bridge" "bridge" \
	'gate_ip link add br0 type bridge && gate_ip link set kr0 master br0' 'gate_ip link del br0'
port "a slave of a bond" "bond" \
	'gate_ip link add bo0 type bond && gate_ip link set kr0 down && gate_ip link set kr0 master bo0' \
	'gate_ip link del bo0; gate_ip link set kr0 up'
port "a slave of a VRF" "vrf" \
	'gate_ip link add vr0 type vrf table 77 && gate_ip link set kr0 master vr0' 'gate_ip link del vr0'
port "the parent of a macvlan" "macvlan" \
	'gate_ip link add mv0 link kr0 type macvlan' 'gate_ip link del mv0'
port "the parent of an ipvlan" "ipvlan" \
	'gate_ip link add iv0 link kr0 type ipvlan' 'gate_ip link del iv0'
rg detach >/dev/null
gate_ip link del kr0
gate_ip tuntap add dev kr0 mode tun
refuses "not Ethernet" "Ethernet" apply
gate_ip link del kr0
refuses "no device" "kr0" apply
eng_end
