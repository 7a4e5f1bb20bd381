#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# GSOMIA: KOR and JPN share directly, any subject, up to Secret; never Top Secret.
#
# Guards I1 from the other side: what is granted directly does go directly, and
# only that.  Break that must make it fail: a direct grant not preferred to via.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-gsomia-2016.rg

for fam in 4 6; do
	passes "KOR to JPN, IPv$fam" direct raw $fam kr jp --label "410:$GOOD"
	passes "JPN to KOR, IPv$fam" direct raw $fam jp kr --label "392:$GOOD"
	passes "any subject, IPv$fam" direct raw $fam kr jp --label "410:CONFIDENTIAL//PHOTO//$REL"
	passes "no subject, IPv$fam" direct raw $fam kr jp --label "410:SECRET//$REL"
	passes "released to JPN alone of the others, IPv$fam" direct raw $fam kr jp \
		--label "410:SECRET//REL TO JPN, KOR"
	drops "not released to JPN, IPv$fam" release raw $fam kr jp \
		--label "410:SECRET//DPRK-MISSILE//REL TO USA, KOR"
	drops "TOP-SECRET, IPv$fam" in-level raw $fam kr jp --label "410:TOP-SECRET//$REL"
	drops "below the agreement's floor, IPv$fam" agreement-level raw $fam kr jp \
		--label "410:RESTRICTED//$REL"
	passes "KOR to USA, IPv$fam" direct raw $fam kr us --label "410:SECRET//REL TO USA, KOR"
	passes "USA to JPN, IPv$fam" direct raw $fam us jp --label "840:SECRET//REL TO USA, JPN"
	check "TCP, 8 MB, KOR to JPN, IPv$fam" "$TRAFFIC" tcp --ns "$LAB-kr" --ns2 "$LAB-jp" \
		--dst "$(address JPN $fam)" --label "410:$GOOD" --label2 "392:$GOOD" \
		--nation KOR --serial 9000000000 --bytes $((8 << 20))
done
is "the hub saw none of it" "$(watch_list; awk '$3 == "hub"' "$TMP/seen")" ""

# One crossing: the TTL goes down by one, the rest stays.
COUNT=1 SERIAL=$((SERIAL + 1000))
raw4 kr jp --label "410:$GOOD" --ttl 9
within 50 arrived KOR jp
f=$(stamped KOR $SERIAL)
is "TTL goes down by one" "$(wire jp "$f" ip.ttl ip.checksum.status)" "8 1"
is "the label is the one that was sent (tshark)" \
	"$(wire jp "$f" ip.cipso.doi ip.cipso.sensitivity_level ip.cipso.categories)" \
	"410 3 2,32,33,34"
net_end
