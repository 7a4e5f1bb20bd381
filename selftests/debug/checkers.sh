# SPDX-License-Identifier: GPL-2.0-only
# Sourced in the guest: the checkers that must be asked, or that may have given up.

KMEMLEAK=/sys/kernel/debug/kmemleak

# A leak is told of when it is older than 5 s and two scans have found it the same.
# Fails if there is no kmemleak, or it has given up.
leaks_scan() { { echo scan >$KMEMLEAK && sleep 6 && echo scan >$KMEMLEAK && sleep 6 && echo scan >$KMEMLEAK; } 2>/dev/null; }

# Into the kernel's log, where selftests/vm/run looks; and that it was done.
leaks_report()
{
	! leaks_scan || { cat $KMEMLEAK; echo "kmemleak: relgate's scans are done"; } >/dev/console
}

# After its first report lockdep looks no further; also what else made it stop is one.
lockdep_looks()
{
	[ ! -e /proc/lockdep_stats ] || grep -q 'debug_locks: *1$' /proc/lockdep_stats ||
		echo "BUG: lockdep has stopped looking" >/dev/console
}
