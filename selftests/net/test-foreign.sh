#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs of others on an enrolled interface could carry packets around the gate:
# apply refuses, status says unguarded, and so does a device that is a port of another.
#
# Guards I1.  Breaks that must make it fail: a kind of attachment not looked for.
. "$(dirname "$0")/lib.sh"

NO_WATCH=1 net_begin
GATE_LINK=(ip -n "$LAB-gate" link)

cat_ifindex() { lab_ip gate -j link show "$1" | jq '.[0].ifindex'; }

# The smallest XDP and tc programs there are.
cat >"$TMP/pass.c" <<-END
	#define SEC(n) __attribute__((section(n), used))
	char LICENSE[] SEC("license") = "GPL";
	SEC("xdp") int xdp_all(void *c) { return 2; }
	SEC("tc") int tc_all(void *c) { return -1; }
	/* bpf_redirect: helper 23 */
	SEC("past") int tc_past(void *c)
	{ return ((long (*)(unsigned int, unsigned long))23)($(cat_ifindex jp0), 0); }
END
clang -O2 -target bpf -c -o "$TMP/pass.o" "$TMP/pass.c" || watch_die "clang does not make BPF"

refuses()	# NAME WHAT: apply refuses, and says what is there
{
	local out

	if out=$(lab_relgate apply "$(policy tisa-2014.rg)" 2>&1); then
		not_ok "$1: apply refuses" "it did not: $out"
	elif grep -qi "$2" <<<"$out"; then
		ok "$1: apply refuses, and names it"
	else
		not_ok "$1: apply refuses, and names it" "wanted '$2' in: $out"
	fi
}

reported()	# NAME DEVICE
{
	is "$1: status says foreign, and unguarded" "$(lab_relgate -j status | jq -c --arg d "$2" \
		'[(.interfaces[] | select(.name == $d) | .foreign), .guarded]')" "[true,false]"
}

# Each thing before apply, and again while a policy is in force.
try()		# NAME WORD DEVICE PUT-COMMAND TAKE-COMMAND
{
	lab_relgate detach >/dev/null 2>&1
	if ! eval "$4" >>"$TMP/log" 2>&1; then
		if grep -q "classifier not found" <(tail -3 "$TMP/log"); then
			skip "$1" "this kernel has no such classifier"
		else
			not_ok "$1: could not be set up" "$(tail -2 "$TMP/log")"
		fi
		return
	fi
	refuses "$1" "$2"
	eval "$5" >>"$TMP/log" 2>&1
	check "$1: gone, apply takes it" lab_relgate apply "$(policy tisa-2014.rg)"
	is "$1: gone, guarded" "$(lab_relgate -j status | jq .guarded)" true
	eval "$4" >>"$TMP/log" 2>&1
	reported "$1, later" "$3"
	refuses "$1, later" "$2"
	eval "$5" >>"$TMP/log" 2>&1
}

try "tc redirect at ingress" "tc\|filter" kr0 \
	'tc -n $LAB-gate qdisc replace dev kr0 clsact; tc -n $LAB-gate filter add dev kr0 ingress pref 77 matchall action mirred egress redirect dev jp0' \
	'tc -n $LAB-gate filter del dev kr0 ingress pref 77'
try "tc filter at egress" "tc\|filter" jp0 \
	'tc -n $LAB-gate qdisc replace dev jp0 clsact; tc -n $LAB-gate filter add dev jp0 egress pref 77 matchall action mirred egress redirect dev kr0' \
	'tc -n $LAB-gate filter del dev jp0 egress pref 77'
try "a BPF program that redirects from kr0 to jp0" "tc\|filter\|bpf" kr0 \
	'tc -n $LAB-gate qdisc replace dev kr0 clsact; tc -n $LAB-gate filter add dev kr0 ingress pref 7 bpf da obj $TMP/pass.o sec past' \
	'tc -n $LAB-gate filter del dev kr0 ingress pref 7'
try "a BPF program of somebody else in tc" "tc\|filter\|bpf" us0 \
	'tc -n $LAB-gate qdisc replace dev us0 clsact; tc -n $LAB-gate filter add dev us0 ingress pref 7 bpf da obj $TMP/pass.o sec tc' \
	'tc -n $LAB-gate filter del dev us0 ingress pref 7'
try "generic XDP" "xdp" kr0 \
	'"${GATE_LINK[@]}" set dev kr0 xdpgeneric obj $TMP/pass.o sec xdp' \
	'"${GATE_LINK[@]}" set dev kr0 xdpgeneric off'
try "native XDP" "xdp" us1 \
	'"${GATE_LINK[@]}" set dev us1 xdpdrv obj $TMP/pass.o sec xdp' \
	'"${GATE_LINK[@]}" set dev us1 xdpdrv off'

lab_relgate detach >/dev/null 2>&1
if "${GATE_LINK[@]}" add br0 type bridge 2>/dev/null; then
	"${GATE_LINK[@]}" set kr0 master br0
	refuses "a port of a bridge" "bridge\|master"
	"${GATE_LINK[@]}" set kr0 nomaster
	"${GATE_LINK[@]}" del br0
else
	skip "a port of a bridge" "this kernel has no bridges"
fi
if "${GATE_LINK[@]}" add vrf0 type vrf table 77 2>/dev/null; then
	"${GATE_LINK[@]}" set vrf0 up
	"${GATE_LINK[@]}" set kr0 master vrf0
	refuses "a port of a VRF" "vrf\|master"
	"${GATE_LINK[@]}" set kr0 nomaster
	"${GATE_LINK[@]}" del vrf0
else
	skip "a port of a VRF" "this kernel has no VRFs"
fi
if "${GATE_LINK[@]}" add mv0 link kr0 type macvlan 2>/dev/null; then
	refuses "a parent of a macvlan" "macvlan\|upper"
	"${GATE_LINK[@]}" del mv0
else
	skip "a parent of a macvlan" "this kernel has no macvlans"
fi
if "${GATE_LINK[@]}" add bond0 type bond 2>/dev/null; then
	"${GATE_LINK[@]}" set kr0 down
	"${GATE_LINK[@]}" set kr0 master bond0
	refuses "a port of a bond" "bond\|master"
	"${GATE_LINK[@]}" del bond0
	"${GATE_LINK[@]}" set kr0 up
else
	skip "a port of a bond" "this kernel has no bonds"
fi
check "all of it gone, apply takes it" lab_relgate apply "$(policy tisa-2014.rg)"
check "status: exit code 0" lab_relgate status
NO_WATCH=1 net_end
