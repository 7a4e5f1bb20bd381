# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests of the engine: a gate with five plain networks and two unmanaged
# ones.  No labels on the wire, so no DOI, and many of these can run at once.
#
#            kr0 10.82.0.1/24 ---- a 10.82.0.2      KOR
#            kr1 10.82.1.1/24 ---- b 10.82.1.2      KOR
#     gate   jp0 10.81.0.1/24 ---- c 10.81.0.2      JPN, by the hub alone
#            pk0 10.85.0.1/24 ---- d 10.85.0.2      PRK, to whom nothing is granted
#            us0 10.84.0.1/24 ---- h 10.84.0.2      the hub's relay
#            mgmt0, mgmt1     ---- m, n             10.90.0.0/24, 10.91.0.0/24

set -u
ENG_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=${TOP:-$(cd "$ENG_DIR/../.." && pwd)}
BUILD=${BUILD:-$TOP/build}
RELGATE=${RELGATE:-$BUILD/relgate}
P=${P:-rge$$}
GATE=$P-gate
POLICY=$ENG_DIR/gate.rg
TESTS=0 FAILED=0
TMP=$(mktemp -d) || exit 2

# node device mac nation-net4 nation-net6
LINKS="a kr0 82:00 10.82.0 fd00:410:0
b kr1 82:01 10.82.1 fd00:410:1
c jp0 81:00 10.81.0 fd00:392:0
d pk0 85:00 10.85.0 fd00:408:0
h us0 84:00 10.84.0 fd00:840:0
m mgmt0 90:00 10.90.0 fd00:90:0
n mgmt1 91:00 10.91.0 fd00:91:0"
NODES="a b c d h m n"

# ---- KTAP ---------------------------------------------------------------------

ok() { TESTS=$((TESTS + 1)); echo "ok $TESTS $*"; }
not_ok() { local n=$1; shift; TESTS=$((TESTS + 1)) FAILED=$((FAILED + 1)); echo "not ok $TESTS $n"
	printf '%s\n' "$@" | sed 's/^/#   /'; }
skip() { TESTS=$((TESTS + 1)); echo "ok $TESTS $1 # SKIP $2"; }
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:  $2" "want: $3"; fi; }

check()		# NAME COMMAND...
{
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then ok "$name"; else not_ok "$name" "failed: $*" "$out"; fi
}

refuses()	# NAME WORD COMMAND...: it must fail, and say so
{
	local name=$1 word=$2 out
	shift 2
	if out=$("$@" 2>&1); then
		not_ok "$name" "did not fail: $*"
	elif grep -q -- "$word" <<<"$out"; then
		ok "$name"
	else
		not_ok "$name" "does not say '$word': $out"
	fi
}

# ---- the networks -----------------------------------------------------------------

in_ns() { local ns=$1; shift; ip netns exec "$P-$ns" "$@"; }
gate_ip() { ip -n "$GATE" "$@"; }
rg() { "$RELGATE" -n "$GATE" "$@"; }
apply() { rg apply "${1:-$POLICY}"; }
status() { rg -j status | jq -c "$1"; }
pins() { echo "/sys/fs/bpf/relgate/$("$BUILD/selftests/engine/cookie" "$GATE")"; }

namespace()
{
	ip netns add "$P-$1" || return 1
	ip -n "$P-$1" link set lo up
	in_ns "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
		net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
		net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.default.accept_redirects=0
}

link()		# NODE: its cable, at first and again
{
	local node dev mac n4 n6

	read -r node dev mac n4 n6 < <(grep "^$1 " <<<"$LINKS")
	ip link add "$dev" netns "$GATE" address "02:00:00:$mac:01" type veth \
		peer name eth0 netns "$P-$node" address "02:00:00:$mac:02" || return 1
	gate_ip addr add "$n4.1/24" dev "$dev"
	gate_ip addr add "$n6::1/64" dev "$dev" nodad
	gate_ip link set "$dev" up
	ip -n "$P-$node" addr add "$n4.2/24" dev eth0
	ip -n "$P-$node" addr add "$n6::2/64" dev eth0 nodad
	ip -n "$P-$node" link set eth0 up
	ip -n "$P-$node" route add default via "$n4.1"
	ip -n "$P-$node" route add default via "$n6::1"
}

addr() { grep "^$1 " <<<"$LINKS" | awk -v f="$2" '{ print f == 4 ? $4 ".2" : $5 "::2" }'; }

eng_begin()
{
	local n

	trap 'eng_down; exit 1' EXIT
	trap 'eng_down; exit 130' INT TERM
	echo "KTAP version 1"
	[ "$(id -u)" = 0 ] || { echo "Bail out! needs root"; exit 1; }
	namespace gate
	in_ns gate sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	for n in $NODES; do
		namespace "$n" && link "$n" || { echo "Bail out! no namespaces"; exit 1; }
	done
	in_ns h sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

eng_down()
{
	local n

	trap - EXIT INT TERM
	rg detach >/dev/null 2>&1
	for n in gate $NODES; do
		ip netns del "$P-$n" 2>/dev/null
	done
	type eng_undo >/dev/null 2>&1 && eng_undo
	rm -rf "$TMP"
}

eng_end()
{
	eng_down
	echo "1..$TESTS"
	exit $((FAILED > 0))
}

# ---- what crosses -------------------------------------------------------------------

# One ping that must be answered, or must not; -W in seconds.
reaches() { in_ns "$1" ping -"$3" -n -q -c 1 -W 1 "$(addr "$2" "$3")" >/dev/null 2>&1; }

# Does anything of ours come to a node at all?  Its own kernel counts.
got() { in_ns "$1" cat "/proc/net/snmp$([ "$2" = 6 ] && echo 6)" | awk -v v="$2" '
	v == 6 && $1 == "Icmp6InEchos" { print $2 }
	v == 4 && $1 == "Icmp:" { if (++n == 2) print $10 }'; }

arrives()	# FROM TO FAMILY: says whether an echo request came there
{
	local was now

	was=$(got "$2" "$3")
	in_ns "$1" ping -"$3" -n -q -c 2 -i 0.05 -W 0.2 "$(addr "$2" "$3")" >/dev/null 2>&1
	now=$(got "$2" "$3")
	[ "$now" -gt "$was" ]
}

pairs()		# WANT(yes|no) PAIR...: "a-b 4" and so on; prints those that are otherwise
{
	local want=$1 pair f is tries

	shift
	for pair; do
		for f in 4 6; do
			tries=1 is=no
			[ "$want" = no ] || tries=${RELGATE_SLOW:-1}
			for ((; tries > 0; tries--)); do
				arrives "${pair%-*}" "${pair#*-}" "$f" && is=yes && break
			done
			[ "$is" = "$want" ] || echo "$pair IPv$f: $is"
		done
	done
}

# Nothing crosses that no policy here grants, whoever would carry it.
shut() { is "$1: nothing ungranted crosses" "$(pairs no a-d d-a c-d h-d m-a a-m)" ""; }
closed() { is "$1: nothing crosses" "$(pairs no a-b a-c c-a a-d m-a a-m)" ""; }
# What is granted does: KOR's two networks, KOR and JPN by the hub, and what is unmanaged.
open() { is "$1: what is granted crosses" "$(pairs yes a-b b-a a-c c-a m-n)" ""; }
