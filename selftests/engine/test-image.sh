#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# An image that is damaged, cut off or of a later version: refused with the reason, and
# the policy in force stays.
#
# Guards I3.  Break that must make it fail: the digest not compared.
. "$(dirname "$0")/lib.sh"

eng_begin
image() { "$BUILD/selftests/engine/image" "$GATE" "$POLICY" "$@"; }
force() { status '[.in_force, .generation, .policy, .digest, .guarded]'; }

refuses "a damaged image where nothing is in force" "digest" image digest
is "nothing is left of it" "$(status '[.in_force, .residue] | map(. // false)')" "[false,false]"
check "a whole image" image whole
WAS=$(force)

stays()		# NAME WORD DAMAGE...
{
	refuses "$1: refused" "$2" image "${@:3}"
	is "$1: what was in force stays" "$(force)" "$WAS"
}

stays "a wrong digest" "damaged: its digest does not match" digest
stays "a later version" "refused: " version
stays "the magic number" "refused: " flip 0
stays "a letter of a name" "digest does not match\|refused: " flip 520
SIZE=$(rg check -j "$POLICY" | jq .image_bytes)
for size in 1 100 511 512 1000 $((SIZE / 2)) $((SIZE - 1)); do
	stays "cut after $size of $SIZE bytes" "refused: " cut "$size"
done
for ((at = 4; at < SIZE; at += SIZE / 25)); do
	stays "bit of byte $at" "damaged: \|refused: " flip "$at"
done
check "and a whole one is taken" image whole
eng_end
