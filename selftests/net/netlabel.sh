# SPDX-License-Identifier: GPL-2.0-only
#
# For scenarios with Linux at both ends: their policies.

linux_policy()	# NAME TAG [JAPAN'S-CLAUSES [KOREA'S]]
{
	cp "$NET_DIR/netlabel.rg" "$TMP/$1.rg"
	cat >>"$TMP/$1.rg" <<-END
		interface kr0 { nation KOR; labels cipso, calipso; accept doi 21410; send tag $2; ${4-peer linux;}
		    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
		interface jp0 { nation JPN; labels cipso, calipso; accept doi 21392; send tag $2; ${3-peer linux;}
		    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
	END
	echo "$TMP/$1.rg"
}
