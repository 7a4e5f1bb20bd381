#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels that label by themselves, at both ends: SELinux's levels and categories, which
# NetLabel writes as CIPSO (tags 1, 2, 5) and CALIPSO; the gate translates between two
# DOIs, and the kernel at the other end is asked what it takes the label for.
#
# Only in a VM (selftests/vm/mls): it needs SELinux, and a policy of its own.
# Breaks that must make it fail: the word left out of a CALIPSO for a Linux peer.
. "$(dirname "$0")/lib.sh"
. "$NET_DIR/edit.sh"
. "$NET_DIR/netlabel.sh"
. "$NET_DIR/mls.sh"

MISSING=$(mls_missing)
if [ -n "$MISSING" ]; then
	rm -rf "$TMP"
	echo "KTAP version 1"
	echo "ok 1 kernels that label by themselves # SKIP $MISSING"
	echo "1..1"
	exit 0
fi

LAB_DOIS=""			# they come with their tags, below
PEER=$LAB_TOP/build/selftests/net/peer
CIPSO="ip.cipso.doi ip.cipso.tag_type ip.cipso.sensitivity_level ip.cipso.categories ip.checksum.status"
CALIPSO="ipv6.opt.calipso.doi ipv6.opt.calipso.cmpt.length ipv6.opt.calipso.sens_level ipv6.opt.calipso.cmpt_bitmap"

mls_gate()	# NAME TAG PEER-CLAUSE
{
	net_apply "$(linux_policy "$1" "$2" "$3" "$3")"
}

# A connection of FROM with LEVEL: what the kernels at both ends take it for.
sees()		# NAME FAMILY FROM TO LEVEL SERVER-SEES CLIENT-SEES
{
	local got

	got=$(as "$5" "$3" timeout $((30 * ${RELGATE_SLOW:-1})) "$PEER" ask "$(address "${NATION[$4]}" "$2")" 7000 2>&1)
	is "$1: what both kernels take it for" "$got" "u:r:t:$6 u:r:t:$7"
}

# What FROM's kernel sent in the last connection, as seen at NODE.
labelled()	# NAME FAMILY FROM NODE WANT
{
	local src fields=$CIPSO

	src=$(address "${NATION[$3]}" "$2")
	watch_list
	[ "$2" = 4 ] && src="ip.src == $src" || { src="ipv6.src == $src"; fields=$CALIPSO; }
	# shellcheck disable=SC2086
	is "$1: what a dissector reads" "$(wire "$4" "$src && tcp.flags.syn == 1 && tcp.port == 7000" $fields |
		tail -n 1)" "$5"
}

refused()	# NAME REASON FAMILY FROM TO LEVEL
{
	counters_mark
	as "$6" "$4" timeout 3 "$PEER" ask "$(address "${NATION[$5]}" "$3")" 7000 >>"$TMP/log" 2>&1 &&
		not_ok "$1: no connection"
	check "$1: $2" within 50 counter_at_least "ingress.$2" 1
}

mls_up || watch_die "SELinux's policy cannot be loaded: $(tail -3 "$TMP/log")"
net_begin
for n in kr jp; do
	rm -f "$TMP/listen.$n"
	lab_in $n "$PEER" listen 7000 "$TMP/listen.$n" >>"$TMP/log" 2>&1 &
	lab_track $!
	check "$n listens" within 100 test -e "$TMP/listen.$n"
done

for tag in 1 2 5; do
	check "NetLabel writes tag $tag" netlabel_up 21410 21392 $tag
	mls_gate "mls$tag" $tag "peer linux;"
	sees "tag $tag, KOR to JPN" 4 kr jp s3:c2,c33,c34 s40:c52,c61,c62 s3:c2,c33,c34
	case $tag in
	1|2)	jp=52,61,62 kr=2,33,34 ;;
	5)	jp=62-61,52 kr=34-33,2 ;;
	esac
	labelled "tag $tag, to JPN" 4 kr jp "21392 $tag 40 $jp 1"
	labelled "tag $tag, from KOR's kernel" 4 kr kr "21410 $tag 3 $kr 1"
	labelled "tag $tag, JPN's answers" 4 jp kr "21410 $tag 3 $kr 1"
	sees "tag $tag, JPN to KOR" 4 jp kr s30:c51 s2:c1 s30:c51
	sees "tag $tag, a level alone" 4 kr jp s3 s40 s3
	check "tag $tag, ping" as s2:c1,c2 kr ping -c 1 -W 20 "$(address JPN 4)"
	check "tag $tag, ping with a level alone" as s20 jp ping -c 1 -W 20 "$(address KOR 4)"
	refused "tag $tag, a category that JPN has no number for" untranslatable 4 kr jp s3:c2,c3
	refused "tag $tag, a category that KOR has not" category-unknown 4 kr jp s3:c2,c9
	refused "tag $tag, a level that KOR has not" level-unknown 4 kr jp s9:c2
done

sees "CALIPSO, KOR to JPN" 6 kr jp s3:c2,c33,c34 s40:c52,c61,c62 s3:c2,c33,c34
labelled "CALIPSO, to JPN" 6 kr jp "21392 2 40 $(bits 64 52 61 62)"
labelled "CALIPSO, JPN's answers" 6 jp kr "21410 2 3 $(bits 64 2 33 34)"
sees "CALIPSO, JPN to KOR" 6 jp kr s30:c51 s2:c1 s30:c51
sees "CALIPSO, a level alone" 6 kr jp s3 s40 s3
labelled "CALIPSO, a level alone: a word of zeros for Linux" 6 kr jp "21392 1 40 00000000"
refused "CALIPSO, a category that JPN has no number for" untranslatable 6 kr jp s3:c2,c3
mls_gate plain 1 ""
sees "CALIPSO, a level alone, to a peer that is not said to be Linux" 6 kr jp s3 s40 s3
labelled "CALIPSO, a level alone, to such a peer" 6 kr jp "21392 0 40 <MISSING>"
net_end
