#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module built against each kernel of kernels.sh, and each kernel booted: the
# module inserted (guest), the net lane's scenarios on the module and on BPF
# (scenarios).  The kernels run side by side; emulation uses one CPU each.
#
#     VM_KERNELS="6.1 6.12"   which kernels
#     VM_SET=quick|table|long  how much: minutes (a part of make check), the table of
#                             scenarios (make check-vm), everything (make check-long)
cd "$(dirname "$0")/../.." || exit 1
. selftests/vm/kernels.sh

SET=${VM_SET:-table}
PARTS="load netlink netns devices ynl vectors diff lives"
# Seconds for one guest, twice what it takes on a quiet machine at least.
case $SET in
quick) SECONDS_MAX=1200 PARTS="load netlink netns devices" ;;
table) SECONDS_MAX=7200 ;;
long)
	SECONDS_MAX=14400
	VM_CYCLES=${VM_CYCLES:-50} VM_POLICIES=${VM_POLICIES:-1000} VM_PACKETS=${VM_PACKETS:-1000}
	VM_AREAS=${VM_AREAS:-1000000}
	;;
*) vm_die "no set '$SET'" ;;
esac
SECONDS_MAX=${VM_SECONDS:-$SECONDS_MAX}

# One guest; a failure that it did not tell itself is told here.
guest()		# KERNEL NAME COMMAND...
{
	local kernel=$1 name=$2 log rc
	shift 2

	log=build/log/vm-$kernel-$name.log
	selftests/vm/run -l "$name" -c "${VM_CPUS:-1}" -t "$SECONDS_MAX" "$kernel" "$@" 2>&1 | tee "$log"
	rc=${PIPESTATUS[0]}
	grep -q '^not ok' "$log" && [ "$rc" = 1 ] && return
	if [ "$rc" = 0 ] && grep -q '^1\.\.' "$log"; then
		echo "ok - $name: the guest ended well, nothing amiss in its kernel's log"
	else
		echo "not ok - $name: the guest ended with $rc, see $log"
	fi
}

kernel()	# KERNEL
{
	local dir log=build/log/vm-$1-build.log

	if ! dir=$(selftests/vm/fetch "$1" 2>"$log"); then
		tail -n 20 "$log" | sed 's/^/# /'
		# Not everybody who builds has the package archive at hand.
		if [ "$SET" = quick ]; then
			echo "ok - the kernel # SKIP it could not be fetched: $(tail -n 1 "$log")"
		else
			echo "not ok - the kernel could not be fetched"
		fi
		return
	fi
	if ! make -s modules KDIR="$dir/headers" >"$log" 2>&1; then
		tail -n 20 "$log" | sed 's/^/# /'
		echo "not ok - the module cannot be built"
		return
	fi
	echo "ok - the module is built against Linux $(ls -1 "$dir/lib/modules")"
	# Two CPUs where traffic and removal are to meet.
	# shellcheck disable=SC2086
	VM_CPUS=2 guest "$1" module env VM_YNL="$YNL" VM_CYCLES="${VM_CYCLES:-3}" VM_POLICIES="${VM_POLICIES:-20}" \
		VM_PACKETS="${VM_PACKETS:-50}" VM_AREAS="${VM_AREAS:-20000}" VM_SEED="${VM_SEED:-$RANDOM}" selftests/vm/guest $PARTS
	guest "$1" kmod selftests/vm/scenarios kmod "$SET"
	guest "$1" bpf selftests/vm/scenarios bpf "$SET"
	[ "$SET" = quick ] || RELGATE_VM_APPEND="${RELGATE_VM_APPEND:-} security=selinux selinux=1 enforcing=0" \
		guest "$1" mls selftests/vm/scenarios bpf mls
}

mkdir -p build/log
echo "KTAP version 1"
YNL=
[[ $PARTS != *ynl* ]] || YNL=$(selftests/vm/fetch-ynl 2>build/log/vm-ynl.log) || YNL=
for k in ${VM_KERNELS:-$(vm_names)}; do
	kernel "$k" | sed -u "s/^/$k /" &
done 2>&1 | awk '
	$2 == "ok" || ($2 == "not" && $3 == "ok") {
		bad = $2 == "not"
		failed += bad
		name = $0
		sub(/^[^ ]* (not )?ok +[0-9-]* */, "", name)
		print (bad ? "not " : "") "ok " ++n " " $1 ": " name
		fflush()
		next
	}
	$2 == "KTAP" || $2 ~ /^1\.\./ { next }
	{ line = $0; sub(/^[^ ]* (# ?)?/, "", line); print "# " $1 ": " line; fflush() }
	END { print "1.." n + 0; exit failed > 0 }'
