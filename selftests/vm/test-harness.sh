#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The VM's own judgement: exit codes come through, and a guest that panics, hangs,
# ends without its token or whose kernel complains has failed.
cd "$(dirname "$0")/../.." || exit 1
. selftests/vm/kernels.sh

KERNEL=${VM_KERNELS:-6.12}
KERNEL=${KERNEL%% *}
TESTS=0 FAILED=0

ends()		# NAME CODE SAYS RUN-ARGUMENT...
{
	local name=$1 want=$2 says=$3 out rc
	shift 3

	TESTS=$((TESTS + 1))
	out=$(selftests/vm/run -l harness "$@" 2>&1)
	rc=$?
	if [ $rc = "$want" ] && grep -q -- "$says" <<<"$out"; then
		echo "ok $TESTS $name: $rc"
	else
		FAILED=$((FAILED + 1))
		echo "not ok $TESTS $name: $rc, not $want, or it does not say: $says"
		tail -n 8 <<<"$out" | sed 's/^/# /'
	fi
}

echo "KTAP version 1"
ends "a command that fails" 3 "in the guest" -c 1 "$KERNEL" sh -c 'echo in the guest; exit 3'
ends "a panic" 125 "sysrq: Trigger a crash\|Kernel panic" -c 1 "$KERNEL" \
	sh -c 'echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger; sleep 60'
ends "an end without the token" 125 "without its token" -c 1 "$KERNEL" \
	sh -c 'sleep 1; busybox poweroff -f; sleep 60'
ends "a hang" 125 "did not end within" -c 1 -t "${VM_HANG:-60}" "$KERNEL" sh -c 'sleep 1000'
# A warning of a kernel that goes on.  The command itself succeeds.
ends "a warning in the kernel's log" 125 "WARNING: CPU" -c 1 "$KERNEL" \
	sh -c 'echo "WARNING: CPU: 0 PID: 1 at planted" >/dev/kmsg; true'
# Asked for, and not there: Debian's kernels have no kmemleak.
RELGATE_VM_APPEND=kmemleak=on ends "a run for leaks that nobody looked for" 125 \
	"nobody looked for leaks" -c 1 "$KERNEL" true
echo "1..$TESTS"
[ $FAILED = 0 ]
