#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The two locks on the stack's own forwarding: each holds alone, both survive what
# can be done to them short of root's intent, and status says what is missing.
. "$(dirname "$0")/lib.sh"

eng_begin
check "apply" apply
open "applied"
shut "applied"

lock() { status .locked; }

# Without our programs only the locks are left.
strip()
{
	rm -f "$(pins)"/in_* "$(pins)"/out_*
	[ -z "${RELGATE_NO_TCX:-}" ] || for d in kr0 kr1 jp0 pk0 us0; do tc -n "$GATE" qdisc del dev $d clsact; done
}

in_ns gate nft flush ruleset
if [ -z "${RELGATE_NO_NFLINK:-}" ]; then
	is "nft flush ruleset: still locked" "$(lock)" true
	shut "nft flush ruleset"
else
	is "nft flush ruleset takes the nft chain, and status says so" "$(lock)" false
	shut "nft flush ruleset"
fi
in_ns gate nft -f - <<-END
	table inet accept_all {
		chain forward { type filter hook forward priority -1000; policy accept; accept; }
		chain pre { type filter hook prerouting priority -1000; meta mark set 1 accept; }
	}
END
shut "an nft chain that accepts all"
in_ns gate nft delete table inet accept_all
[ -z "${RELGATE_NO_NFLINK:-}" ] || check "apply sets the chain again" apply

strip
is "programs gone: status says unguarded" \
	"$(status '[.locked, .guarded, ([.interfaces[] | select(.judged or .guarded)] | length)]')" \
	"[true,false,0]"
closed "programs gone"
is "unmanaged interfaces go on" "$(pairs yes m-n n-m)" ""

gate_ip rule flush && gate_ip rule add pref 32766 lookup main && gate_ip rule add pref 0 lookup local
gate_ip -6 rule flush && gate_ip -6 rule add pref 32766 lookup main && gate_ip -6 rule add pref 0 lookup local
is "programs and rules gone: not locked, says status" "$(lock)" false
is "programs and rules gone: status says which" "$(rg status | grep -c 'ip rule MISSING')" 1
closed "programs and rules gone"
check "apply mends it" apply
is "locked again" "$(status '[.locked, .guarded]')" "[true,true]"
open "mended"
shut "mended"

strip
if [ -z "${RELGATE_NO_NFLINK:-}" ]; then
	rm -f "$(pins)"/lock4 "$(pins)"/lock6
else
	in_ns gate nft flush ruleset
fi
is "programs and netfilter lock gone: not locked, says status" "$(lock)" false
is "status says which" "$(rg status | grep -c 'netfilter lock MISSING')" 1
# The rule lets unmanaged interfaces jump over it, wherever they then go.
is "programs and netfilter lock gone: nothing of the enrolled crosses" \
	"$(pairs no a-b a-c c-a a-d a-m)" ""
check "apply mends it" apply
is "locked again" "$(status '[.locked, .guarded]')" "[true,true]"
open "mended again"

# Devices that go, and come back under their names.
gate_ip link del kr0
gate_ip link del pk0
closed "kr0 and pk0 gone"
link a
link d
closed "kr0 and pk0 made again"
is "status says they are not the ones" "$(status '[.guarded, [.interfaces[] |
	select(.present | not) | .name]]')" '[false,["kr0","pk0"]]'
check "apply binds them" apply
open "bound again"
shut "bound again"

# The same number, name and MAC is still another device.
n=$(gate_ip -j link show dev kr1 | jq '.[].ifindex')
gate_ip link del kr1
ip link add kr1 index "$n" netns "$GATE" address 02:00:00:82:01:01 type veth \
	peer name eth0 netns "$P-b" address 02:00:00:82:01:02
gate_ip addr add 10.82.1.1/24 dev kr1
gate_ip addr add fd00:410:1::1/64 dev kr1 nodad
gate_ip link set kr1 up
ip -n "$P-b" addr add 10.82.1.2/24 dev eth0
ip -n "$P-b" addr add fd00:410:1::2/64 dev eth0 nodad
ip -n "$P-b" link set eth0 up
ip -n "$P-b" route add default via 10.82.1.1
ip -n "$P-b" route add default via fd00:410:1::1
is "kr1 made again with its number and MAC: not the one" \
	"$(status '[.interfaces[] | select(.present | not) | .name]')" '["kr1"]'
is "... and nothing goes there" "$(pairs no a-b b-a)" ""
is "... for that reason" "$(rg -j show counters |
	jq '.reasons."egress-changed".ingress.packets > 0')" true
check "apply binds it" apply
open "all bound"

# A MAC that changes is not the bound one.
gate_ip link set kr1 address 02:00:00:82:01:99
is "another MAC on kr1" "$(pairs no a-b)" ""
gate_ip link set kr1 address 02:00:00:82:01:01
open "the MAC put right"

# Switches of the stack.
in_ns gate sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.all.bc_forwarding=1
shut "rp_filter and bc_forwarding"
open "rp_filter and bc_forwarding"
check "detach" rg detach
eng_end
