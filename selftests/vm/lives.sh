# SPDX-License-Identifier: GPL-2.0-only
# Sourced by guest: the module inserted and removed, over and over, under traffic and
# netlink load, and what it leaves behind.
#
# `run` boots with SLUB's user tracking of kmalloc's caches, so that each piece of
# memory names who asked for it; the name of a module that is gone is a bare address.
# What is larger than those caches' pieces is kmemleak's business (make check-debug).

CYCLES=${VM_CYCLES:-3}
LAB=lab-lives; . selftests/lab/lab.sh

# Memory of the module that is there ([relgate]), or of one that is gone.
slab_of() { grep -hE "$1" /sys/kernel/debug/slab/kmalloc*/alloc_traces; }
# Bare addresses and how much memory names each; also other modules' init functions
# are gone once they have run, so what counts is what came to be more since.
gone_by_now()
{
	slab_of '.' | grep -oE '^ *[0-9]+ 0x[0-9a-f]{16}(/|[[:space:]]|$)' | tr -d / |
		awk '{ n[$2] += $1 } END { for (at in n) print at, n[at] }'
}
gone_mark() { gone_by_now >/tmp/gone; }
gone_more()	# since the mark
{
	gone_by_now | awk 'NR == FNR { was[$1] = $2; next } $2 > was[$1] + 0 { print; more = 1 }
		END { exit !more }' /tmp/gone -
}
percpu_kb() { awk '$1 == "Percpu:" { print $2 }' /proc/meminfo; }
slab_kb() { awk '$1 == "SUnreclaim:" { print $2 }' /proc/meminfo; }

# The hooks of relgate on the devices of a namespace, where the kernel can tell (6.12).
hooks_of()	# NETNS
{
	local dev

	for dev in $IFS_OF_TISA; do
		nft_in "$1" list hooks netdev device "$dev"
	done | grep -w rg_ingress
}
nft_in() { local ns=$1; shift; ip netns exec "$ns" nft "$@"; }

# Frames that cross, from both sides: also with no module, over what it has left.
traffic_loop()	# FROM TO DOI
{
	while :; do
		"$TRAFFIC" raw --quiet --ns "$LAB-$1" --count 2000 --rate 300 \
			--smac "${LAB_MAC[$1]}:02" --dmac "${LAB_MAC[$1]}:01" \
			--src "${LAB_NET4[$1]}.2" --dst "${LAB_NET4[$2]}.2" --nation KOR \
			--label "$3:SECRET//DPRK-MISSILE//REL TO USA, JPN, KOR"
	done >/dev/null 2>&1
}
netlink_loop() { while :; do lab_relgate -j status; lab_relgate -j show counters; nap 0.1; done >/dev/null 2>&1; }
# A notifier left behind would be called.
churn() { ip netns add lives && ip -n lives link add kr0 type dummy && ip netns del lives; }

# One life.  Every other one ends with its namespace, not by detach.
life()	# NUMBER
{
	insmod "$KO" && lab_relgate apply policies/tisa-2014.rg && not rmmod relgate &&
		lab_relgate status && lab_relgate apply policies/tisa-2014.rg &&
		lab_relgate show counters || return 1
	if [ $(($1 % 2)) = 1 ]; then
		namespace lived && apply lived && lab_relgate detach && ip netns del lived &&
			soon users_are 0
	else
		lab_relgate detach
	fi && soon rmmod relgate	# a dump under way holds it
}

memory_is_seen()	# while a policy is in force
{
	ok "its memory is seen: kmalloc" slab_of '\[relgate\]'
	! modprobe -q nfnetlink_hook || ok "its hooks are seen" hooks_of "$LAB-gate"
}

nothing_left()
{
	ok "nothing is left: family, tracepoint, module" clean
	ok "nothing is left: kmalloc" soon not gone_more
	! modprobe -q nfnetlink_hook || ok "nothing is left: hooks" not hooks_of "$LAB-gate"
}

part_lives()
{
	local i loops percpu slab

	ok "the lab comes up" lab_up
	ok "a policy in force" lab_relgate apply policies/tisa-2014.rg
	memory_is_seen
	gone_mark
	ok "detach" lab_relgate detach
	rmmod relgate
	nothing_left
	percpu=$(percpu_kb) slab=$(slab_kb)
	traffic_loop kr jp 410 & loops=$!
	traffic_loop jp kr 392 & loops+=" $!"
	netlink_loop & loops+=" $!"
	for i in $(seq "$CYCLES"); do
		life "$i" >/tmp/life.log 2>&1 || { ok "life $i of the module: $(tail -n 3 /tmp/life.log)" false; break; }
	done
	ok "$CYCLES lives of the module under traffic" test "$i" = "$CYCLES"
	# shellcheck disable=SC2086
	kill $loops
	# shellcheck disable=SC2086
	wait $loops 2>/dev/null
	ok "a device and a namespace come and go after it" churn
	nothing_left
	echo "# before and after: per-CPU $percpu and $(percpu_kb) kB, unreclaimable slab $slab and $(slab_kb) kB"
	lab_down
	ok "inserted once more" insmod "$KO"
}
