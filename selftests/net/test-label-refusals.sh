#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Labels that a gate must refuse, as real frames: each with its reason, each
# counted, none seen by anybody.  The first list is what Linux itself lets
# through or has fallen over (docs/threat-model.md).
#
# Guards I3.  Breaks that must make it fail: any check of the option parsers left
# out; an unknown category taken as harmless.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg

# DOI 410 is 0000019a.  The good label, to change: level 3, categories 2 32 33 34.
CIPSO=860f0000019a_01090003_20000000e0
passes "the label that the others are changes of" via raw4 kr jp --opt "$CIPSO"

bad4() { drops "CIPSO: $1" "$2" raw4 kr jp --opt "$3"; }

bad4 "alignment octet not zero"			cipso-alignment	860f0000019a01090103_20000000e0
bad4 "two bitmaps"				cipso-tags	86180000019a01090003_20000000e001090003_20000000e0
bad4 "bitmap beside an enumeration"		cipso-tags	86170000019a01090003_20000000e0_0208000300020020
bad4 "no tag"					cipso-tags	86060000019a0000
bad4 "enumeration with 65535"			cipso-category	860c0000019a02060003ffff
bad4 "enumeration not ascending"		cipso-category	860e0000019a0208000300200002
bad4 "enumeration with a double"		cipso-category	860e0000019a0208000300020002
bad4 "range with low above high"		cipso-category	860e0000019a0508000300020020
bad4 "ranges that share an end"			cipso-category	86120000019a050c00030022002000200002
bad4 "ranges in the wrong order"		cipso-category	86120000019a050c00030002000200220020
bad4 "tag of length 4 cut short (CVE-2020-10711's kin)" cipso-length 86090000019a010400
bad4 "tag length 0"				cipso-length	860a0000019a01000003
bad4 "tag length 3"				cipso-length	860a0000019a01030003
bad4 "tag longer than the option"		cipso-length	860a0000019a01090003
bad4 "bitmap with a trailing zero octet"	cipso-length	860c0000019a010600032000
bad4 "level and bitmap out of bounds (CVE-2019-25160)" cipso-length 86080000019a0102
bad4 "option shorter than its header"		cipso-length	860500000100
bad4 "DOI 0"					cipso-doi	860f0000000001090003_20000000e0
bad4 "tag 6 (permissive bitmap)"		cipso-tag	860f0000019a06090003_20000000e0
bad4 "tag 7 (free form)"			cipso-tag	860f0000019a07090003_20000000e0
bad4 "tag 128 (Linux, loopback)"		cipso-tag	860c0000019a800600000001
bad4 "two labels"				label-duplicate	860f0000019a01090003_20000000e0_860f0000019a01090003_20000000e0
bad4 "RIPSO beside it"				label-conflict	82045a20_860f0000019a01090003_20000000e0
bad4 "RIPSO alone"				ripso		82045a20
bad4 "option of length 0"			bad-options	8600
bad4 "option of length 1"			bad-options	860100
bad4 "option longer than the area"		bad-options	862a0000019a01090003_20000000e0
bad4 "an option cut short behind the label"	bad-options	860a0000019a01040003_4400
bad4 "end of list, garbage behind"		bad-options	00860f0000019a01090003_20000000e0
bad4 "DOI of nobody"				doi-unknown	860f000003e701090003_20000000e0
bad4 "level that the encoding does not name"	level-unknown	860f0000019a01090009_20000000e0
bad4 "category that the encoding does not name"	category-unknown 860f0000019a01090003_30000000e0
bad4 "category beyond the encoding's last"	category-unknown 860c0000019a0206000303e8
bad4 "no option at all behind a NOP"		unlabelled	01010101
bad4 "record route alone"			unlabelled	07070400000000

# Not malformed, only unusual: these cross.
passes "CIPSO: optimised form, fixed 10 octets" via raw4 kr jp \
	--opt 86140000019a010e0003_20000000e0_0000000000
passes "CIPSO: record route behind it" via raw4 kr jp --opt "${CIPSO}07070400000000"
passes "CIPSO: NOPs before it, option area full" via raw4 kr jp \
	--opt "$(printf '01%.0s' {1..25})$CIPSO"

bad6() { drops "CALIPSO: $1" "$2" raw6 kr jp --hbh "$3"; }
# The good option of 410, and the CRC of a changed one, by the lab's own encoder.
good6=$("$TRAFFIC" label --type 6 --label "410:$GOOD")
good6=${good6:4}
passes "CALIPSO: the label that the others are changes of" via raw6 kr jp --hbh "$good6"

bad6 "wrong CRC"			calipso-crc	"${good6:0:16}beef${good6:20}"
bad6 "CRC with its bytes swapped"	calipso-crc	"${good6:0:16}${good6:18:2}${good6:16:2}${good6:20}"
bad6 "DOI 0"				calipso-doi	"$("$TRAFFIC" label --type 6 --label "0:$GOOD" | cut -c5-)"
bad6 "two labels"			label-duplicate	"${good6:0:36}_0100_${good6:0:36}"
bad6 "misaligned"			calipso-alignment "00${good6:0:36}"
bad6 "shorter than 8"			calipso-length	"07060000019a0003_010400000000"
bad6 "compartment length beyond the option" calipso-length "${good6:0:12}05${good6:14}"
bad6 "bytes behind the bitmap"		calipso-length	"${good6:0:12}01${good6:14}"
bad6 "level and length swapped"		calipso-length	"${good6:0:12}0302${good6:16}"
bad6 "longer than the header"		bad-options	"07ff${good6:4}"
bad6 "none, only padding"		unlabelled	"010400000000"
bad6 "DOI of nobody"			doi-unknown	"$("$TRAFFIC" label --type 6 --label "999:$GOOD" | cut -c5-)"
bad6 "level that the encoding does not name" level-unknown \
	"$("$TRAFFIC" label --type 6 --label "410:#9:2,32,33,34" | cut -c5-)"
bad6 "category that the encoding does not name" category-unknown \
	"$("$TRAFFIC" label --type 6 --label "410:#3:2,3,32,33,34" | cut -c5-)"
drops "CALIPSO: in destination options" label-place raw6 kr jp --dopt "$good6"
drops "CALIPSO: in destination options, beside a good one" label-place raw6 kr jp \
	--label "410:$GOOD" --dopt "$good6"
drops "CALIPSO: DOI of nobody in destination options" label-place raw6 kr jp \
	--dopt "$("$TRAFFIC" label --type 6 --label "999:$GOOD" | cut -c5-)"

# What the agreements refuse, by label alone.
for fam in 4 6; do
	drops "not released, IPv$fam" release raw $fam kr jp --label "410:SECRET//DPRK-MISSILE"
	drops "NOFORN, IPv$fam" release raw $fam kr jp --label "410:SECRET//DPRK-MISSILE//NOFORN"
	drops "not released to the hub's nation, IPv$fam" release raw $fam kr jp \
		--label "410:SECRET//DPRK-MISSILE//REL TO JPN, KOR"
	drops "no subject, IPv$fam" agreement-subject raw $fam kr jp --label "410:SECRET//$REL"
	drops "TOP-SECRET, IPv$fam" in-level raw $fam kr jp --label "410:TOP-SECRET//DPRK-MISSILE//$REL"
	drops "below the floor, IPv$fam" agreement-level raw $fam kr jp \
		--label "410:UNCLASSIFIED//DPRK-MISSILE//$REL"
	drops "unlabelled, IPv$fam" unlabelled raw $fam kr jp
done
net_end
