#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# label: byte-exact against labels that tshark and Linux agree on, there and back.
. "$(dirname "$0")/lib/ktap.sh"

# FORMAT OPTIONS BYTES, of DOI 16
while IFS='|' read -r name args hex; do
	[ -n "$name" ] || continue
	# shellcheck disable=SC2086
	rg label encode --doi 16 $args
	is "encode: $name" "$OUT" "$hex"
done <<'END'
tag 1, categories 0 and 17|--level 6 --categories 0,17 --tag 1|860d0000001001070006800040
tag 1, no category|--level 6|860a0000001001040006
tag 1, optimised|--level 6 --categories 0,17 --tag fixed|861400000010010e000680004000000000000000
tag 2, categories 3 and 300|--level 6 --categories 3,300 --tag 2|860e00000010020800060003012c
tag 5, 300-200 and 17-0|--level 6 --categories 0-17,200-300 --tag 5|861000000010050a0006012c00c80011
CALIPSO without compartments|--level 6 -f calipso|0708000000100006deba
CALIPSO, categories 0 and 17|--level 6 --categories 0,17 -f calipso|070c000000100106dfaf80004000
END

json "decode tag 1" '.ok and .doi == 16 and .tag == 1 and .level == 6 and .categories == [0, 17]' \
	label decode -j 860d0000001001070006800040
json "decode tag 2" '.tag == 2 and .categories == [3, 300]' label decode -j 860e00000010020800060003012c
json "decode tag 5" '.tag == 5 and (.categories | length) == 119 and .categories[-1] == 300' \
	label decode -j 861000000010050a0006012c00c80011
json "decode CALIPSO" '.format == "calipso" and .level == 6 and .categories == [0, 17]' \
	label decode -j "07 0c 00000010 01 06 df af 80 00 40 00"
expect 0 "decode in pieces and with colons" --out "DOI 16, tag 1, level 6, categories 0,17" -- \
	label decode 86:0d:00:00:00:10 0x0107 0006 800040

# What the gate refuses, the verb refuses, with the same reason.
while IFS='|' read -r reason hex; do
	expect 1 "refused: $reason $hex" --err "$reason" -- label decode $hex
done <<'END'
cipso-tags|860600000010
cipso-length|8605000000
cipso-length|860a0000001001050006
bad-options|8600
bad-options|86
bad-options|860d
cipso-doi|860a0000000001040006
cipso-tag|860a0000001003040006
cipso-alignment|860a0000001001040106
cipso-category|860e0000001002080006012c0003
cipso-category|860c000000100206 0006ffff
label-duplicate|860a0000001001040006860a0000001001040006
ripso|85040100
ripso-length|82020000
ripso-level|82046620
ripso-flags|82045a21
label-duplicate|82045a2082045a20
label-conflict|82045a20860a0000001001040006
calipso-crc|070c000000100106dfae80004000
calipso-doi|07080000000000069e0e
unlabelled|01010101
END

json "a refusal in JSON" '.ok == false and .reason == "ripso"' label decode -j 85040100
json "decode RIPSO" '.ok and .format == "ripso" and .level == 90 and .categories == [2] and .authorities == ["SCI"] and (has("doi") | not)' \
	label decode -j 82045a20
is "encode a permissive tag" "$("$RG" label encode -d 16 -l 6 -c 0,17 --permissive 33,34)" \
	86160000001001070006800040060900060000000060
is "encode a permissive tag alone beside an empty one" "$("$RG" label encode -d 16 -l 6 -P 0)" \
	860f00000010010400060605000680
json "decode a permissive tag" '.ok and .tag == 2 and .categories == [0, 17] and .permissive == [33, 34]' \
	label decode -j "$("$RG" label encode -d 16 -l 6 -t 2 -c 0,17 -P 33,34)"
expect 0 "decode it in text" --out "tag 1, level 6, categories 0,17, permissive 33,34" -- \
	label decode 86160000001001070006800040060900060000000060
json "a label without one says nothing of it" 'has("permissive") | not' label decode -j 860d0000001001070006800040
expect 1 "decode one of another level" --err "label-conflict" -- label decode 86100000001001050006800605000780
expect 2 "encode one that is too long" --err "higher than this form" -- label encode -d 1 -l 3 -P 208
expect 2 "encode one that has no room" --err "does not fit" -- label encode -d 1 -l 3 -c 0 -P 207
expect 2 "a permissive tag in CALIPSO" --err "auto+6" -- label encode -f calipso -d 1 -l 3 -P 1
expect 2 "a permissive tag, but no numbers for it" --err "--permissive LIST" -- label encode -d 1 -l 3 -t 1+6
expect 2 "a permissive tag before the other" --err "no tag '6+1'" -- label encode -d 1 -l 3 -t 6+1
expect 0 "decode RIPSO in text" --out "ripso, level 0x5a, categories 2" -- label decode 82045a20
is "encode RIPSO" "$("$RG" label encode -f ripso -l 0x5a -c SCI)" 82045a20
is "encode RIPSO, no flags" "$("$RG" label encode -f ripso -l 0xab)" 8203ab
is "encode RIPSO, three octets, names and numbers" "$("$RG" label encode -f ripso -l 150 -c DOE,22,GENSER)" 820696890102
expect 2 "encode RIPSO of a reserved level" --err "four levels" -- label encode -f ripso -l 0x66
expect 2 "encode RIPSO with a flag that there is not" --err "no such flag" -- label encode -f ripso -l 0x5a -c 7
expect 2 "encode RIPSO with a flag too high" --err "no such flag" -- label encode -f ripso -l 0x5a -c 296
expect 2 "encode RIPSO with an authority that there is not" --err "no list of categories" -- label encode -f ripso -l 0x5a -c CIA
expect 2 "encode CIPSO with an authority" --err "no list of categories" -- label encode -d 1 -l 3 -c SCI
expect 2 "encode RIPSO with a tag" --err "only CIPSO has tags" -- label encode -f ripso -l 0x5a -t 1
expect 2 "encode RIPSO from a marking, whose words" --err "--doi" -- label encode SECRET -f ripso -p "$TISA"
expect 2 "decode RIPSO by a policy, whose words" --err "RIPSO names no DOI" -- label decode 82045a20 -p "$TISA"
expect 2 "decode no hexadecimal" --err "hexadecimal" -- label decode SECRET
expect 2 "decode nothing" --err "no bytes" -- label decode ""
expect 2 "decode half a byte" --err "hexadecimal" -- label decode 860
expect 2 "decode too much" --err "too many" -- label decode "$(printf '01%.0s' {1..300})"
expect 2 "neither encode nor decode" --err "did you mean 'encode'?" -- label encod x
expect 2 "encode without DOI" --err "--doi" -- label encode --level 3
expect 2 "encode DOI 0" --err "DOI 0 is forbidden" -- label encode --level 3 --doi 0
expect 2 "encode a level too high" --err "too large" -- label encode --level 256 --doi 1
expect 2 "encode a category too high for tag 1" -- label encode --level 1 --doi 1 --tag 1 --categories 240
expect 2 "encode too many for the option" -- label encode --level 1 --doi 1 --tag 2 --categories 1-16
expect 2 "encode an upside-down range" --err "no list of categories" -- label encode --level 1 --doi 1 --categories 9-3
expect 2 "encode a list of rubbish" --err "no list of categories" -- label encode --level 1 --doi 1 --categories 1,,2
expect 2 "encode an enormous number" --err "no list of categories" -- label encode --level 1 --doi 1 --categories 0-99999999999
expect 2 "encode an unknown tag" --err "there is no tag '6'" -- label encode --level 1 --doi 1 --tag 6
expect 2 "CALIPSO has no tags" --err "only CIPSO has tags" -- label encode --level 1 --doi 1 --tag 1 -f calipso
expect 2 "an unknown format" --err "cipso, calipso or ripso" -- label encode --level 1 --doi 1 -f esso
expect 2 "a marking and numbers" -- label encode SECRET --level 1 --doi 1

# There and back, in the policy's words.
for marking in "SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA" "CONFIDENTIAL//DPRK-MISSILE/DPRK-NUCLEAR//REL TO KOR, USA" \
	"UNCLASSIFIED//NOFORN"; do
	for how in "-f cipso -t 1" "-f cipso -t 2" "-f cipso -t 5" "-f cipso" "-f cipso -t auto+6" "-f cipso -t 5+6" "-f calipso"; do
		hex=$("$RG" label encode "$marking" --doi 410 -p "$TISA" $how 2>"$TMP/err")
		is "there and back $how: $marking" \
			"$("$RG" label decode "$hex" -p "$TISA" 2>&1 | tail -n 1)" "$marking"
	done
done
expect 2 "a DOI that the policy has not" --err "no nation of the policy owns DOI 7" -- \
	label encode SECRET --doi 7 -p "$TISA"
expect 1 "decode a DOI that the policy has not" --err "doi-unknown" -- \
	label decode 860d0000001001070006800040 -p "$TISA"
expect 1 "decode a level that the encoding has not" --err "level-unknown" -- \
	label decode 860a0000019a010400ff -p "$TISA"
ktap_end
