#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two gates on one host, in two network namespaces, with devices and addresses of
# the same names: policies, counters and life apart.
#
# Guards I2.  Break that must make it fail: pins that are not named by the namespace.
. "$(dirname "$0")/lib.sh"

FIRST=$LAB TMP1=$TMP WATCHES=()
gate()		# 1 or 2: which of the two the helpers mean
{
	if [ "$1" = 1 ]; then LAB=$FIRST TMP=$TMP1; else LAB=${FIRST}b TMP=$TMP1/b; fi
	WATCH=${WATCHES[$1]:-}
}
net_undo() { gate 2; lab_clean; gate 1; }

net_begin
WATCHES[1]=$WATCH
mkdir -p "$TMP1/b"
gate 2
lab_up || watch_die "the second lab did not come up"
quiet
watch_start
WATCHES[2]=$WATCH
L=(--label "410:$GOOD")

gate 1
net_apply tisa-2014.rg
gate 2
refute "the other namespace has no gate yet" lab_relgate status
net_apply tisa-gsomia-2016.rg
gate 1
passes "first gate" via raw4 kr jp "${L[@]}"
# Neighbours find each other at any time; what crosses and what is refused stays.
judged() { lab_counters | grep -E '^way\.(via|direct|relayed)|\.unlabelled '; }
one=$(judged)
gate 2
passes "second gate" direct raw4 kr jp "${L[@]}"
drops "second gate, unlabelled" unlabelled raw4 kr jp
gate 1
is "the first gate's counters did not move" "$(judged)" "$one"
is "the first gate's policy" "$(lab_relgate -j status | jq -r .policy)" TISA-2014
gate 2
is "the second gate's policy" "$(lab_relgate -j status | jq -r .policy)" TISA-GSOMIA-2016
check "block the second" lab_relgate block
drops "second gate" blocked raw4 kr jp "${L[@]}"
gate 1
passes "first gate goes on" via raw6 kr jp "${L[@]}"
gate 2
check "detach the second" lab_relgate detach
gate 1
passes "first gate goes on" via raw4 kr jp "${L[@]}"
gate 2
watch_stop >>"$TMP/log" 2>&1
lab_clean
gate 1
passes "the second namespace gone, the first gate goes on" via raw6 jp kr --label "392:$GOOD"
if on bpf; then
	is "one gate's pins are left" "$(ls -d "$(lab_gate_dir)")" "$(lab_gate_dir)"
else
	is "one gate uses the module" "$(awk '$1 == "relgate" { print $3 }' /proc/modules)" 1
fi
net_end
