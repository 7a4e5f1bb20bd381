#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The verbs that speak to a gate, in a network namespace of their own:
#
#     rgcli-gate  kr0 jp0 us0 us1  <- veth ->  kr0 jp0 us0 us1  rgcli-host
. "$(dirname "$0")/lib/ktap.sh"

if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP not root"
	exit 0
fi
GATE=rgcli$$-gate HOST=rgcli$$-host

clean()
{
	# Detached first: a pinned link would keep the namespace alive.
	"$RG" -n $GATE detach >/dev/null 2>&1
	ip netns del $GATE 2>/dev/null
	ip netns del $HOST 2>/dev/null
	rm -rf "$TMP"
}
trap clean EXIT
trap 'exit 130' INT TERM

ip netns add $GATE && ip netns add $HOST || { echo "Bail out! no namespaces"; exit 1; }
in_gate() { ip netns exec $GATE "$@"; }
for end in $GATE $HOST; do ip -n $end link set lo up; done
in_gate sysctl -qw net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.all.forwarding=0
for link in kr0:10.82.0:fd00:410: jp0:10.81.0:fd00:392: us0:10.84.0:fd00:840: us1:10.84.1:fd00:840:1:; do
	dev=${link%%:*} rest=${link#*:}
	net4=${rest%%:*} net6=${rest#*:}
	ip link add $dev netns $GATE type veth peer name $dev netns $HOST
	ip -n $GATE addr add $net4.1/24 dev $dev
	ip -n $GATE addr add $net6:1/64 dev $dev nodad
	ip -n $GATE link set $dev up
	ip -n $HOST link set $dev up
done
ip -n $HOST addr add 10.82.0.2/24 dev kr0
# The relay, as far as it must answer for its addresses.
ip -n $HOST addr add 10.84.0.2/24 dev us0
ip -n $HOST addr add fd00:840::2/64 dev us0 nodad

# ---- before anything is in force
expect 1 "status: nothing in force" --out "no policy is in force" -- -n $GATE status
json "status -j: nothing in force" '.in_force == false' -n $GATE status -j
expect 2 "explain without a policy" --err "no policy is in force" -- -n $GATE explain --in kr0 --src 10.82.0.2 --dst 10.81.0.2
expect 2 "show without a policy" --err "no policy is in force" -- -n $GATE show nations
[ -e /sys/module/relgate ] ||
	expect 2 "the kernel module is not loaded" --err "kernel module" -- -n $GATE apply --engine kmod "$TISA"
expect 2 "no such engine" -- -n $GATE apply --engine xyz "$TISA"
expect 2 "apply no file" --err "No such file" -- -n $GATE apply "$TMP/none"
printf 'policy "x"; interface kr0 { nation NONE; }\n' >"$TMP/bad.rg"
expect 1 "apply a wrong policy" --err "bad.rg:1:" -- -n $GATE apply "$TMP/bad.rg"
expect 1 "... and nothing is in force" -- -n $GATE status
expect 0 "a dry run" --out "nothing was changed" -- -n $GATE apply --dry-run "$TISA"
expect 1 "... and nothing is in force" -- -n $GATE status
json "doctor FILE before apply" '.in_force == false and .policy == "TISA-2014"' -n $GATE doctor -j "$TISA"

# ---- in force
[ $ENGINE = kmod ] && verified=0 || verified=1
json "apply -j" ".generation == 1 and .engine == \"$ENGINE\" and .verified_instructions[0] >= $verified" \
	-n $GATE apply -j "$TISA"
expect 0 "status" --out "TISA-2014" -- -n $GATE status
json "status -j" '.in_force and .guarded and .locked and (.blocked | not) and .generation == 1
	and (.interfaces | length) == 4 and all(.interfaces[]; .judged and .guarded and .present)' -n $GATE status -j
json "its digest is that of the file" ".digest == \"$("$RG" check -j "$TISA" | jq -r .digest)\"" -n $GATE status -j
json "show nations, live" 'length == 3' -n $GATE show nations -j
json "show interfaces, live" '.interfaces | length == 4' -n $GATE show interfaces -j
json "show agreements, live" 'length == 3' -n $GATE show agreements -j
expect 0 "explain, live" --out "by TISA" -- -n $GATE explain --in kr0 --src 10.82.0.2 --dst 10.81.0.2 \
	--label "SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA"
json "show counters -a has every reason" ".reasons | length == $(grep -c '^| [0-9]* | `' "$TOP/docs/reasons.md")" \
	-n $GATE show counters -j -a
json "show counters: nothing crossed, nothing is told apart" '.generation == 1 and (.flows | all(.way == "local"
	or .origin == null)) and .flows_other.passed.packets == 0' -n $GATE show counters -j
json "show agreements, live, counts" 'all(.[]; .sent.packets == 0 and .relayed.packets == 0 and .refused.packets == 0)' \
	-n $GATE show agreements -j
json "show agreements of a file does not" 'all(.[]; has("sent") | not)' show agreements -j -p "$TISA"

# ---- diff live
expect 0 "diff live with what is in force" --out "no difference" -- -n $GATE diff live "$TISA"
expect 1 "diff live: what another would allow" --out "any subject, released to the destination, USA: was via USA (us0), now direct" -- \
	-n $GATE diff live "$GSOMIA"
json "diff live -j" '(.same | not) and ([.changes[].change] | unique) == ["allowed", "rerouted"]' -n $GATE diff live -j "$GSOMIA"
expect 1 "... and the other way round, what it would deny" --out "newly denied, was direct" -- -n $GATE diff "$GSOMIA" live
expect 2 "diff live with a wrong policy" -- -n $GATE diff live "$TMP/bad.rg"

# A packet without a label, from the KOR host for JPN.
before=$("$RG" -n $GATE show counters -j | jq '.reasons.unlabelled.ingress.packets // 0')
ip -n $HOST route add 10.81.0.0/24 via 10.82.0.1 dev kr0
# Two events: what becomes of the hub may be one of them.
"$RG" -n $GATE monitor -j -c 2 --drops >"$TMP/events" 2>"$TMP/err" &
watcher=$!
sleep "${RELGATE_SLOW:-1}"
ip netns exec $HOST ping -c 2 -W 1 10.81.0.2 >/dev/null 2>&1
for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $watcher 2>/dev/null || break; sleep 0.3; done
kill $watcher 2>/dev/null
wait $watcher 2>/dev/null
if jq -se 'any(.[]; .verdict == "drop" and .reason == "unlabelled" and .in == "kr0" and .src == "10.82.0.2")' \
	<"$TMP/events" >/dev/null; then
	ok "monitor shows the drop"
else
	not_ok "monitor shows the drop" "$(cat "$TMP/events" "$TMP/err")"
fi
json "the counter moved" ".reasons.unlabelled.ingress.packets >= $before + 2" -n $GATE show counters -j
json "... and by what it is: nothing but the reason is known" 'any(.flows[]; .reason == "unlabelled" and .origin == null
	and .level == null and .agreement == null and .hook == "ingress" and .packets >= 2)' -n $GATE show counters -j
expect 0 "... as a table" --out "unlabelled  " -- -n $GATE show counters
expect 0 "... and its line says why" --out "a label is required on this interface and there is none" -- -n $GATE show counters

# ---- doctor: each thing that it is there to find, made and mended
found() { json "doctor finds: $2" ".healthy == false and any(.findings[]; .check == \"$1\" and .severity != \"note\")" -n $GATE doctor -j; }
# What the hub-down and NetLabel checks say depends on the lab's host; they are tried elsewhere.
gone() { json "... and no longer: $2" "any(.findings[]; .check == \"$1\" and .severity != \"note\") | not" -n $GATE doctor -j; }
gone rp-filter "a host that is right"
in_gate sysctl -qw net.ipv4.conf.us0.rp_filter=1
found rp-filter "a strict reverse-path filter on the hub's link"
in_gate sysctl -qw net.ipv4.conf.us0.rp_filter=2
gone rp-filter "a loose one"
in_gate sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.us0.rp_filter=0
found rp-filter "a strict one by the setting of all"
in_gate sysctl -qw net.ipv4.conf.all.rp_filter=0
in_gate sysctl -qw net.ipv4.conf.jp0.send_redirects=1
found send-redirects "redirects on"
in_gate sysctl -qw net.ipv4.conf.jp0.send_redirects=0
gone send-redirects "redirects off"
in_gate sysctl -qw net.ipv6.conf.all.forwarding=1
found ipv6-forwarding "the kernel's own IPv6 forwarding"
in_gate sysctl -qw net.ipv6.conf.all.forwarding=0
# The module asks for routes as the gate's own traffic does.
[ $ENGINE = bpf ] && found lo-forwarding "lo that does not forward" || gone lo-forwarding "the module needs no lo that forwards"
in_gate sysctl -qw net.ipv6.conf.lo.forwarding=1
gone lo-forwarding "lo forwards again"
in_gate tc qdisc add dev kr0 clsact 2>/dev/null
in_gate tc filter add dev kr0 ingress pref 77 protocol all u32 match u32 0 0
found foreign "a tc filter of others"
expect 1 "status: not guarded beside a filter of others" --out "guarded: no" -- -n $GATE status
in_gate tc filter del dev kr0 ingress pref 77
gone foreign "the filter is gone"
if [ $ENGINE = bpf ]; then
	in_gate ip rule del pref 1
	found lock "a lock that is gone"
	expect 1 "status: not locked" -- -n $GATE status
fi
json "apply mends the lock" '.generation == 2' -n $GATE apply -j "$TISA"
gone lock "the lock is back"

# Without its programs: the pins of their links are taken away.
cookie=$(in_gate python3 -c 'import socket; s = socket.socket(); print("%x" % int.from_bytes(s.getsockopt(1, 71, 8), "little"))')
index=$(ip -n $GATE -j link show us1 | jq '.[0].ifindex')
if [ -e "/sys/fs/bpf/relgate/$cookie/in_$index" ]; then
	rm "/sys/fs/bpf/relgate/$cookie/in_$index"
	found not-judged "an interface without its ingress program"
	rm "/sys/fs/bpf/relgate/$cookie/out_$index"
	found not-guarded "an interface without its egress program"
	expect 1 "status: its programs are gone" --out "its programs are gone" -- -n $GATE status
	expect 0 "apply puts them back" -- -n $GATE apply "$TISA"
	gone not-judged "the program is back"
else
	N=$((N + 1))
	echo "ok $N doctor finds programs that are gone # SKIP not attached by tcx, or the module's hooks, which stay"
fi

# A DOI that the stack needs and NetLabel has not: one that nobody uses.
doi=$((RANDOM * 65536 + 4100000))
sed "s/\<410\>/$doi/" "$TOP"/policies/parts/northeast-asia.rg >"$TMP/parts.rg"
sed 's|parts/northeast-asia.rg|parts.rg|' "$TISA" >"$TMP/doi.rg"
rg -n $GATE doctor -j "$TMP/doi.rg"
if jq -e 'any(.findings[]; .check == "netlabel")' >/dev/null <<<"$OUT"; then
	N=$((N + 1))
	echo "ok $N doctor finds a DOI that NetLabel has not # SKIP NetLabel cannot be asked here"
else
	json "doctor finds a DOI that NetLabel has not, and the command" \
		"any(.findings[]; .check == \"netlabel-doi\" and (.mend | contains(\"cipsov4 add pass doi:$doi\")))" \
		-n $GATE doctor -j "$TMP/doi.rg"
fi

json "veth with checksum offload: a note, as XDP is not used" \
	'any(.findings[]; .check == "veth-checksum" and .severity == "note")' -n $GATE doctor -j
ip -n $GATE link del jp0
found device-gone "a device that is gone"
expect 1 "status: a device is gone" --out "closed" -- -n $GATE status
json "doctor FILE: no such device" 'any(.findings[]; .check == "no-device" or .check == "device-gone")' -n $GATE doctor -j "$TISA"

# ---- block, detach
expect 0 "block" --out "blocked" -- -n $GATE block
json "status: blocked" '.blocked' -n $GATE status -j
expect 0 "block --off" -- -n $GATE block --off
json "status: not blocked" '.blocked | not' -n $GATE status -j
expect 0 "detach" --out "detached" -- -n $GATE detach
expect 1 "nothing is in force after detach" --out "no policy is in force" -- -n $GATE status
json "nothing is left" '.residue == false' -n $GATE status -j
expect 2 "counters of no gate" --err "no policy is in force" -- -n $GATE show counters
expect 2 "agreements of no gate" --err "no policy is in force" -- -n $GATE show agreements
expect 0 "detach again" -- -n $GATE detach

echo "1..$N"
[ "$BAD" = 0 ]
