#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check, explain, show --policy: verbs that need a policy and no gate.
. "$(dirname "$0")/lib/ktap.sh"

REL="REL TO JPN, KOR, USA"
GOOD="SECRET//DPRK-MISSILE//$REL"
kr() { echo --in kr0 --src 10.82.0.2 --dst 10.81.0.2; }
kr6() { echo --in kr0 --src fd00:410::2 --dst fd00:392::2; }

# ---- check
expect 0 "check a good policy" --out "TISA-2014" -- check "$TISA"
json "check -j" '.ok and .policy == "TISA-2014" and .nations == 3 and .hubs == 1 and (.digest | length) == 64' check -j "$TISA"
cat >"$TMP/meet.rg" <<'END'
policy "meet"; zone UTC;
levels UNCLASSIFIED < SECRET < TOP-SECRET;
subject MISSILE, OWN;
encoding a { level 0 = UNCLASSIFIED; level 3 = SECRET; level 4 = TOP-SECRET;
    category 1 = subject MISSILE; category 2 = subject OWN; category 5 = release JPN; }
encoding b { level 30 = UNCLASSIFIED; level 10 = SECRET;
    category 300 = subject MISSILE; category 7 = release JPN inverted; }
nation KOR { doi 410 encoding a; prefix 10.82.0.0/16; }
nation JPN { doi 392 encoding b; prefix 10.81.0.0/16; }
interface kr0 { nation KOR; labels cipso, calipso; accept doi 410;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso, calipso; accept doi 392;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement A { grant KOR -> JPN; direct; in force 2000-01-01; level UNCLASSIFIED .. SECRET;
    subject any; release marked; }
END
json "check proves translations and lists what lies outside" '.translations == [{"from": 410, "to": 392,
	"proven": true, "levels": 2, "names": 2, "outside": ["level TOP-SECRET", "OWN"]}]' check -j "$TMP/meet.rg"
expect 0 "check tells of translations" --out "DOI 410 to 392: 2 levels and 2 names, there and back; refused: level TOP-SECRET, OWN" \
	-- check "$TMP/meet.rg"
sed -e 's/^encoding b .*/encoding b { level 0xab = UNCLASSIFIED; level 0x5a = SECRET;/' \
	-e 's/category 300 = subject MISSILE.*/category SCI = subject MISSILE; category 8 = release JPN; }/' \
	-e 's/jp0 { nation JPN; labels cipso, calipso/jp0 { nation JPN; labels ripso/' \
	-e 's/kr0 { nation KOR; labels cipso, calipso/kr0 { nation KOR; labels cipso/' "$TMP/meet.rg" >"$TMP/ripso.rg"
json "check proves a translation to RIPSO" '.translations == [{"from": 410, "to": 392, "to_ripso": true,
	"proven": true, "levels": 2, "names": 2, "outside": ["level TOP-SECRET", "OWN"]}]' check -j "$TMP/ripso.rg"
expect 0 "check tells of RIPSO" --out "DOI 410 to 392 (RIPSO): 2 levels and 2 names" -- check "$TMP/ripso.rg"
expect 1 "explain RIPSO, on a network that has none" --out "ripso" -- explain "$TMP/ripso.rg" $(kr) \
	--option 82045a20
json "explain a label written as RIPSO" '.reason == "no-agreement" and .label.format == "ripso" and .label.doi == 392' \
	explain -j "$TMP/ripso.rg" --in jp0 --src 10.81.0.2 --dst 10.82.0.2 --label "SECRET//MISSILE//REL TO JPN" --ripso
expect 2 "explain RIPSO in IPv6" --err "for IPv4" -- explain "$TMP/ripso.rg" --in jp0 --src fd00:392::2 \
	--dst fd00:410::2 --doi 392 --label SECRET --ripso
expect 2 "check a missing file" --err "No such file" -- check "$TMP/none"
expect 2 "check a directory" --err "is a directory" -- check "$TMP"
printf 'policy "x"; zone UTC; nation KOR { doi 0 encoding none; }\n' >"$TMP/bad.rg"
expect 1 "check a wrong policy: place and cause" --err "bad.rg:1:" -- check "$TMP/bad.rg"
: >"$TMP/empty.rg"
expect 1 "check an empty file" -- check "$TMP/empty.rg"
head -c 4096 /dev/urandom >"$TMP/noise.rg"
expect 1 "check noise" -- check "$TMP/noise.rg"
head -c 65536 /dev/zero >"$TMP/zero.rg"
expect 1 "check zeros" -- check "$TMP/zero.rg"
OUT=$(cd "$TOP/policies" && "$RG" check - <"$TISA" 2>&1); is "check standard input" "$?" 0
expect 0 "check -o" -- check "$TISA" -o "$TMP/image"
is "the image begins with its magic" "$(head -c 4 "$TMP/image")" RGT1
json "the image's size is what check says" ".image_bytes == $(stat -c %s "$TMP/image")" check -j "$TISA"
expect 2 "check -o nowhere" --err "No such file" -- check "$TISA" -o "$TMP/none/image"
cp "$TMP/image" "$TMP/first"
"$RG" check "$TISA" -o "$TMP/image" >/dev/null && cmp -s "$TMP/image" "$TMP/first" &&
	ok "the same policy makes the same image" || not_ok "the same policy makes the same image"

# ---- explain: the model case
expect 0 "KOR to JPN goes via the hub" --out "out of us0, by TISA" -- \
	explain "$TISA" $(kr) --label "$GOOD"
expect 0 "... in IPv6, too" --out "out of us0, by TISA" -- explain "$TISA" $(kr6) --label "$GOOD"
json "... in JSON, with each agreement's answer" \
	'.verdict == "pass" and .way == "via" and .egress == "us0" and .reason == "ok" and .guard == "ok"
	 and .pairs[0].answers[0].agreement == "TISA" and .label.doi == 410' \
	explain -j "$TISA" $(kr) --label "$GOOD"
{ printf 'include "%s"; on refusal ipv4 reject;\n' "$(realpath "$TISA")"; } >"$TMP/reject.rg"
expect 0 "check says what becomes of refusals" --out "IPv4 reject, IPv6 drop" -- check "$TMP/reject.rg"
json "check -j says it" '.refusals == {"ipv4": "reject", "ipv6": "drop"}' check -j "$TMP/reject.rg"
expect 1 "explain says what the sender is told" --out "ICMP type 12 code 1, pointer 134" -- explain "$TMP/reject.rg" $(kr)
json "explain -j says it" '.told == {"type": 3, "code": 9, "pointer": 0}' \
	explain -j "$TMP/reject.rg" $(kr) --label "TOP-SECRET//DPRK-MISSILE//$REL"
json "... and that it is nothing" '.told == null' explain -j "$TISA" $(kr)
expect 1 "the hub is down" --out "hub-down" -- explain "$TISA" $(kr) --label "$GOOD" --hub-down us0
expect 0 "it comes back from the relay" --out "relayed, out of jp0" -- \
	explain "$TISA" --in us0 --relay --src 10.82.0.2 --dst 10.81.0.2 --label "$GOOD"
expect 1 "not from the relay" --out "not-relay" -- \
	explain "$TISA" --in us0 --src 10.82.0.2 --dst 10.81.0.2 --label "$GOOD"
expect 1 "before it operates" --out "not-operating" -- \
	explain "$TISA" $(kr) --label "$GOOD" --at 2015-06-23
expect 0 "from the day on" --out "by TISA" -- explain "$TISA" $(kr) --label "$GOOD" --at 2015-06-24
expect 1 "the second before" --out "not-operating" -- \
	explain "$TISA" $(kr) --label "$GOOD" --at "2015-06-23 23:59:59"
expect 1 "... as seconds" --out "not-operating" -- explain "$TISA" $(kr) --label "$GOOD" --at @1435103999
expect 0 "... and the second after" --out "by TISA" -- explain "$TISA" $(kr) --label "$GOOD" --at @1435104000
expect 1 "no label" --out "unlabelled" -- explain "$TISA" $(kr)
expect 1 "not released to the destination" --out "release" -- \
	explain "$TISA" $(kr) --label "SECRET//DPRK-MISSILE//REL TO KOR, USA"
expect 1 "spoofed" --out "spoofed" -- explain "$TISA" --in jp0 --src 10.82.0.2 --dst 10.81.0.2 --label "$GOOD"
expect 1 "misrouted" --out "misrouted" -- explain "$TISA" $(kr) --label "$GOOD" --route us1
expect 1 "no route" --out "no-route" -- explain "$TISA" $(kr) --label "$GOOD" --route none
expect 0 "the guard lets it out to the hub" -- explain "$TISA" $(kr) --label "$GOOD" --out us0
expect 1 "the guard never lets it out directly" --out "drop" -- explain "$TISA" $(kr) --label "$GOOD" --out jp0
expect 0 "GSOMIA: directly" --out "direct, out of jp0, by GSOMIA" -- explain "$GSOMIA" $(kr) --label "SECRET//$REL"
expect 0 "an option as bytes" --out "by TISA" -- \
	explain "$TISA" $(kr) --cipso "$("$RG" label encode "$GOOD" --doi 410 -p "$TISA")"
expect 0 "a CALIPSO option as bytes" --out "by TISA" -- \
	explain "$TISA" $(kr6) --calipso "$("$RG" label encode "$GOOD" --doi 410 -p "$TISA" -f calipso)"
expect 1 "two labels" --out "label-duplicate" -- \
	explain "$TISA" $(kr) --option "860a0000019a01040003 860a0000019a01040003"
expect 1 "a source route" --out "source-route" -- explain "$TISA" $(kr) --option "83 03 04 00"
expect 1 "a frame of two octets" --out "truncated" -- explain "$TISA" --in kr0 --frame "02 00"
expect 1 "an empty frame" --out "truncated" -- explain "$TISA" --in kr0 --frame ""

# ---- explain: what cannot be asked
expect 2 "no --in" --err "--in is missing" -- explain "$TISA" --src 10.82.0.2 --dst 10.81.0.2
expect 2 "no --src" --err "--src is missing" -- explain "$TISA" --in kr0 --dst 10.81.0.2
expect 2 "an unknown interface" --err "did you mean kr0?" -- explain "$TISA" --in kr1 --src 10.82.0.2 --dst 10.81.0.2
expect 2 "no address" --err "is no IPv4 or IPv6 address" -- explain "$TISA" --in kr0 --src 10.82.0.256 --dst 10.81.0.2
expect 2 "two families" --err "both" -- explain "$TISA" --in kr0 --src fd00:410::2 --dst 10.81.0.2
expect 2 "CIPSO in IPv6" --err "CIPSO is for IPv4" -- explain "$TISA" $(kr6) --cipso 860a
expect 2 "two labels by two options" --err "only one of" -- explain "$TISA" $(kr) --cipso 860a --label "$GOOD"
expect 2 "bad hexadecimal" --err "hexadecimal" -- explain "$TISA" $(kr) --cipso 86x
expect 2 "too many option bytes" --err "too many bytes" -- explain "$TISA" $(kr) --option "$(printf '01%.0s' {1..41})"
expect 2 "a bad date" --err "is no date" -- explain "$TISA" $(kr) --at 2015-02-30
expect 2 "a marking with a wrong word, and where" --err "^~~~~" -- explain "$TISA" $(kr) --label "SECRT"
expect 2 "a port too large" --err "too large" -- explain "$TISA" $(kr) --dport 65536
expect 2 "--hub-down of no hub" --err "no hub interface" -- explain "$TISA" $(kr) --hub-down jp0
expect 2 "a wrong policy" -- explain "$TMP/bad.rg" $(kr)

# ---- the time line
HISTORY=$TOP/policies/history.rg
expect 0 "check --at" --out "notice suspended" -- check "$HISTORY" --at 2019-11-22
json "check --at, in JSON" '.agreements_at | map(select(.agreement == "GSOMIA"))[0] | .operating and .state == "operating, notice given"' \
	check -j "$HISTORY" --at 2019-08-23
expect 2 "check --at a bad date" --err "is no date" -- check "$HISTORY" --at 2019-02-29
n=0
while read -r day state; do
	n=$((n + 1))
	is "GSOMIA on $day" "$("$RG" show agreements -j -p "$HISTORY" --at "$day" |
		jq -r '.[] | select(.agreement == "GSOMIA").state')" "$state"
done <<EOT
2016-11-22 not yet
2016-11-23 operating
2019-08-22 operating
2019-08-23 operating, notice given
2019-11-22 operating, notice suspended
2023-03-21 operating
EOT
is "six days were asked for" "$n" 6
expect 0 "the first attempt was called off" --out "withdrawn" -- show agreements -p "$HISTORY" --at 2012-06-29
json "TISA is signed, and does not operate" 'map(select(.agreement == "TISA"))[0] | .state == "in force" and (.operating | not)
	and (.time_line | map(.event)) == ["signed", "in force", "operating"]' show agreements -j -p "$HISTORY" --at 2015-01-01
expect 2 "show --at of what has no dates" --err "have no dates" -- show nations -p "$HISTORY" --at 2015-01-01
expect 1 "explain --at, the last second before" --out "not-operating" -- \
	explain "$HISTORY" $(kr) --label "$GOOD" --at "2015-06-23 23:59:59"
expect 0 "explain --at, the day in Seoul" --out "by TISA" -- explain "$HISTORY" $(kr) --label "$GOOD" --at 2015-06-24
expect 0 "explain --at, directly" --out "by GSOMIA" -- explain "$HISTORY" $(kr) --label "SECRET//$REL" --at 2016-11-23

# ---- diff
expect 0 "diff of a policy with itself" --out "no difference" -- diff "$TISA" "$TISA"
expect 1 "diff: TISA to GSOMIA, another way" \
	--out "JPN <-> KOR, CONFIDENTIAL to SECRET, any subject, released to the destination, USA: was via USA (us0), now direct" -- \
	diff "$TISA" "$GSOMIA"
expect 1 "... newly allowed" \
	--out "JPN <-> KOR, CONFIDENTIAL to SECRET, no subject, released to the destination: newly allowed, direct" -- \
	diff "$TISA" "$GSOMIA"
expect 1 "... and back, newly denied" --out "newly denied, was direct" -- diff "$GSOMIA" "$TISA"
is "nothing about Korea and the United States" "$("$RG" diff "$TISA" "$GSOMIA" | grep -c 'KOR -> USA\|KOR <-> USA')" 0
expect 0 "the history comes to the same today" --out "no difference" -- diff "$GSOMIA" "$HISTORY"
expect 2 "one moment, or all time" --err "not both" -- diff --at 2016-11-22 "$HISTORY" "$GSOMIA" --all
expect 0 "at one moment, before either" --out "no difference" -- diff --at 2015-01-01 "$TISA" "$GSOMIA"
json "diff -j" '(.same | not) and ([.changes[].change] | unique) == ["allowed", "rerouted"] and
	(.changes | map(select(.change == "rerouted"))[0] | .was.egress == "us0" and .now.way == "direct"
	 and .levels == ["CONFIDENTIAL", "SECRET"] and (.passages | map(.from) | sort) == ["JPN", "KOR"])' \
	diff -j "$TISA" "$GSOMIA"
json "diff -j of the same" '.same and .changes == []' diff -j "$TISA" "$TISA"
mkdir "$TMP/parts"
sed 's/10\.81\.0\.0\/16/10.81.0.0\/17/' "$TOP/policies/parts/northeast-asia.rg" >"$TMP/parts/northeast-asia.rg"
cp "$TISA" "$TMP/narrow.rg"
expect 1 "addresses that changed hands" --out "addresses 10.81.128.0 to 10.81.255.255: were JPN, now nobody's" -- \
	diff "$TISA" "$TMP/narrow.rg"
sed "s#include \"parts#include \"$TOP/policies/parts#; s/subject within { DPRK-NUCLEAR, DPRK-MISSILE }/subject within { DPRK-MISSILE }/" "$TISA" >"$TMP/less.rg"
expect 1 "fewer subjects" --out "a subject other than DPRK-MISSILE, released to the destination, USA: newly denied, was via USA (us0)" -- \
	diff "$TISA" "$TMP/less.rg"
sed "s#include \"parts#include \"$TOP/policies/parts#; s/level CONFIDENTIAL .. SECRET/level SECRET .. SECRET/" "$TISA" >"$TMP/less.rg"
expect 1 "fewer levels, back from the hub" --out "back from the hub, JPN <-> KOR, CONFIDENTIAL, any subject" -- \
	diff "$TISA" "$TMP/less.rg"
# Where releases stand is all that changes.
mkdir -p "$TMP/apart/parts" "$TMP/beside/parts"
sed 's/accept doi 392, 410, 840;/& send doi 410;/' "$TOP/policies/parts/northeast-asia.rg" >"$TMP/beside/parts/northeast-asia.rg"
sed '/^interface kr0/,/^}/s/labels cipso/permissive tag 6; &/' "$TMP/beside/parts/northeast-asia.rg" >"$TMP/apart/parts/northeast-asia.rg"
cp "$TISA" "$TMP/beside/p.rg"
cp "$TISA" "$TMP/apart/p.rg"
expect 1 "releases beside the other categories are refused, where a tag 6 is wanted" --out \
	"its list names the destination, cipso of DOI 392, cipso of DOI 410, cipso of DOI 840: newly denied, was direct" -- \
	diff "$TMP/beside/p.rg" "$TMP/apart/p.rg"
expect 1 "releases in a tag 6 are taken there" --out \
	"cipso of DOI 840 with permissive tag 6: newly allowed, direct" -- diff "$TMP/beside/p.rg" "$TMP/apart/p.rg"
expect 1 "... and back" --out "cipso of DOI 840 with permissive tag 6: newly denied, was direct" -- \
	diff "$TMP/apart/p.rg" "$TMP/beside/p.rg"
expect 0 "a tag 6 in both" --out "no difference" -- diff "$TMP/apart/p.rg" "$TMP/apart/p.rg"
json "diff -j says which tag" '[.changes[] | select(.change == "allowed") | .forms[].permissive_tag] | unique == [6]' \
	diff -j "$TMP/beside/p.rg" "$TMP/apart/p.rg"
expect 2 "diff with a missing file" --err "No such file" -- diff "$TISA" "$TMP/none"
expect 2 "diff with a wrong policy" -- diff "$TMP/bad.rg" "$TISA"
expect 2 "diff of one file" -- diff "$TISA"
unshare -n true 2>/dev/null && is "diff live, and nothing is in force" \
	"$(unshare -n "$RG" diff live "$TISA" >/dev/null 2>"$TMP/err"; echo "$?$(grep -c 'no policy is in force' "$TMP/err")")" 21

# ---- assertions
{
	echo "include \"$HISTORY\";"
	cat <<-EOT
	assert sender KOR <-> JPN only via USA;
	assert sender KOR -> JPN only via USA until 2016-11-24;
	assert origin KOR -> JPN at most CONFIDENTIAL;
	assert SECRET never crosses;
	assert sender KOR <-> JPN at least SECRET;
	assert sender KOR -> JPN only subject { DPRK-NUCLEAR, DPRK-MISSILE };
	assert sender KOR -> JPN only subject { DPRK-NUCLEAR } until 2016-01-01;
	assert sender KOR -> JPN only if released to JPN, USA;
	assert origin KOR never leaves us1;
	assert sender JPN never reaches USA;
	assert subject DPRK-NUCLEAR never reaches KOR;
	assert sender { KOR, JPN } never leaves us0 from 2015-06-24 until 2015-06-25;
	EOT
} >"$TMP/false.rg"
expect 1 "assertions that do not hold" --err "false.rg:2:1: error: this does not hold" -- check "$TMP/false.rg"
is "all twelve of them" "$(grep -c 'does not hold' <<<"$ERR")" 12
n=0
while read -r command; do
	n=$((n + 1))
	(eval "set -- $command"; shift; "$RG" "$@") >"$TMP/out" 2>&1
	is "the packet that breaks assertion $n does cross" "$?$(grep -c '^verdict    pass' "$TMP/out")" 01
done < <(sed -n 's/.*= see it: //p' <<<"$ERR")
is "each has its command" "$n" 12
json "assertions are counted" '.assertions == 3 and .prove_ms >= 0' check -j "$HISTORY"
printf 'include "%s";\nassert sender KOR <-> JPN only via USA;\n' "$HISTORY" >"$TMP/one.rg"
expect 0 "at a time when it holds" --out "hold at that time" -- check "$TMP/one.rg" --at 2016-01-01
expect 1 "at a time when it does not" --err "does not hold" -- check "$TMP/one.rg" --at 2017-01-01
printf 'include "%s";\nagreement X { grant KOR -> JPN; direct; in force 2020-01-01; level TOP-SECRET .. TOP-SECRET; subject any; }\n' \
	"$HISTORY" >"$TMP/unreachable.rg"
expect 1 "an agreement that nobody can use" --err "'X' is unreachable" -- check "$TMP/unreachable.rg"
expect 0 "explain still answers for a policy that is not proven" -- \
	explain "$TMP/false.rg" $(kr) --label "SECRET//$REL" --at 2017-01-01

# ---- show
json "show nations" '(map(.nation) | sort) == ["JPN", "KOR", "USA"]' show nations -j -p "$TISA"
json "show interfaces" '.interfaces | map(select(.hub)) | length == 1' show interfaces -j -p "$TISA"
json "show agreements" 'map(select(.agreement == "TISA"))[0] | .way == "via" and .hub == "USA" and (.pairs | length) == 2' show agreements -j -p "$TISA"
expect 0 "show agreements as a table" --out "TISA" -- show agreements -p "$GSOMIA"
expect 2 "show what there is not" --err "did you mean 'nations'?" -- show natoins -p "$TISA"
expect 2 "no counters in a file" --err "a policy file has none" -- show counters -p "$TISA"
expect 0 "whose address" --out "10.82.0.2 KOR" -- show nations -p "$TISA" 10.82.0.2
expect 0 "whose IPv6 address" --out "fd00:392::1 JPN" -- show nations -p "$TISA" fd00:392::1
expect 1 "nobody's address" --out "192.0.2.1 -" -- show nations -p "$TISA" 192.0.2.1
expect 2 "no address at all" --err "no IPv4 or IPv6 address" -- show nations -p "$TISA" kor
is "addresses from standard input" \
	"$(printf '10.84.0.1\n\n10.81.255.255\n' | "$RG" show nations -p "$TISA" - | tr '\n' ' ')" \
	"10.84.0.1 USA 10.81.255.255 JPN "
ktap_end
