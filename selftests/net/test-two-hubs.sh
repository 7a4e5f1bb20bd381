#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two hubs of two nations: what comes from a hub is delivered only under an agreement
# that may have sent it there.  And third parties: an originator who has no agreement
# with the destination, at the nations' interfaces and at the hubs'.
#
# Guards I1.  Breaks that must make it fail: rg_relayed() taking any agreement that
# grants (via_mask for via_slot); originators not asked of what a hub delivers.
. "$(dirname "$0")/lib.sh"

LAB_NODES="$LAB_NODES hub2" LAB_HUBS="hub hub2"
LAB_DEV[hub2]=au0 LAB_NET4[hub2]=10.36.0 LAB_NET6[hub2]=fd00:36: LAB_MAC[hub2]=02:00:00:36:00
NATION[hub2]=AUS

net_begin

AUS='nation AUS { doi 36 encoding usa; prefix 10.36.0.0\/16, fd00:36::\/32; }\
interface au0 { nation AUS; hub; nexthop 10.36.0.2, fd00:36::2; labels cipso, calipso; accept doi 392, 410, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }\
agreement BY-AUS { grant KOR <-> JPN; via AUS; in force 2015-01-01; level UNCLASSIFIED .. RESTRICTED; subject any; release any; }'
with()		# NAME SED-EXPRESSION...
{
	local name=$1
	shift

	net_apply "$(variant "$name" tisa-2014.rg "$@" "s/TISA-2014/$name/" '/^assert/d' \
		's/^    category 42 = origin JPN;/&\n    category 43 = origin AUS;\n    category 35 = release AUS;/' \
		"s/^agreement TISA \\{/$AUS\\n&/")"
}
HIGH=(--label "410:$GOOD") LOW=(--label "410:RESTRICTED//$REL")
HIGH_J=(--label "392:$GOOD") LOW_J=(--label "392:RESTRICTED//$REL")
goes_by()	# NAME WHERE COMMAND...: they arrive, seen at these places in this order
{
	local name=$1 where=$2 sender
	shift 2

	SERIAL=$((SERIAL + 1000)) sender=${NATION[$3]}
	counters_mark
	"$@" >>"$TMP/log" 2>&1
	within 30 came_by "$sender" "$4" "$where"
	watch_list
	say "$name: $(rose | tr '\n' ' ')"
	is "$name" "$(seen_where "$sender" "$SERIAL" "$COUNT") $(seen_at "$sender" "$SERIAL" "$COUNT" "$4")" \
		"$where $COUNT"
}

# What a relay itself sends, as if it had been given it: ARGS for raw.
from_hub()	# FAMILY HUB FROM TO LABEL...
{
	local fam=$1 hub=$2 from=$3 to=$4
	shift 4

	RELAYED=(raw "$fam" "$hub" "$to" "$@" --src "$(address "${NATION[$from]}" "$fam")")
}

with two
for f in 4 6; do
	goes_by "SECRET by the USA, IPv$f" "kr hub jp" raw $f kr jp "${HIGH[@]}"
	goes_by "RESTRICTED by AUS, IPv$f" "kr hub2 jp" raw $f kr jp "${LOW[@]}"
	goes_by "SECRET by the USA, back, IPv$f" "jp hub kr" raw $f jp kr "${HIGH_J[@]}"
	goes_by "RESTRICTED by AUS, back, IPv$f" "jp hub2 kr" raw $f jp kr "${LOW_J[@]}"
	from_hub $f hub kr jp "${HIGH[@]}"
	goes_by "from the USA's relay, what it relays, IPv$f" "hub jp" "${RELAYED[@]}"
	from_hub $f hub2 kr jp "${LOW[@]}"
	goes_by "from AUS's relay, what it relays, IPv$f" "hub2 jp" "${RELAYED[@]}"
	from_hub $f hub2 kr jp "${HIGH[@]}"
	drops "from AUS's relay, what the USA relays, IPv$f" hub-loop "${RELAYED[@]}"
	from_hub $f hub kr jp "${LOW[@]}"
	drops "from the USA's relay, what AUS relays, IPv$f" hub-loop "${RELAYED[@]}"
	from_hub $f hub2 jp kr "${HIGH_J[@]}"
	drops "from AUS's relay, the way back, IPv$f" hub-loop "${RELAYED[@]}"
	from_hub $f hub2 us jp --label "840:$GOOD"
	drops "from AUS's relay, the USA's host, IPv$f" way "${RELAYED[@]}"
done

# No other way when the agreement's own hub is down.
lab_ip gate link set au0 down
drops "AUS down: not by the USA, and not directly" hub-down raw4 kr jp "${LOW[@]}"
goes_by "what the USA relays goes on" "kr hub jp" raw 4 kr jp "${HIGH[@]}"
lab_ip gate link set au0 up
lab_ip gate -6 addr replace fd00:36::1/64 dev au0 nodad

# Information of AUS that KOR holds, for JPN: SECRET, missiles, released to all three.
THEIRS=(--label "410:#3:2,32,33,34,43")
NOT_TO_JPN=(--label "410:#3:2,32,33,43")
theirs()	# NAME drops|goes
{
	local f

	for f in 4 6; do
		from_hub $f hub kr jp "${THEIRS[@]}"
		if [ "$2" = drops ]; then
			drops "$1, IPv$f" third-party raw $f kr jp "${THEIRS[@]}"
			drops "$1, from the hub, IPv$f" third-party "${RELAYED[@]}"
		else
			goes_by "$1, IPv$f" "kr hub jp" raw $f kr jp "${THEIRS[@]}"
			goes_by "$1, from the hub, IPv$f" "hub jp" "${RELAYED[@]}"
		fi
	done
}
theirs "AUS has no agreement with JPN for this" drops
with marked '/^agreement TISA/,/^}/s/third party denied;/third party marked;/'
theirs "the label's release list speaks for AUS" goes
drops "it does not name JPN" release raw4 kr jp "${NOT_TO_JPN[@]}"
from_hub 4 hub kr jp "${NOT_TO_JPN[@]}"
drops "nor from the hub" release "${RELAYED[@]}"
AU_JP='agreement AUS-JPN { grant AUS -> JPN; direct; in force 2013-09-05; level UNCLASSIFIED .. SECRET; subject any; release marked; }'
with consents "\$a\\
$AU_JP"
theirs "AUS has one with JPN" goes
with lapsed "\$a\\
${AU_JP/in force 2013-09-05;/in force 2013-09-05; lapsed 2020-01-01;}"
theirs "which has lapsed" drops

# The hub nation itself sends on what is a party's: no third party, under the agreement alone.
with sends_on
goes_by "KOR's, from a USA host to JPN" "us jp" raw 4 us jp --label "840:SECRET//DPRK-MISSILE//FGI KOR//$REL"
goes_by "the same, IPv6" "us jp" raw 6 us jp --label "840:SECRET//DPRK-MISSILE//FGI KOR//$REL"
drops "without a subject of the agreement's" third-party raw4 us jp --label "840:SECRET//FGI KOR//$REL"
drops "AUS's, from a USA host to JPN" third-party raw4 us jp --label "840:#3:2,32,33,34,43"
net_end
