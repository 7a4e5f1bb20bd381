#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The nations of the whole world, applied and asked: 10,000 random addresses looked
# up by the gate, and by a bisection of the source files that shares no code with it.
#
# Guards I3: a geographic table can refuse and never grant.  Breaks that must make
# it fail: a prefix lost at a border of the tables; RG_VALUE_GEO not looked at.
. "$(dirname "$0")/lib.sh"

if [ ! -e /usr/share/tor/geoip ] && [ -x "$LAB_TOP/scripts/fetch-geoip" ]; then
	"$LAB_TOP/scripts/fetch-geoip" >/dev/null 2>&1
fi
GEO=
for d in ${RELGATE_PATH:-} "$LAB_TOP/build/geoip" "$LAB_TOP/build/tor-geoipdb" ""; do
	[ -n "$GEO" ] || [ ! -e "$d/usr/share/tor/geoip" ] || { GEO=$d/usr/share/tor; export RELGATE_PATH=$d; }
done
[ -n "$GEO" ] || watch_die "no geoip files: scripts/fetch-geoip gets them"

# 5,000 addresses of each family: half random in ranges of the file, half at their borders.
sample()
{
	awk -F, -v seed="${WORLD_SEED:-20141229}" '
		function addr4(n) { return int(n / 16777216) % 256 "." int(n / 65536) % 256 "." int(n / 256) % 256 "." n % 256 }
		BEGIN { srand(seed) }
		!/^#/ { lo[n] = $1; hi[n] = $2; n++ }
		END { for (i = 0; i < 1250; i++) {
			k = int(rand() * n); print addr4(lo[k]); print addr4(hi[k])
			print addr4(lo[k] + int(rand() * (hi[k] - lo[k] + 1))); print addr4(int(rand() * 3758096384)) } }' "$GEO/geoip"
	awk -F, -v seed="${WORLD_SEED:-20141229}" '
		BEGIN { srand(seed + 1) }
		!/^#/ { lo[n] = $1; hi[n] = $2; n++ }
		END { for (i = 0; i < 1250; i++) {
			k = int(rand() * n); print lo[k]; print hi[k]
			printf "2%03x:%x:%x:%x::%x\n", rand() * 4096, rand() * 65536, rand() * 65536, rand() * 65536, rand() * 65536
			split(lo[k], a, ":"); printf "%s:%s:%x::%x\n", a[1], a[2] == "" ? "0" : a[2], rand() * 65536, rand() * 65536 } }' "$GEO/geoip6"
}

# The oracle: alpha-2 code of each address, "-" for none; by bisection.
oracle()
{
	awk -F, '
	function full(s,   a, b, l, r, i, n, m, out) {
		n = index(s, "::")
		if (n) { l = split(substr(s, 1, n - 1), a, ":"); r = split(substr(s, n + 2), b, ":") }
		else { l = split(s, a, ":"); r = 0 }
		out = ""
		for (i = 1; i <= l; i++) out = out sprintf("%4s", a[i])
		for (i = l + r; i < 8; i++) out = out "0000"
		for (i = 1; i <= r; i++) out = out sprintf("%4s", b[i])
		gsub(/ /, "0", out)
		return tolower(out)
	}
	FILENAME ~ /geoip$/ && !/^#/ { lo4[++n4] = $1 + 0; hi4[n4] = $2 + 0; cc4[n4] = $3; next }
	FILENAME ~ /geoip6$/ && !/^#/ { lo6[++n6] = "x" full($1); hi6[n6] = "x" full($2); cc6[n6] = $3; next }
	/^#/ { next }
	{
		if (index($1, ":")) {
			x = "x" full($1); a = 1; b = n6; r = "-"
			while (a <= b) { m = int((a + b) / 2)
				if (x < lo6[m]) b = m - 1; else if (x > hi6[m]) a = m + 1
				else { r = cc6[m]; break } }
		} else {
			split($1, o, "."); x = o[1] * 16777216 + o[2] * 65536 + o[3] * 256 + o[4]
			a = 1; b = n4; r = "-"
			while (a <= b) { m = int((a + b) / 2)
				if (x < lo4[m]) b = m - 1; else if (x > hi4[m]) a = m + 1
				else { r = cc4[m]; break } }
		}
		print $1, r
	}' "$GEO/geoip" "$GEO/geoip6" "$1"
}

net_begin
lab_relgate -j apply "$(policy world.rg)" >"$TMP/apply" 2>"$TMP/err" || watch_die "apply world.rg: $(head -c 300 "$TMP/err")"
lab_relgate -j apply "$(policy world.rg)" >"$TMP/again" 2>>"$TMP/log"
echo "# first apply: $(jq -c '{image_bytes, load_ms}' "$TMP/apply"), again: $(jq -c '{load_ms}' "$TMP/again"), check: $(
	lab_relgate -j check "$(policy world.rg)" | jq -c '{nations, prefixes4, prefixes6, compile_ms}')"
check "a policy with the world's nations replaces another in less than 3 seconds" \
	jq -e --argjson slow "${RELGATE_SLOW:-1}" '.load_ms < 3000 * $slow' "$TMP/again"

sample | sort -u >"$TMP/addresses"
say "$(wc -l <"$TMP/addresses") addresses"
# Some codes name no nation: unknown, continents, proxies, user-assigned.
oracle "$TMP/addresses" | sed -E 's/ (\?\?|EU|AP|A1|A2|O1|XX|ZZ)$/ -/' >"$TMP/want"
lab_relgate -j show nations - <"$TMP/addresses" >"$TMP/got.json" 2>>"$TMP/log"
jq -r '"\(.address) \(.nation // "-") \(.geo // false)"' "$TMP/got.json" >"$TMP/got"
is "an answer for every address" "$(wc -l <"$TMP/got")" "$(wc -l <"$TMP/addresses")"

# Declared prefixes override.  Alpha-2 and alpha-3 codes must map one to one.
verdicts()
{
	paste -d' ' "$TMP/want" "$TMP/got" | awk '
		BEGIN { split("KR KOR JP JPN US USA DE DEU FR FRA GB GBR CN CHN RU RUS BR BRA IN IND AU AUS CA CAN CH CHE SE SWE ES ESP IT ITA ZA ZAF PL POL UA UKR TR TUR NL NLD BE BEL AT AUT MX MEX AR ARG CL CHL TW TWN HK HKG SG SGP KP PRK", m, " ")
			for (i = 1; i in m; i += 2) { to[m[i]] = m[i + 1]; from[m[i + 1]] = m[i] } }
		$1 != $3 { print "order", $0; next }
		$1 ~ /^10\.8[124]\./ || $1 ~ /^fd00:/ { next }
		{
			want = $2; got = $4
			if (want == "-" || got == "-") { if (want != got) print "who", $0; next }
			if (!(want in to)) { if (got in from) { print "two", $0; next } to[want] = got; from[got] = want }
			if (to[want] != got) print "who", $0
			if ($5 != "true") print "not marked geographic", $0
		}'
}
verdicts >"$TMP/differ"
is "the gate's look-up agrees with the source files for each" "$(head -5 "$TMP/differ")" ""
is "$(wc -l <"$TMP/differ") differ" "$(wc -l <"$TMP/differ")" 0
check "many nations were asked for ($(awk '{ print $2 }' "$TMP/want" | sort -u | wc -l))" \
	[ "$(awk '{ print $2 }' "$TMP/want" | sort -u | wc -l)" -gt 150 ]

# The same addresses as sources of frames: the programs' own look-up, by counters.
COUNT=0
grep -v : "$TMP/addresses" >"$TMP/a4"
grep : "$TMP/addresses" | grep -v '^f[ef]' >"$TMP/a6"
tally()		# of the oracle, by the reason that a frame of KOR's interface must meet
{
	awk '$1 ~ /^(0|127|22[4-9]|2[34][0-9]|25[0-5])\./ || $1 ~ /^169\.254\./ { n["martian"]++; next }
		$1 ~ /^10\.8[124]\./ || $1 ~ /^f[def]/ { next }
		$2 == "KR" { n["geo-only"]++; next }
		$2 == "-" { n["source-unknown"]++; next }
		{ n["spoofed"]++ }
		END { for (r in n) print "ingress." r, n[r] }' "$TMP/want" | sort
}
counters_mark
raw4 kr jp --label "410:$GOOD" --rate 4000 --src - <"$TMP/a4" >>"$TMP/log" 2>&1
raw6 kr jp --label "410:$GOOD" --rate 4000 --src - <"$TMP/a6" >>"$TMP/log" 2>&1
sleep 0.2
is "the programs' look-up agrees: $(tally | tr '\n' ' ')" \
	"$(rose | grep -E 'ingress.(martian|geo-only|source-unknown|spoofed)' | sort)" "$(tally)"
COUNT=3

# Real packets: a table may refuse, never grant.
L=(--label "410:$GOOD")
passes "declared prefixes, IPv4" via raw4 kr jp "${L[@]}"
passes "declared prefixes, IPv6" via raw6 kr jp "${L[@]}"
kor=$(awk '$2 == "KR" && /\./ { print $1; exit }' "$TMP/want")
jpn=$(awk '$2 == "JP" && /\./ { print $1; exit }' "$TMP/want")
jpn6=$(awk '$2 == "JP" && /:/ { print $1; exit }' "$TMP/want")
drops "from an address that only the table calls KOR ($kor)" geo-only raw4 kr jp "${L[@]}" --src "$kor"
drops "to an address that only the table calls JPN ($jpn)" geo-only raw4 kr jp "${L[@]}" --dst "$jpn"
drops "to an address that only the table calls JPN ($jpn6)" geo-only raw6 kr jp "${L[@]}" --dst "$jpn6"
drops "from an address that the table calls JPN" spoofed raw4 kr jp "${L[@]}" --src "$jpn"
net_end
