#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the module against each kernel of kernels.sh, boots that kernel, and runs
# `guest` there.  Prints KTAP: a kernel is a test; its own tests are indented.
cd "$(dirname "$0")/../.." || exit 1
. selftests/vm/kernels.sh

echo "KTAP version 1"
n=0 failed=0
for kernel in ${VM_KERNELS:-$(vm_names)}; do
	n=$((n + 1))
	log=build/log/vm-$kernel.log
	if ! { dir=$(selftests/vm/fetch "$kernel") && make -s modules KDIR="$dir/headers"; } >"$log" 2>&1; then
		tail -n 20 "$log" | sed 's/^/# /'
		echo "not ok $n $kernel: the module cannot be built"
		failed=1
		continue
	fi
	selftests/vm/run -t "${VM_SECONDS:-1500}" "$kernel" selftests/vm/guest 2>&1 | tee "$log" | sed 's/^/    /'
	if [ "${PIPESTATUS[0]}" = 0 ]; then
		echo "ok $n the module in Linux $(cat "$dir/release")"
	else
		echo "not ok $n the module in Linux $(cat "$dir/release")"
		failed=1
	fi
done
echo "1..$n"
exit $failed
