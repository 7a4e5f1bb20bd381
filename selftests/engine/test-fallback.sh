#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels before 6.6 have no tcx, before 6.4 no netfilter links: the same tests
# with clsact filters and an nft chain.
export RELGATE_NO_TCX=1 RELGATE_NO_NFLINK=1
here=$(dirname "$0")
echo "KTAP version 1"
echo "1..2"
ret=0 n=0
for t in test-lifecycle.sh test-locks.sh; do
	n=$((n + 1))
	if "$here/$t" >"/tmp/relgate-fallback.$$" 2>&1; then
		echo "ok $n $t"
	else
		echo "not ok $n $t"
		ret=1
	fi
	grep -v "^ok\|^KTAP" "/tmp/relgate-fallback.$$" | sed 's/^/    /'
	rm -f "/tmp/relgate-fallback.$$"
done
exit $ret
