#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Counters: known traffic, exact counts by origin, destination, level, agreement, way
# and reason, and by agreement; over CPUs; over changes of the policy, in which the
# same number means another agreement; and flooded with invented labels.
#
# Guards that counts are never told of the wrong agreement.  Breaks that must make it
# fail: the generation not looked at in a slot; one table for what passed and what was
# refused; a CPU left out of the sum.
. "$(dirname "$0")/lib.sh"

CPUS=$(nproc)
CHANGE_RATE=${CHANGE_RATE:-2000}	# packets a second of each stream, under changes of the policy

# What was counted for packets between hosts, one line a key.  Neighbour discovery and
# the like go on all the time and are left out.
flows()
{
	lab_relgate -j show counters | jq -r '.flows[] |
		select(.way != "local" and (.origin or .reason == "unlabelled")) |
		[.origin // "-", .destination // "-", .level // "-", .agreement // "-", .way // "-",
		 .reason, .hook, .packets] | join(" ")' | sort
}
agreed() { lab_relgate -j show agreements | jq -r '.[] | "\(.agreement) \(.sent.packets) \(.relayed.packets) \(.refused.packets)"' | sort; }
sum() { lab_relgate -j show counters | jq "[.flows[] | select($1) | .packets] | add // 0"; }
send()		# N FAMILY FROM TO OPTION...: N packets
{
	COUNT=$1 SERIAL=$((SERIAL + 1000))
	shift
	raw "$@" >>"$TMP/log" 2>&1
}
flows_are() { flows >"$TMP/flows"; [ "$(cat "$TMP/flows")" = "$1" ]; }
expect()	# NAME FLOWS
{
	if within 20 flows_are "$2"; then ok "$1"; else
		not_ok "$1" "$(diff <(cat <<<"$2") "$TMP/flows" | sed 's/^</want:/; s/^>/got: /')"; fi
}

net_begin
net_apply tisa-2014.rg

expect "nothing at first" ""
send 3 4 kr jp --label "410:$GOOD"
send 4 6 kr us --label "410:CONFIDENTIAL//REL TO USA, KOR"
send 5 4 us jp --label "840:SECRET//DPRK-MISSILE//FGI KOR//$REL"
send 6 4 kr jp --label "410:SECRET//DPRK-MISSILE//REL TO USA, KOR"
send 7 6 kr jp
send 8 4 jp us --label "392:TOP-SECRET//REL TO USA, JPN"
send 9 4 kr us --label "410:$GOOD" --src 10.81.0.9
send 2 4 us jp --label "840:SECRET//DPRK-MISSILE//FGI JPN KOR//$REL"
send 1 4 kr jp --label "410:$GOOD" --ttl 1
WANT=$(sort <<END
KOR JPN SECRET TISA via ok ingress 3
KOR JPN SECRET TISA relayed ok ingress 8
KOR USA CONFIDENTIAL US-KOR direct ok ingress 4
KOR JPN SECRET - - release ingress 6
- - - - - unlabelled ingress 7
JPN USA TOP-SECRET - - in-level ingress 8
JPN - SECRET - - spoofed ingress 9
several JPN SECRET TISA relayed ok ingress 2
KOR JPN SECRET TISA via ttl ingress 1
END
)
expect "each packet counted once, by all that tells it apart" "$WANT"
is "by agreement: sent, relayed, refused" "$(agreed)" "$(printf 'TISA 3 10 1\nUS-JPN 0 0 0\nUS-KOR 4 0 0')"
is "nothing did not fit" "$(lab_relgate -j show counters | jq -c '.flows_other | map_values(.packets)')" \
	'{"passed":0,"refused":0}'
check "as a table" grep -qE '^KOR +JPN +SECRET +TISA +relayed +ok +8 ' <(lab_relgate show counters)
check "agreements as a table" grep -qE '^TISA .* 3 +10 +1$' <(lab_relgate show agreements)

send 3 4 kr jp --label "410:$GOOD" --sport 777
watch_list
len=$(wire kr "$(stamped KOR $SERIAL)" frame.len | head -1)
within 20 eval '[ "$(sum ".way == \"via\" and .reason == \"ok\"")" = 6 ]'
is "bytes are those of the frames" "$(lab_relgate -j show counters | jq '.flows[] |
	select(.way == "via" and .reason == "ok" and .agreement == "TISA") | .bytes')" "$((6 * len))"

# ---- each CPU by itself, and all of them in the sum
before=$(sum '.agreement == "US-KOR"')
for cpu in $(seq 0 $((CPUS - 1))); do
	SERIAL=$((SERIAL + 1000)) COUNT=10
	raw_args 4 kr us --label "410:CONFIDENTIAL//REL TO USA, KOR"
	taskset -c "$cpu" "$TRAFFIC" "${ARGS[@]}" >>"$TMP/log" 2>&1
done
within 20 eval '[ "$(sum ".agreement == \"US-KOR\"")" = $((before + 10 * CPUS)) ]'
is "10 packets sent by each of $CPUS CPUs" "$(($(sum '.agreement == "US-KOR"') - before))" $((10 * CPUS))

# ---- who is not root learns nothing
refute "an unprivileged user sees no counters" ip netns exec "$LAB-gate" \
	setpriv --reuid=65534 --regid=65534 --clear-groups "$RELGATE" show counters
is "nor any number" "$(ip netns exec "$LAB-gate" setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$RELGATE" -j show counters 2>/dev/null)" ""
refute "nor those of agreements" ip netns exec "$LAB-gate" \
	setpriv --reuid=65534 --regid=65534 --clear-groups "$RELGATE" show agreements

# ---- the next policy: GSOMIA has the number that TISA had
reasons=$(lab_relgate -j show counters | jq -c '[.reasons.ok.ingress.packets >= 20, .ways.via.packets]')
net_apply tisa-gsomia-2016.rg
expect "a new policy begins at zero" ""
is "its agreements too" "$(agreed)" "$(printf 'GSOMIA 0 0 0\nTISA 0 0 0\nUS-JPN 0 0 0\nUS-KOR 0 0 0')"
is "counters by reason and way go on" \
	"$(lab_relgate -j show counters | jq -c '[.reasons.ok.ingress.packets >= 20, .ways.via.packets]')" "$reasons"
send 5 4 kr jp --label "410:$GOOD"
expect "and counts its own" "KOR JPN SECRET GSOMIA direct ok ingress 5"
is "... by agreement" "$(agreed | head -2 | tr '\n' ' ')" "GSOMIA 5 0 0 TISA 0 0 0 "

# A deny statement that covers the packet is named.
deny=$(variant deny tisa-gsomia-2016.rg '$ a deny NO-MISSILE { block KOR -> JPN; subject within { DPRK-MISSILE }; in force 2020-01-01; }')
net_apply "$deny"
send 4 4 kr jp --label "410:$GOOD"
expect "a deny statement is named" "KOR JPN SECRET NO-MISSILE - denied ingress 4"
is "... and has refused them" "$(agreed | grep NO-MISSILE)" "NO-MISSILE 0 0 4"

# ---- policies that change under traffic: no count under an agreement of the other
net_apply tisa-2014.rg
COUNT=1000000 SERIAL=5000000
raw_bg 4 kr jp --label "410:$GOOD" --rate "$CHANGE_RATE"
flooder=$BG
COUNT=1000000 SERIAL=8000000
raw_bg 6 kr us --label "410:CONFIDENTIAL//REL TO USA, KOR" --rate "$CHANGE_RATE"
wrong='' seen=0
for _ in $(seq 8); do
	for p in tisa-gsomia-2016.rg tisa-2014.rg; do
		net_apply $p
		lab_relgate -j show counters >"$TMP/now" || wrong+="$p: no counters; "
		[ "$p" = tisa-2014.rg ] && may='TISA via|TISA relayed|US-KOR direct' ||
			may='GSOMIA direct|TISA relayed|US-KOR direct'
		bad=$(jq -r '.flows[] | select(.reason == "ok" and .agreement) |
			"\(.origin) \(.destination) \(.agreement) \(.way)"' "$TMP/now" |
			grep -vE "^KOR (JPN (TISA|GSOMIA)|USA US-KOR) " ; jq -r '.flows[] |
			select(.reason == "ok" and .agreement) | "\(.agreement) \(.way)"' "$TMP/now" | grep -vE "^($may)$")
		wrong+=$bad
		seen=$((seen + $(jq '[.flows[] | select(.reason == "ok" and .agreement)] | length' "$TMP/now")))
	done
done
kill "$flooder" "$BG" 2>/dev/null
wait "$flooder" "$BG" 2>/dev/null
is "16 changes of the policy under traffic: no count where it does not belong" "$wrong" ""
check "... and there were counts to look at ($seen)" [ "$seen" -gt 16 ]

# ---- invented labels: more keys than the table has room for
nations=$(grep -oE '"[A-Z]{3}"' "$LAB_TOP/userspace/policy/iso3166.c" | tr -d '"' | grep -vE '^(KOR|JPN|USA)$' | head -240)
big=$(variant big tisa-2014.rg)
awk '{ printf "nation %s { prefix 172.20.%d.0/24; }\n", $1, NR }' <<<"$nations" >>"$big"
net_apply "$big"
awk '{ printf "172.20.%d.7\n", NR }' <<<"$nations" >"$TMP/sources"
is "240 nations more" "$(wc -l <"$TMP/sources") $(lab_relgate -j show nations | jq length)" "240 243"
send 3 4 kr us --label "410:CONFIDENTIAL//REL TO USA, KOR"
before=$(lab_relgate -j show counters | jq '[.reasons[].ingress.packets] | add')
COUNT=0
for level in UNCLASSIFIED RESTRICTED CONFIDENTIAL SECRET TOP-SECRET; do
	raw 4 kr jp --label "410:$level//DPRK-MISSILE//$REL" --rate 4000 --src - <"$TMP/sources"
	raw 4 hub jp --label "410:$level//DPRK-MISSILE//$REL" --rate 4000 --src - <"$TMP/sources"
	raw 4 hub jp --label "410:$level//DPRK-MISSILE//$REL" --rate 4000 --src - \
		--smac 02:00:00:00:00:99 <"$TMP/sources"
done >>"$TMP/log" 2>&1
send 2 4 kr us --label "410:CONFIDENTIAL//REL TO USA, KOR"
within 20 eval '[ "$(sum ".agreement == \"US-KOR\"")" = 5 ]'
lab_relgate -j show counters >"$TMP/now"
say "$(jq -c '{flows: (.flows | length), other: .flows_other}' "$TMP/now")"
check "3,600 invented keys do not fit" jq -e '.flows_other.refused.packets > 0' "$TMP/now"
check "... the table is bounded ($(jq '.flows | length' "$TMP/now") keys)" \
	jq -e --argjson cpus "$CPUS" '(.flows | length) <= 4096 * $cpus' "$TMP/now"
is "... no packet of them is missing" "$(jq '[.flows[], .flows_other.refused | select(.reason == null or
	.reason == "spoofed" or .reason == "not-relay" or .reason == "no-agreement" or .reason == "in-level") |
	.packets] | add' "$TMP/now")" 3600
is "what passes is still counted exactly" "$(jq '[.flows[] | select(.agreement == "US-KOR" and .reason == "ok") | .packets] | add' "$TMP/now")" 5
is "... and nothing of it is 'other'" "$(jq '.flows_other.passed.packets' "$TMP/now")" 0
net_end
