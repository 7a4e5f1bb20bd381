#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The lock: while a policy is in force the stack forwards nothing, with or
# without relgate's programs, whatever happens to rules, routes and devices.
#
# Guards I1 and I3.  Breaks that must make it fail: apply without either lock; the
# module's hook at FORWARD letting all pass; a device that comes back under an old
# name taken for the enrolled one.
. "$(dirname "$0")/lib.sh"

net_begin --rule KOR:jp:hub --rule JPN:kr:hub
net_apply tisa-2014.rg
L=(--label "410:$GOOD") J=(--label "392:$GOOD")

# Nothing that KOR or JPN can send gets anywhere; the counters don't matter here.
closed()	# NAME
{
	local first=$((SERIAL + 1000)) fam n

	SERIAL=$first
	for fam in 4 6; do
		raw $fam kr jp "${L[@]}" --quiet; SERIAL=$((SERIAL + 100))
		raw $fam kr jp --quiet; SERIAL=$((SERIAL + 100))
		raw $fam jp kr "${J[@]}" --quiet; SERIAL=$((SERIAL + 100))
		raw $fam jp kr --quiet; SERIAL=$((SERIAL + 100))
	done >>"$TMP/log" 2>&1
	sleep 0.1
	watch_list
	n="$(seen_at KOR "$first" 1000 jp) $(seen_at JPN "$first" 1000 kr) $(seen_at KOR "$first" 1000 us)"
	is "$1: nothing crosses" "$n" "0 0 0"
}

# ... but what is granted still goes via the hub, and what is not does not.
judged()	# NAME
{
	local fam

	for fam in 4 6; do
		passes "$1, IPv$fam" via raw $fam kr jp "${L[@]}"
		drops "$1, IPv$fam, unlabelled" unlabelled raw $fam kr jp
	done
}

judged "policy in force"

# Rules and marks: no way to speed a packet past the gate.
lab_in gate nft -f - <<-END
	table inet open {
		chain pre {
			type filter hook prerouting priority -500; policy accept
			meta mark set 0x1 accept
		}
		chain forw {
			type filter hook forward priority -600; policy accept
			accept
		}
	}
END
lab_ip gate rule add pref 10 fwmark 1 lookup main
lab_ip gate -6 rule add pref 10 fwmark 1 lookup main
judged "nft marks and accepts everything, a rule that looks marks up"
lab_in gate nft flush ruleset
judged "nft flush ruleset"
lab_ip gate rule del pref 10
lab_ip gate -6 rule del pref 10

# A routing table that wants the other nation.
lab_ip gate route add default via 10.81.0.2
lab_ip gate -6 route add default via fd00:392::2
lab_ip gate route add 10.84.0.8/29 via 10.81.0.2
drops "route: USA's own network by jp0" misrouted raw4 kr us --dst 10.84.0.9 \
	--label "410:SECRET//REL TO USA, KOR"
judged "default route to the other nation"
lab_ip gate route del default
lab_ip gate -6 route del default
lab_ip gate route del 10.84.0.8/29
lab_ip gate route add 10.81.99.0/24 via 10.82.0.2
lab_ip gate -6 route add fd00:392:99::/48 via fd00:410::2
drops "route: JPN's network by kr0, IPv4" misrouted raw4 kr jp "${L[@]}" --dst 10.81.99.1
drops "route: JPN's network by kr0, IPv6" misrouted raw6 kr jp "${L[@]}" --dst fd00:392:99::1
lab_ip gate route add unreachable 10.81.98.0/24
drops "route: none" no-route raw4 kr jp "${L[@]}" --dst 10.81.98.1

# The switches of the stack's own forwarding, turned on by somebody else.
lab_sysctl gate net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.forwarding=1
judged "net.*.forwarding switched on"

# Devices of no policy, one to each host: only the lock is between them.
stray()
{
	local n i=0 mac=02:00:00:98:00

	for n in kr jp; do
		i=$((i + 1))
		lab_ip gate link add "x$n" address $mac:${i}1 type veth \
			peer name x0 netns "$LAB-$n" address $mac:${i}2
		lab_ip gate -batch - <<-END
			addr add 10.98.$i.1/24 dev x$n
			addr add fd00:98:$i::1/64 dev x$n nodad
			link set x$n up
		END
		lab_ip "$n" -batch - <<-END
			addr add 10.98.$i.2/24 dev x0
			addr add fd00:98:$i::2/64 dev x0 nodad
			link set x0 up
			route add 10.98.$((3 - i)).0/24 via 10.98.$i.1
			route add fd00:98:$((3 - i))::/64 via fd00:98:$i::1
		END
	done
}
stray
check "a host reaches the gate by a device of no policy" lab_in kr ping -c1 -W1 10.98.1.1
refute "and the other host not, IPv4" lab_in kr ping -c2 -i0.2 -W1 10.98.2.2
refute "and the other host not, IPv6" lab_in kr ping -c2 -i0.2 -W1 fd00:98:2::2
SERIAL=$((SERIAL + 1000))
for fam in 4 6; do
	raw $fam kr jp --dev x0 --smac 02:00:00:98:00:12 --dmac 02:00:00:98:00:11 >>"$TMP/log" 2>&1
done
nap 0.3
watch_list
is "nor by its enrolled interface" "$(seen_at KOR $SERIAL 1000 jp)" 0

# Devices that go and come back: closed until they are bound again, by the module
# itself, by the next apply with BPF.
settle() { COUNT=1 raw4 kr jp "${L[@]}"; COUNT=1 raw6 kr jp "${L[@]}"; COUNT=1 raw4 jp kr "${J[@]}"; sleep 0.5; }
back()		# NAME
{
	if on kmod; then settle; judged "$1"; else closed "$1"; fi
}
lab_unlink jp
closed "jp0 gone"
lab_link jp
back "jp0 made again"
lab_unlink kr
closed "kr0 gone"
is "status says so" "$(lab_relgate -j status | jq -c '.guarded')" false
lab_unlink jp
lab_link kr
lab_link jp
back "kr0 and jp0 made again at once"
is "status says so" "$(lab_relgate -j status | jq -c '.guarded')" "$(on kmod && echo true || echo false)"
net_apply tisa-2014.rg
settle
judged "applied again"

# The device renamed, and another in its name.
lab_ip gate link set jp0 down
lab_ip gate link set jp0 name old0
lab_ip gate link set kr0 down
lab_ip gate link set kr0 name jp0
lab_ip gate link set jp0 up
closed "kr0 renamed to jp0"
lab_ip gate link set jp0 down
lab_ip gate link set jp0 name kr0
lab_ip gate link set kr0 up
lab_ip gate link set old0 name jp0
lab_ip gate link set jp0 up
for n in kr jp; do
	lab_ip gate -6 addr replace "${LAB_NET6[$n]}:1/64" dev "${LAB_DEV[$n]}" nodad
	lab_ip gate route replace "${LAB_WIDE4[$n]}" via "${LAB_NET4[$n]}.2"
	lab_ip gate -6 route replace "${LAB_WIDE6[$n]}" via "${LAB_NET6[$n]}:2"
done
net_apply tisa-2014.rg
settle
judged "names put right, applied again"

if on kmod; then
	refute "the module cannot be removed" rmmod relgate
	judged "rmmod tried"
fi
if on bpf; then
# A pin taken away; its link comes off later, by a work of the kernel's.
link_gone() { ! bpftool link show id "$1" >/dev/null 2>&1; }
unpin()		# PIN...
{
	local pin id ids=()

	for pin; do
		ids+=($(bpftool link show pinned "$pin" 2>/dev/null | sed -n 's/^\([0-9]*\): .*/\1/p'))
	done
	rm -f "$@"
	for id in "${ids[@]}"; do
		within 100 link_gone "$id"
	done
	nap 0.3
}

# The programs taken away by hand, the locks left: the stack must not take over.
gate=$(lab_gate_dir)
check "the gate's pins are known" [ -d "$gate" ]
unpin "$gate"/in_* "$gate"/out_*
for d in kr0 jp0 us0 us1; do
	lab_in gate tc qdisc del dev $d clsact 2>/dev/null
done
closed "programs gone"
is "status says unguarded" "$(lab_relgate -j status | jq -c '.guarded')" false
lab_in gate nft flush ruleset
closed "programs gone, nft flush ruleset"
net_apply tisa-2014.rg
settle
judged "applied again after the programs went"

# Each lock holds alone.
lab_ip gate rule del pref 1
lab_ip gate -6 rule del pref 1
unpin "$gate"/in_* "$gate"/out_*
closed "programs and blackhole rules gone"
net_apply tisa-2014.rg
settle
judged "applied again after the rules went"
unpin "$gate"/lock4 "$gate"/lock6 "$gate"/in_* "$gate"/out_*
closed "programs and netfilter locks gone"
net_apply tisa-2014.rg
settle
judged "applied again after the netfilter locks went"
fi

check "relgate block" lab_relgate block
drops "blocked, IPv4" blocked raw4 kr jp "${L[@]}"
drops "blocked, IPv6" blocked raw6 jp kr "${J[@]}"
check "relgate block --off" lab_relgate block --off
judged "unblocked"

watch_stop >>"$TMP/log" 2>&1
unbroken "no packet came to the other nation but from the hub"
is "the captures lost nothing" "$(jq .drops "$TMP/sum")" 0
check "relgate detach" lab_relgate detach
check "now the stack forwards again: the way past the gate was real, IPv4" lab_in kr ping -c2 -W2 10.98.2.2
check "now the stack forwards again: the way past the gate was real, IPv6" lab_in kr ping -c2 -W2 fd00:98:2::2
NO_WATCH=1 net_end
