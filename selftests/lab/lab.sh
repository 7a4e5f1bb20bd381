#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The lab: five network namespaces, one gate.  Run it or source it.
#
#     lab.sh up|down|status [PREFIX]      shell NODE [PREFIX]
#
#        rg-kr  KOR                   rg-gate                   rg-jp  JPN
#    +----------------+        +-------------------+        +----------------+
#    | eth0           |        |                   |        |           eth0 |
#    | 10.82.0.2/24   |--------| kr0           jp0 |--------|   10.81.0.2/24 |
#    | fd00:410::2/64 |        |   .1 ::1   .1 ::1 |        | fd00:392::2/64 |
#    +----------------+        |                   |        +----------------+
#                              |                   |
#        rg-hub  USA, relay    |                   |            rg-us  USA, a host
#    +----------------+        |                   |        +------------------+
#    | eth0           |        |                   |        |             eth0 |
#    | 10.84.0.2/24   |--------| us0           us1 |--------|     10.84.1.2/24 |
#    | fd00:840::2/64 |        |   .1 ::1   .1 ::1 |        | fd00:840:1::2/64 |
#    +----------------+        +-------------------+        +------------------+
#
# The hub is a router on a stick: whatever it gets for others goes back to the
# gate.  MACs are fixed: 02:00:00:82:00:01 at the gate's end of kr0, :02 at the
# host's; 81 for jp0, 84:00 for us0, 84:01 for us1.
#
# NetLabel's DOIs are global to the machine, so only one lab lives at a time,
# under a lock (flock /run/relgate-lab.lock); a lab takes away the DOIs that it
# added and no others.

LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_TOP=$(cd "$LAB_DIR/../.." && pwd)
LAB=${LAB:-rg}
LAB_NODES="kr jp hub us"
LAB_HUBS="hub"		# of these, the relays
LAB_LOCKFILE=${LAB_LOCKFILE:-/run/relgate-lab.lock}
LAB_WAIT=${LAB_WAIT:-600}
LAB_DOIS="410 392 840"
RELGATE=${RELGATE:-$LAB_TOP/build/relgate}
TRAFFIC=${TRAFFIC:-$LAB_TOP/build/selftests/lab/traffic}
COUNTERS=${COUNTERS:-$LAB_TOP/build/selftests/lab/counters}

declare -gA LAB_DEV=([kr]=kr0 [jp]=jp0 [hub]=us0 [us]=us1)
declare -gA LAB_NET4=([kr]=10.82.0 [jp]=10.81.0 [hub]=10.84.0 [us]=10.84.1)
declare -gA LAB_NET6=([kr]=fd00:410: [jp]=fd00:392: [hub]=fd00:840: [us]=fd00:840:1:)
declare -gA LAB_MAC=([kr]=02:00:00:82:00 [jp]=02:00:00:81:00 [hub]=02:00:00:84:00
		     [us]=02:00:00:84:01)
# Whole nations, behind the host of each; the hub's link belongs to nobody but the relay.
declare -gA LAB_WIDE4=([kr]=10.82.0.0/16 [jp]=10.81.0.0/16 [us]=10.84.0.0/16)
declare -gA LAB_WIDE6=([kr]=fd00:410::/32 [jp]=fd00:392::/32 [us]=fd00:840::/32)

lab_state() { echo "/run/relgate-lab/$LAB"; }
# A sleep that starts no process.
exec {LAB_NAP}<> <(:)
nap() { read -rt "$1" -u "$LAB_NAP"; true; }
lab_die() { echo "lab: $*" >&2; return 1; }
lab_in() { local node=$1; shift; ip netns exec "$LAB-$node" "$@"; }
lab_ip() { local node=$1; shift; ip -n "$LAB-$node" "$@"; }
lab_sysctl() { local node=$1; shift; ip netns exec "$LAB-$node" sysctl -qw "$@"; }

# RELGATE_ENGINE=bpf|kmod chooses the engine of the lab's gates, RELGATE_HOOK=xdp|tc where they judge.
LAB_ENGINE=(${RELGATE_ENGINE:+--engine "$RELGATE_ENGINE"} ${RELGATE_HOOK:+--hook "$RELGATE_HOOK"})
lab_relgate()
{
	local arg args=()

	for arg; do
		args+=("$arg")
		[ "$arg" != apply ] || args+=("${LAB_ENGINE[@]}")
	done
	"$RELGATE" -n "$LAB-gate" "${args[@]}"
}

# The gate's counters, one a line: "ingress.release 3", "way.via 7", "icmp_sent 0".
# With a file of such lines: what rose since.
lab_counters() { lab_relgate -j show counters | "$COUNTERS" "$@"; }

# What rose between two of those: "ingress.release 3".
lab_counters_diff()
{
	awk 'NR == FNR { was[$1] = $2; next } $2 != was[$1] + 0 { print $1, $2 - was[$1] }' "$1" "$2"
}

# Only one lab at a time.  A process of its own holds the lock, as long as the
# process that it is told to watch lives: what this shell starts inherits nothing,
# and a shell that is killed holds nothing.  0: until the lab is taken down.
lab_lock()	# PID
{
	local ready i

	[ -z "${LAB_HOLDER:-}" ] || return 0
	ready=$(mktemp -u /tmp/lab-lock.XXXXXX)
	setsid flock -o -w "$LAB_WAIT" "$LAB_LOCKFILE" sh -c '
		: >"$1"
		while [ "$2" = 0 ] || kill -0 "$2" 2>/dev/null; do sleep 0.5; done' \
		lab-lock "$ready" "$1" </dev/null >/dev/null 2>&1 &
	LAB_HOLDER=$!
	disown
	while kill -0 "$LAB_HOLDER" 2>/dev/null; do
		if [ -e "$ready" ]; then
			rm -f "$ready"
			return 0
		fi
		[ "$((i = ${i:-0} + 1))" != 20 ] || echo "lab: waiting for another lab to end" >&2
		sleep 0.1
	done
	unset LAB_HOLDER
	lab_die "another lab is up:$(lab_others); take it down first (make lab-down, or \
$LAB_DIR/lab.sh down PREFIX), or wait"
}

# Labs that there are, and processes that hold the lock.
lab_others()
{
	local p

	ls /run/relgate-lab 2>/dev/null | sed 's/^/ /' | tr -d '\n'
	for p in /proc/[0-9]*; do
		[ "$p" = /proc/$$ ] || ! ls -l "$p/fd" 2>/dev/null | grep -q "$LAB_LOCKFILE" ||
			printf ', pid %s (%.60s)' "${p#/proc/}" "$(tr '\0\n\t' '   ' <"$p/cmdline")"
	done
}

# The lock is ours: whatever other labs there are were left behind by the dead.
lab_orphans()
{
	local dir

	for dir in /run/relgate-lab/*/; do
		[ -d "$dir" ] && ( LAB=$(basename "$dir"); lab_clean )
	done
	return 0
}

# A process that the lab must end: its pid, kept for a teardown by another shell.
lab_track() { echo "$1" >>"$(lab_state)/pids"; }

lab_dois_up()
{
	local doi

	for doi in $LAB_DOIS; do
		netlabelctl cipsov4 add pass doi:"$doi" tags:1,2,5 2>/dev/null &&
			echo "cipsov4 $doi" >>"$(lab_state)/dois"
		netlabelctl calipso add pass doi:"$doi" 2>/dev/null &&
			echo "calipso $doi" >>"$(lab_state)/dois"
		netlabelctl cipsov4 list | grep -qw "$doi,PASS_THROUGH" &&
			netlabelctl calipso list | grep -qw "$doi,PASS_THROUGH" && continue
		lab_die "NetLabel does not pass DOI $doi as it is; see netlabelctl -p cipsov4 list"
		return 1
	done
}

lab_dois_down()
{
	local proto doi

	[ -f "$(lab_state)/dois" ] || return 0
	while read -r proto doi; do
		netlabelctl "$proto" del doi:"$doi" 2>/dev/null
	done <"$(lab_state)/dois"
	rm -f "$(lab_state)/dois"
}

# XDP sends on frames as they are, so the host finishes its checksums, and a veth takes
# what is redirected to it only if its other end has NAPI, which GRO gives it.
lab_xdp_end()	# NODE
{
	[ "${RELGATE_HOOK:-}" != xdp ] ||
		lab_in "$1" ethtool -K eth0 tx off tso off gso off gro on >/dev/null
}

# One link, both ends: made at first, and again by tests that take it away.
# Forwarding is per device in IPv6: a new device starts from conf.default.
lab_link()
{
	local node=$1 dev=${LAB_DEV[$1]} n4=${LAB_NET4[$1]} n6=${LAB_NET6[$1]} mac=${LAB_MAC[$1]}

	ip link add "$dev" netns "$LAB-gate" address "$mac:01" type veth \
		peer name eth0 netns "$LAB-$node" address "$mac:02" || return 1
	lab_sysctl gate net.ipv6.conf."$dev".forwarding=1 net.ipv4.conf."$dev".forwarding=1
	lab_ip gate -batch - <<-END || return 1
		addr add $n4.1/24 dev $dev
		addr add $n6:1/64 dev $dev nodad
		link set $dev up
	END
	lab_ip "$node" -batch - <<-END || return 1
		addr add $n4.2/24 dev eth0
		addr add $n6:2/64 dev eth0 nodad
		link set eth0 up
		route add default via $n4.1
		route add default via $n6:1
	END
	lab_xdp_end "$node" || return 1
	[ -z "${LAB_WIDE4[$node]:-}" ] && return 0
	lab_ip gate -batch - <<-END
		route add ${LAB_WIDE4[$node]} via $n4.2
		route add ${LAB_WIDE6[$node]} via $n6:2
	END
}

lab_unlink() { lab_ip gate link del "${LAB_DEV[$1]}"; }

lab_namespace()
{
	ip netns add "$LAB-$1" || return 1
	lab_ip "$1" link set lo up
	lab_sysctl "$1" net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
		net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.default.router_solicitations=0 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
		net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
		net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.default.accept_redirects=0 \
		net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
}

# The gate's fib must know the devices as forwarding; IPv6's stack forwards only
# by conf.all, which stays off.  Writing conf.all sets every device, so it is first.
lab_gate_sysctls()
{
	lab_sysctl gate net.ipv4.conf.all.forwarding=1 net.ipv4.conf.default.forwarding=1 \
		net.ipv6.conf.all.forwarding=0
}

# The relay sends on whatever is not its own, CIPSO and CALIPSO included (the
# DOIs are registered), and never tells a host of a shorter way.
lab_hub()	# NODE
{
	lab_sysctl "$1" net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv6.conf.default.forwarding=1
	lab_in "$1" nft -f - <<-END
		table ip6 lab {
			chain out {
				type filter hook output priority 0
				icmpv6 type nd-redirect drop
			}
		}
	END
}

# lab_up: everything but the policy.  LAB_PLAIN=1 makes the gate a plain router.
lab_up()
{
	local node state

	state=$(lab_state)
	for node in gate $LAB_NODES; do
		[ ! -e "/run/netns/$LAB-$node" ] || [ -d "$state" ] || {
			lab_die "there is a namespace $LAB-$node that no lab made; choose another prefix"
			return 1
		}
	done
	[ -n "${LAB_HOLDER:-}" ] || { lab_lock "${LAB_WATCH:-$$}" && lab_orphans; } || return 1
	[ -d "$state" ] && lab_clean
	mkdir -p "$state" && echo "$LAB_HOLDER" >"$state/holder" || return 1
	lab_dois_up || return 1
	for node in gate $LAB_NODES; do
		lab_namespace "$node" || return 1
	done
	lab_gate_sysctls
	for node in $LAB_HUBS; do
		lab_hub "$node" || return 1
	done
	for node in $LAB_NODES; do
		lab_link "$node" || return 1
	done
	[ -z "${LAB_PLAIN:-}" ] || lab_sysctl gate net.ipv6.conf.all.forwarding=1
}

lab_clean()
{
	local node pid state

	state=$(lab_state)
	[ -d "$state" ] || return 0
	while read -r pid; do
		kill "$pid" 2>/dev/null
	done < <(cat "$state/pids" 2>/dev/null)
	[ -x "$RELGATE" ] && [ -e "/run/netns/$LAB-gate" ] && lab_relgate detach >/dev/null 2>&1
	for node in gate $LAB_NODES; do
		[ -e "/run/netns/$LAB-$node" ] && ip netns del "$LAB-$node"
	done
	lab_dois_down
	[ -f "$state/holder" ] && [ "$(cat "$state/holder")" != "${LAB_HOLDER:-}" ] &&
		kill -- "-$(cat "$state/holder")" 2>/dev/null
	rm -rf "$state"
	rmdir /run/relgate-lab 2>/dev/null
	return 0
}

# lab_down: complete, however much of a lab there is, as often as you like.
lab_down()
{
	lab_clean
	[ -n "${LAB_HOLDER:-}" ] && kill -- "-$LAB_HOLDER" 2>/dev/null
	unset LAB_HOLDER
	return 0
}

lab_status()
{
	local node

	[ -d "$(lab_state)" ] || { echo "no lab named $LAB"; return 1; }
	for node in gate $LAB_NODES; do
		echo "$LAB-$node"
		lab_ip "$node" -br addr show | sed 's/^/    /'
	done
	[ -x "$RELGATE" ] && lab_relgate status
	return 0
}

lab_shell()
{
	[ -e "/run/netns/$LAB-$1" ] || { lab_die "no namespace $LAB-$1: NODE is gate, kr, jp, \
hub or us, and the lab must be up"; return 1; }
	# not ip netns exec: that hides /sys/fs/bpf
	PS1="$LAB-$1# " exec nsenter --net="/run/netns/$LAB-$1" bash --norc
}

lab_main()
{
	local verb=${1:-}

	case $verb in
	up)	LAB=${2:-$LAB} LAB_WAIT=5 LAB_WATCH=0
		trap 'lab_down; exit 130' INT TERM
		lab_up || { lab_down; exit 1; }
		echo "lab $LAB is up: $LAB-gate $(printf "$LAB-%s " $LAB_NODES)"
		echo "  $RELGATE -n $LAB-gate apply policies/tisa-2014.rg"
		echo "  $0 shell kr;  $0 down" ;;
	down)	LAB=${2:-$LAB}; lab_down ;;
	status)	LAB=${2:-$LAB}; lab_status ;;
	shell)	LAB=${3:-$LAB}; lab_shell "${2:?NODE: gate, kr, jp, hub or us}" ;;
	*)	echo "usage: $0 up|down|status [PREFIX] | shell NODE [PREFIX]" >&2; exit 2 ;;
	esac
}

[ "${BASH_SOURCE[0]}" = "$0" ] && lab_main "$@"
true
