#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The ways around the gate of docs/ways-around.md, each tried, on either engine
# (RELGATE_ENGINE=bpf|kmod): by hosts behind enrolled interfaces, by one behind an
# unmanaged interface, by the gate's own sockets.
#
# Guards I1 and I3.  Breaks that must make it fail: the guard letting pass what came
# in on no enrolled interface; the lock taken away; enslaving not refused; devices
# taken back by their names alone; programs elsewhere not looked for.
. "$(dirname "$0")/lib.sh"

# A host of nobody behind the unmanaged mg0.
LAB_DEV[mg]=mg0 LAB_NET4[mg]=10.99.0 LAB_NET6[mg]=fd00:99: LAB_MAC[mg]=02:00:00:99:00 NATION[mg]=USA
net_undo() { for n in mg nb; do [ ! -e "/run/netns/$LAB-$n" ] || ip netns del "$LAB-$n"; done; }
net_begin --rule KOR:jp:hub --rule JPN:kr:hub
lab_namespace mg
lab_namespace nb
lab_link mg 2>>"$TMP/log" || watch_die "no link for mg"
POLICY=$(variant ways tisa-2014.rg '/^agreement US-KOR/i unmanaged { mg0, mg1, tun9, gre9, vx9, wg9; }')
net_apply "$POLICY"
ENGINE=$(lab_relgate -j status | jq -r .engine)
L=(--label "410:$GOOD") J=(--label "392:$GOOD")
TOP_SECRET=(--label "410:TOP-SECRET//DPRK-MISSILE//$REL")
say "engine $ENGINE"

gate() { ip -n "$LAB-gate" "$@" >>"$TMP/log" 2>&1; }
in_gate() { lab_in gate "$@" >>"$TMP/log" 2>&1; }
gate_nft() { lab_in gate nft -f - >>"$TMP/log" 2>&1; }
guarded_is() { is "$1" "$(lab_relgate -j status | jq .guarded)" "$2"; }

# How often serials from FIRST on were seen where they must not be.
leaks() {
	awk -v lo="$1" '$2 >= lo && $2 < lo + 1000 && $4 == "in" &&
		(($1 == "KOR" && $3 != "kr") || ($1 == "JPN" && $3 != "jp") || $1 == "USA") { n++ }
		END { print n + 0 }' "$TMP/seen"
}

# What no agreement grants: unlabelled, too high, and from nobody's host.
closed()	# NAME
{
	local first=$((SERIAL + 1000))

	SERIAL=$first
	raw4 kr jp; SERIAL=$((first + 100))
	raw6 kr jp "${TOP_SECRET[@]}"; SERIAL=$((first + 200))
	raw4 jp kr; SERIAL=$((first + 300))
	raw4 mg jp; SERIAL=$((first + 400))
	raw6 mg jp --label "410:$GOOD"; SERIAL=$((first + 500))
	raw4 mg kr --label "392:$GOOD"; SERIAL=$first
	sleep 0.1
	watch_list
	is "$1: nothing crosses that may not" "$(leaks "$first")" 0
} 2>>"$TMP/log" >&1

# ... and what is granted still goes the way that it must.
judged() { passes "$1: what is granted goes via the hub" via raw4 kr jp "${L[@]}"; }

why() { grep -v '^ *^*$' "$TMP/log" | tail -n 1 | tr -d '#'; }

# A way that is taken, and leads nowhere.
way()		# NAME PUT TAKE
{
	if ! eval "$2" >>"$TMP/log" 2>&1; then
		skip "$1" "cannot be set up here: $(why)"
		eval "$3" >>"$TMP/log" 2>&1
		return
	fi
	closed "$1"
	eval "$3" >>"$TMP/log" 2>&1
}

# One that the module refuses to have made; with BPF it can be, and is seen.
refused()	# NAME DEVICE PROBE PUT TAKE
{
	if ! eval "$3" >>"$TMP/log" 2>&1; then
		skip "$1" "this kernel has none"
		return
	fi
	if [ "$ENGINE" = kmod ]; then
		refute "$1: refused by the module" eval "$4"
		closed "$1"
		guarded_is "$1: refused, so still guarded" true
	else
		check "$1: can be made" eval "$4"
		closed "$1"
		is "$1: status says foreign, and unguarded" "$(lab_relgate -j status |
			jq -c --arg d "$2" '[(.interfaces[] | select(.name == $d) | .foreign), .guarded]')" \
			"[true,false]"
	fi
	eval "$5" >>"$TMP/log" 2>&1
	guarded_is "$1: gone, guarded" true
}

refuses()	# NAME WORD
{
	local out

	if out=$(lab_relgate apply "$POLICY" 2>&1); then
		not_ok "$1: apply refuses" "it did not: $out"
	elif grep -qi -- "$2" <<<"$out"; then
		ok "$1: apply refuses, and names it"
	else
		not_ok "$1: apply refuses, and names it" "wanted '$2' in: $out"
	fi
}

# One that root can take past this engine's guard: it is reported, and apply refuses.
reported()	# NAME WORD PUT TAKE
{
	if ! eval "$3" >>"$TMP/log" 2>&1; then
		skip "$1" "cannot be set up here: $(why)"
		return
	fi
	is "$1: status names it, and says unguarded" "$(lab_relgate -j status |
		jq -c --arg w "$2" '[(.foreign_elsewhere // "" | contains($w)), .guarded]')" "[true,false]"
	refuses "$1" "$2"
	[ -z "${DOCTOR-x}" ] || check "$1: doctor names it" eval "lab_relgate doctor | grep -q 'foreign-elsewhere.*$2'"
	DOCTOR=			# once is enough: it looks at much
	eval "$4" >>"$TMP/log" 2>&1
	guarded_is "$1: gone, guarded" true
}

closed "nothing tried"
judged "nothing tried"

# ---- routes, rules, nft ------------------------------------------------------------

gate route add 10.84.0.8/29 via 10.81.0.2
drops "a route to the other nation" misrouted raw4 kr us --dst 10.84.0.9 --label "410:SECRET//REL TO USA, KOR"
gate route del 10.84.0.8/29
way "a default route to the other nation" 'gate route add default via 10.81.0.2 && gate -6 route add default via fd00:392::2' \
	'gate route del default; gate -6 route del default'
way "nft accepts, marks and does not track" 'gate_nft <<-END
	table inet open {
		chain pre { type filter hook prerouting priority -500; meta mark set 1 accept; }
		chain forw { type filter hook forward priority -2147483648; accept; }
		chain out { type filter hook postrouting priority 500; accept; }
	}
	END' 'in_gate nft flush ruleset'
way "a mark and ip rule" 'gate_nft <<-END && gate rule add pref 0 fwmark 1 lookup 99 && gate -6 rule add pref 0 fwmark 1 lookup 99 && gate route add default dev jp0 table 99 && gate -6 route add default dev jp0 table 99
	table inet open { chain pre { type filter hook prerouting priority -500; meta mark set 1 accept; }; }
	END' 'in_gate nft flush ruleset; gate rule del pref 0 fwmark 1; gate -6 rule del pref 0 fwmark 1'
judged "rules gone"
way "nft flush ruleset" 'in_gate nft flush ruleset' true
net_apply "$POLICY"
way "nft dnat into the other nation" 'gate_nft <<-END
	table ip nat { chain pre { type nat hook prerouting priority -100; ip daddr 10.0.0.0/8 dnat to 10.81.0.2; }; }
	END' 'in_gate nft delete table ip nat'
way "nft dup to the other nation" 'gate_nft <<-END
	table ip way9 { chain pre { type filter hook prerouting priority -300; dup to 10.81.0.2 device jp0; }; }
	END' 'in_gate nft delete table ip way9'
way "nft fwd at netdev ingress of mg0" 'gate_nft <<-END
	table netdev way9 { chain pre { type filter hook ingress device mg0 priority -2147483648; fwd to jp0; }; }
	END' 'in_gate nft delete table netdev way9'
way "nft fwd at netdev ingress of kr0, before all others" 'gate_nft <<-END
	table netdev way9 { chain pre { type filter hook ingress device kr0 priority -2147483648; fwd to jp0; }; }
	END' 'in_gate nft delete table netdev way9'

# ---- tc and XDP --------------------------------------------------------------------

JP=$(lab_ip gate -j link show jp0 | jq '.[0].ifindex')
cat >"$TMP/past.c" <<-END
	#define SEC(n) __attribute__((section(n), used))
	char LICENSE[] SEC("license") = "GPL";
	/* bpf_redirect: helper 23 */
	SEC("xdp") int xdp_past(void *c) { return ((long (*)(unsigned int, unsigned long long))23)($JP, 0); }
	SEC("past") int tc_past(void *c) { return ((long (*)(unsigned int, unsigned long long))23)($JP, 0); }
END
clang -O2 -target bpf -c -o "$TMP/past.o" "$TMP/past.c" || watch_die "clang does not make BPF"
for hook in ingress egress; do
	put="in_gate tc qdisc replace dev mg0 clsact && in_gate tc filter add dev mg0 $hook pref 7 bpf da obj $TMP/past.o sec past"
	take="in_gate tc qdisc del dev mg0 clsact"
	if [ "$ENGINE" = kmod ]; then
		reported "tc $hook of mg0, redirected into jp0" "mg0: tc filter" "$put" "$take"
	else
		way "tc $hook of mg0, redirected into jp0" "$put" "$take"
	fi
	put="in_gate tc qdisc replace dev mg0 clsact && in_gate tc filter add dev mg0 $hook pref 7 matchall action mirred egress redirect dev jp0"
	if [ "$ENGINE" = kmod ]; then
		reported "tc $hook of mg0, mirred to jp0" "mg0: tc filter" "$put" "$take"
	else
		way "tc $hook of mg0, mirred to jp0" "$put" "$take"
	fi
done
reported "XDP on mg0 redirects into jp0" "mg0: an XDP" \
	'gate link set dev mg0 xdpgeneric obj $TMP/past.o sec xdp' 'gate link set dev mg0 xdpgeneric off'
judged "programs gone"

# Thrown back at an ingress by a filter behind the guard: root's doing and reported;
# the gate must neither send it on nor lose count of its routes.
if in_gate tc qdisc replace dev us0 clsact && in_gate tc filter add dev us0 egress pref 7 matchall \
	action mirred ingress redirect dev jp0; then
	closed "tc egress of us0, thrown at jp0's ingress"
	raw4 kr jp "${L[@]}" >>"$TMP/log" 2>&1
	in_gate tc qdisc del dev us0 clsact
else
	skip "tc egress of us0, thrown at jp0's ingress" "this kernel has no matchall"
fi
[ "$ENGINE" = kmod ] || net_apply "$POLICY"
judged "filters gone"

# ---- sockets of the gate -----------------------------------------------------------

for fam in 4 6; do
	[ $fam = 4 ] && host=10.81.0.2 || host=fd00:392::2
	counters_mark
	refute "a socket of the gate, IPv$fam" "$TRAFFIC" tcp --ns "$LAB-gate" --ns2 "$LAB-jp" \
		--dst $host --port 2222 --bytes 4096 --seconds 1
	check "counted as egress.local" [ "$(rose_by egress.local)" -gt 0 ]
done
# A frame as if KOR's host had sent it, by a packet socket of root's.
SERIAL=$((SERIAL + 1000))
raw_args 4 kr jp --smac "${LAB_MAC[jp]}:01" --dmac "${LAB_MAC[jp]}:02" --dev jp0
"$TRAFFIC" "${ARGS[@]/$LAB-kr/$LAB-gate}" >>"$TMP/log" 2>&1
sleep 0.1
watch_list
is "a packet socket of the gate" "$(leaks $SERIAL)" 0
cat >"$TMP/bypass.py" <<-END
	import socket, struct
	s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
	s.setsockopt(263, 20, 1)    # PACKET_QDISC_BYPASS
	s.bind(("jp0", 0x0800))
	ip = bytes.fromhex("45000020000000004011000000000000") + socket.inet_aton("10.81.0.2")
	ip = ip[:12] + socket.inet_aton("10.82.0.2") + ip[16:]
	c = sum(struct.unpack("!10H", ip)); c = (c & 0xffff) + (c >> 16); c = ~(c + (c >> 16)) & 0xffff
	ip = ip[:10] + struct.pack("!H", c) + ip[12:]
	udp = struct.pack("!HHHH", 39999, 39999, 12, 0) + b"past"
	for i in range(3):
	    s.send(bytes.fromhex("${LAB_MAC[jp]//:/}02${LAB_MAC[jp]//:/}010800") + ip + udp)
END
in_gate python3 "$TMP/bypass.py"
sleep 0.2
watch_list
n=$(wire jp "udp.dstport == 39999" frame.number | wc -l)
if [ "$ENGINE" = kmod ]; then
	is "a packet socket that steps over the queue is asked, too" "$n" 0
else
	is "a packet socket that steps over the queue: around BPF's guard, as the docs say" "$n" 3
fi

# ---- devices -----------------------------------------------------------------------

refused "a bridge port" jp0 "gate link add br9 type bridge && gate link del br9" \
	"lab_ip gate link add br9 up type bridge && lab_ip gate link set mg0 master br9 && lab_ip gate link set jp0 master br9" \
	"gate link set mg0 nomaster; gate link set jp0 nomaster; gate link del br9"
refused "a bond's port" jp0 "gate link add bond9 type bond && gate link del bond9" \
	"lab_ip gate link add bond9 type bond && lab_ip gate link set jp0 down && lab_ip gate link set jp0 master bond9" \
	"gate link set jp0 nomaster; gate link del bond9; gate link set jp0 up; gate -6 addr replace ${LAB_NET6[jp]}:1/64 dev jp0 nodad; gate route replace ${LAB_WIDE4[jp]} via ${LAB_NET4[jp]}.2; gate -6 route replace ${LAB_WIDE6[jp]} via ${LAB_NET6[jp]}:2"
refused "a VRF's" jp0 "gate link add vrf9 type vrf table 77 && gate link del vrf9" \
	"lab_ip gate link add vrf9 up type vrf table 77 && lab_ip gate link set mg0 master vrf9; lab_ip gate link set jp0 master vrf9" \
	"gate link set mg0 nomaster; gate link set jp0 nomaster; gate link del vrf9; gate -6 addr replace ${LAB_NET6[jp]}:1/64 dev jp0 nodad; gate -6 addr replace fd00:99::1/64 dev mg0 nodad; gate route replace ${LAB_WIDE4[jp]} via ${LAB_NET4[jp]}.2; gate -6 route replace ${LAB_WIDE6[jp]} via ${LAB_NET6[jp]}:2"
refused "a macvlan on top" jp0 "gate link add mv8 link lo type macvlan; gate link add mv8 link mg0 type macvlan && gate link del mv8" \
	"lab_ip gate link add mv9 link jp0 type macvlan mode bridge" "gate link del mv9"
refused "an ipvlan on top" jp0 "gate link add iv8 link mg0 type ipvlan && gate link del iv8" \
	"lab_ip gate link add iv9 link jp0 type ipvlan mode l3" "gate link del iv9"
way "a VLAN device on top" 'gate link add link jp0 name jp0.5 up type vlan id 5 && gate addr add 10.81.5.1/24 dev jp0.5 && gate route replace 10.81.0.2 dev jp0.5 && gate neigh replace 10.81.0.2 lladdr 02:00:00:81:00:02 dev jp0.5' 'gate link del jp0.5'

# ---- tunnels, proxies, source routes, other namespaces -------------------------------

in_gate sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
for t in "tun9 type ipip local 10.81.0.1 remote 10.81.0.2" "gre9 type gre local 10.81.0.1 remote 10.81.0.2" \
	"vx9 type vxlan id 9 local 10.81.0.1 remote 10.81.0.2 dstport 4789"; do
	dev=${t%% *}
	rm -f "$TMP/tunnel"
	if ! gate link add $t || ! gate link set "$dev" up; then
		skip "a tunnel by jp0: $t" "this kernel has none"
		continue
	fi
	gate addr add 10.77.0.1/24 dev "$dev"
	gate neigh replace 10.77.0.2 lladdr 02:00:00:77:00:02 dev "$dev"
	SERIAL=$((SERIAL + 1000))
	raw4 mg jp --dst 10.77.0.2 >>"$TMP/log" 2>&1
	sleep 0.1
	watch_list
	is "a tunnel by jp0: $dev: nothing of it on the wire" "$(leaks $SERIAL)" 0
	gate link del "$dev"
done
drops "an IPIP packet for the gate" local raw4 kr jp "${L[@]}" --dst 10.82.0.1 --proto 4
closed "forwarding switched on everywhere"
way "proxy ARP and ND" 'in_gate sysctl -qw net.ipv4.conf.all.proxy_arp=1 net.ipv6.conf.all.proxy_ndp=1 && gate -6 neigh add proxy fd00:392::2 dev kr0 && ip -n $LAB-kr route add 10.81.0.2/32 dev eth0' \
	'in_gate sysctl -qw net.ipv4.conf.all.proxy_arp=0 net.ipv6.conf.all.proxy_ndp=0; gate -6 neigh del proxy fd00:392::2 dev kr0; ip -n $LAB-kr route del 10.81.0.2/32 dev eth0'
in_gate sysctl -qw net.ipv4.conf.all.accept_source_route=1 net.ipv6.conf.all.accept_source_route=1
SERIAL=$((SERIAL + 1000))
raw4 kr jp --dst 10.82.0.1 --opt 8307040a510002 >>"$TMP/log" 2>&1
SERIAL=$((SERIAL + 100))
raw6 kr jp --dst "${LAB_NET6[kr]}:1" --rh "0001_00000000_fd000392000000000000000000000002" >>"$TMP/log" 2>&1
SERIAL=$((SERIAL + 100))
raw4 mg jp --dst 10.99.0.1 --opt 8307040a510002 >>"$TMP/log" 2>&1
SERIAL=$((SERIAL - 200))
sleep 0.1
watch_list
is "source routes" "$(leaks $SERIAL)" 0

ip link add nb0 netns "$LAB-gate" type veth peer name eth0 netns "$LAB-nb"
gate addr add 10.98.0.1/24 dev nb0
gate link set nb0 up
ip -n "$LAB-nb" addr add 10.98.0.2/24 dev eth0
ip -n "$LAB-nb" link set eth0 up
mac=$(lab_ip gate -j link show nb0 | jq -r '.[0].address')
LAB_MAC[nb]=02:00:00:98:00 LAB_NET4[nb]=10.98.0 NATION[nb]=USA
SERIAL=$((SERIAL + 1000))
raw4 nb jp --dmac "$mac" >>"$TMP/log" 2>&1
sleep 0.1
watch_list
is "another namespace, by a veth that the policy does not know" "$(leaks $SERIAL)" 0
gate link del nb0
in_gate sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0 net.ipv4.conf.all.forwarding=1

# ---- interfaces that go and come -----------------------------------------------------

readdress()	# NODE: what a device loses when it goes down or away
{
	gate addr replace "${LAB_NET4[$1]}.1/24" dev "${LAB_DEV[$1]}"
	gate -6 addr replace "${LAB_NET6[$1]}:1/64" dev "${LAB_DEV[$1]}" nodad
	gate link set "${LAB_DEV[$1]}" up
	in_gate sysctl -qw "net.ipv6.conf.${LAB_DEV[$1]}.forwarding=1" "net.ipv4.conf.${LAB_DEV[$1]}.forwarding=1"
	gate route replace "${LAB_WIDE4[$1]}" via "${LAB_NET4[$1]}.2"
	gate -6 route replace "${LAB_WIDE6[$1]}" via "${LAB_NET6[$1]}:2"
}
rename()	# OLD NEW
{
	gate link set "$1" down
	gate link set "$1" name "$2"
}
settle() { net_apply "$POLICY"; within 30 counts_good; }
counts_good() { counters_mark; COUNT=1 raw4 kr jp "${L[@]}" >>"$TMP/log" 2>&1; sleep 0.2; counter_at_least ingress.ok 2; }

lab_unlink jp
closed "jp0 deleted"
lab_link jp 2>>"$TMP/log"
closed "jp0 made again"
settle
judged "jp0 made again, applied"
rename jp0 old0
rename kr0 jp0
gate link set old0 up
readdress jp
closed "kr0 took jp0's name"
guarded_is "kr0 took jp0's name: unguarded" false
in_gate ip addr flush dev jp0
rename jp0 kr0
rename old0 jp0
readdress kr
readdress jp
settle
judged "names put right, applied"
gate link set jp0 netns "$LAB-nb"
closed "jp0 moved to another namespace"
ip -n "$LAB-nb" link set jp0 netns "$LAB-gate"
readdress jp
closed "jp0 moved back"
settle
judged "moved back, applied"
lab_unlink kr
lab_unlink jp
closed "kr0 and jp0 deleted at once"
lab_link kr 2>>"$TMP/log"
lab_link jp 2>>"$TMP/log"
closed "both made again"
settle
judged "both made again, applied"
guarded_is "in the end: guarded" true

watch_stop >>"$TMP/log" 2>&1
is "no packet came to the other nation but from the hub" \
	"$(jq -c '[.rules[].broken]' "$TMP/sum")" "[0,0]"
NO_WATCH=1 net_end
