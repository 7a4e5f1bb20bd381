# SPDX-License-Identifier: GPL-2.0-only
# Sourced in the guest, in the tree's folder: KTAP, and what is left of the module.

export TOP=$PWD BUILD=$PWD/build NO_COLOR=1 LC_ALL=C.UTF-8
# No sanitizers here: they are slow, and have had their turn on the host.
export RELGATE=$BUILD/relgate RELGATE_ASAN=$BUILD/relgate TRAFFIC=$BUILD/selftests/lab/traffic
# DEBUG_KO: another module than this tree's (debug/check-planted).
KO=${DEBUG_KO:-$BUILD/modules/$(uname -r)/relgate.ko}
TESTS=0 FAILED=0
LOG=/tmp/tool.log	# of the last tool

ok()	# NAME COMMAND...
{
	local name=$1 out
	shift

	TESTS=$((TESTS + 1))
	if out=$("$@" 2>&1); then
		echo "ok $TESTS $name"
	else
		FAILED=$((FAILED + 1))
		echo "not ok $TESTS $name"
		printf '%s\n' "$out" | tail -n 12 | sed 's/^/# /'
	fi
}

skip() { TESTS=$((TESTS + 1)); echo "ok $TESTS $1 # SKIP $2"; }	# NAME WHY
not() { ! "$@"; }
says() { local want=$1; shift; "$@" 2>&1 | grep -qF -- "$want"; }
users() { awk '$1 == "relgate" { print $3 }' /proc/modules; }
users_are() { [ "$(users)" = "$1" ] || { echo "users: $(users)"; false; }; }
# A namespace goes away in the background, in a kernel that checks itself slowly.
soon() { for _ in $(seq 200); do "$@" && return 0; sleep 0.1; done; "$@"; }

# Subtests of a tool that prints KTAP itself; VM_VERBOSE=1 shows all of its output.
tool()	# NAME COMMAND...
{
	local name=$1 rc good bad
	shift

	if [ -n "${VM_VERBOSE:-}" ]; then
		"$@" 2>&1 | tee $LOG | sed -u 's/^/# | /'
		rc=${PIPESTATUS[0]}
	else
		"$@" >$LOG 2>&1
		rc=$?
	fi
	good=$(grep -c '^ok ' $LOG) bad=$(grep -c '^not ok ' $LOG)
	[ "$bad" = 0 ] || grep -A 5 '^not ok ' $LOG | head -n 60 | sed 's/^/# /'
	[ "$rc" = 0 ] || tail -n 5 $LOG | sed 's/^/# /'
	ok "$name: $good cases, $bad failed" test "$rc" = 0 -a "$bad" = 0 -a "$good" -gt 0
}

# What a removed module must not leave behind.
clean()
{
	! grep '^relgate ' /proc/modules && ! genl ctrl get name relgate 2>/dev/null &&
		! ls -d /sys/kernel/tracing/events/relgate 2>/dev/null
}

# A namespace with a device for each interface of policies/tisa-2014.rg.
IFS_OF_TISA="kr0 jp0 us0 us1"
namespace()	# NAME
{
	local i

	ip netns add "$1"
	for i in $IFS_OF_TISA; do
		ip -n "$1" link add "$i" type dummy
		ip -n "$1" link set "$i" up
	done
}

uptime_s() { cut -d. -f1 /proc/uptime; }

finish()
{
	echo "1..$TESTS"
	[ "$FAILED" = 0 ]
}
