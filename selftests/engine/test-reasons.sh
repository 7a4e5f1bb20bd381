#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Reasons that plain labelled traffic never meets: each is made to happen, by packets
# of which none may arrive, and its counter must say how many there were.
. "$(dirname "$0")/lib.sh"

eng_begin
TRAFFIC=$BUILD/selftests/lab/traffic

counter()	# REASON ingress|egress
{
	rg -j show counters | jq --arg r "$1" --arg h "$2" '.reasons[$r][$h].packets // 0'
}

# FROM TO FAMILY [OPTION...]: three UDP packets, by the wire's end at FROM.
sends()
{
	local from=$1 to=$2 family=$3 mac
	shift 3

	mac=02:00:00:$(grep "^$from " <<<"$LINKS" | awk '{ print $3 }')
	"$TRAFFIC" raw --quiet --ns "$P-$from" --count 3 --smac "$mac:02" --dmac "$mac:01" \
		--src "$(addr "$from" "$family")" --dst "$(addr "$to" "$family")" --nation KOR "$@"
}

# What a node's stack has been sent for programs and sockets.
heard()		# NODE
{
	in_ns "$1" cat /proc/net/snmp /proc/net/snmp6 |
		grep -E '^(Udp: [0-9]|Udp6(In|No)|Icmp6InEchos)'
}

dropped()	# NAME REASON HOOK TO COMMAND...
{
	local name=$1 reason=$2 hook=$3 to=$4 was before rose
	shift 4

	before=$(counter "$reason" "$hook")
	was=$(heard "$to")
	"$@"
	sleep 0.2
	rose=$(($(counter "$reason" "$hook") - before))
	# Neighbour discovery is counted too, where there is no policy to know it by.
	[ "$reason" != no-policy ] || rose=$((rose > 3 ? 3 : rose))
	is "$name: counted as $reason at $hook" "$rose" 3
	is "$name: nothing came to $to" "$(heard "$to")" "$was"
}

check "apply" apply
open "applied"

for f in 4 6; do
	dropped "a label where the gate supplies it, IPv$f" label-unexpected ingress b \
		sends a b "$f" --label 410:SECRET
done

# No locks: what comes from an interface that is not enrolled meets the guard alone.
gate_ip rule del pref 1
gate_ip -6 rule del pref 1
rm -f "$(pins)"/lock4 "$(pins)"/lock6
in_ns gate nft flush ruleset 2>/dev/null
is "the locks are off" "$(status .locked)" false
for f in 4 6; do
	ip -n "$P-m" neigh replace "$(addr a "$f")" lladdr 02:00:00:90:00:01 dev eth0 2>/dev/null
	sends m a "$f"	# so that the gate has asked for the neighbour
	sleep 0.3
	dropped "no lock, from an unmanaged interface, IPv$f" not-enrolled egress a sends m a "$f"
done
check "apply puts the locks back" apply
is "the locks are on" "$(status .locked)" true

# The policy's place emptied under the programs.
bpftool map delete pinned "$(pins)/policy" key 0 0 0 0
for f in 4 6; do
	dropped "no policy under the programs, IPv$f" no-policy ingress b sends a b "$f"
done
check "apply mends it" apply
open "applied again"
eng_end
