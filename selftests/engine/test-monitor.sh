#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Events: made while somebody listens, for one listener, held down at the source.
. "$(dirname "$0")/lib.sh"

eng_begin
check "apply" apply
open "applied"

rg -j monitor >"$TMP/events" 2>"$TMP/err" &
MONITOR=$!
sleep 0.5
refuses "a second monitor" "another monitor" timeout 5 "$RELGATE" -n "$GATE" monitor
in_ns a ping -4 -n -q -c 1 -W 1 "$(addr c 4)" >/dev/null
in_ns a ping -6 -n -q -c 1 -W 1 "$(addr d 6)" >/dev/null
sleep 1
has() { [ "$(jq -s "[.[] | select($1)] | length" "$TMP/events")" -gt 0 ] && echo yes || echo no; }
is "it shows what went via the hub" "$(has '.way == "via"')" yes
is "and what was relayed" "$(has '.way == "relayed"')" yes
is "and what was refused, and why" "$(has '.reason == "no-agreement"')" yes
is "from both hooks" "$(has '.at == "egress"')" yes

lost=$(rg -j show counters | jq .events_lost)
in_ns a python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(30000):
    try: s.sendto(b"x", (sys.argv[1], 7001))
    except OSError: pass' "$(addr d 4)"
sleep 0.5
rose=$(($(rg -j show counters | jq .events_lost) - lost))
[ "$rose" -gt 1000 ] && ok "a flood: events beyond the rate are counted as lost ($rose)" ||
	not_ok "a flood: events beyond the rate are counted as lost" "$rose"

kill "$MONITOR"; wait "$MONITOR" 2>/dev/null
sleep 2.5
lost=$(rg -j show counters | jq .events_lost)
in_ns a ping -4 -n -q -c 20 -i 0.01 -W 1 "$(addr c 4)" >/dev/null
is "nobody listens: nothing is lost, for nothing is made" "$(rg -j show counters | jq .events_lost)" "$lost"

rg monitor >"$TMP/events" 2>"$TMP/err" &
MONITOR=$!
sleep 0.5
check "detach under a monitor" rg detach
sleep 1.5
kill -0 "$MONITOR" 2>/dev/null && not_ok "the monitor ends" "it runs on" || ok "the monitor ends"
is "and says why" "$(grep -c detached "$TMP/err")" 1
eng_end
