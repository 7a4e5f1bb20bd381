#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a policy refuses, reason by reason: interfaces' ranges, agreements that do
# not reach far enough, nations that have none.
#
# Guards I3.  Breaks that must make it fail: a condition of rg_answer() left out;
# a range of an interface not looked at; an agreement that operates before its date.
. "$(dirname "$0")/lib.sh"

net_begin
L=(--label "410:$GOOD")
IN="/^interface kr0/,/^}/" OUT="/^interface jp0/,/^}/" TISA="/^agreement TISA/,/^}/"

with()		# SED-EXPRESSION...: the policy with a change
{
	net_apply "$(variant "v$((V += 1))" tisa-2014.rg "$@")"
}
V=0

with "${IN}s/(in  level UNCLASSIFIED ..) SECRET/\1 CONFIDENTIAL/"
drops "above the ingress interface's range" in-level raw4 kr jp "${L[@]}"
drops "above the ingress interface's range, IPv6" in-level raw6 kr jp "${L[@]}"
with "${OUT}s/(out level UNCLASSIFIED ..) SECRET/\1 CONFIDENTIAL/"
OUTWARD=(us jp --label "840:SECRET//DPRK-MISSILE//REL TO USA, JPN")
drops "above the destination's range" out-level raw4 "${OUTWARD[@]}"
drops "above the destination's range, IPv6" out-level raw6 "${OUTWARD[@]}"
with "${IN}s/nation KOR;/nation KOR; in subject within { DPRK-NUCLEAR };/"
drops "a subject that the ingress interface does not take" in-subject raw4 kr jp "${L[@]}"
passes "one that it does" via raw4 kr jp --label "410:SECRET//DPRK-NUCLEAR//$REL"
with "${OUT}s/nation JPN;/nation JPN; out subject within { DPRK-NUCLEAR };/"
drops "a subject that the egress interface does not take" out-subject raw4 "${OUTWARD[@]}"

with "s/accept doi 392, 410, 840/accept doi 392, 410/"
drops "a DOI that is known, and not accepted here" doi-refused raw4 kr jp --label "840:$GOOD"
drops "the same, IPv6" doi-refused raw6 kr jp --label "840:$GOOD"
passes "one that is" via raw4 kr jp "${L[@]}"

with "${TISA}s/in force 2014-12-29; operate from 2015-06-24/in force 2090-01-01/"
drops "an agreement of the future" not-operating raw4 kr jp "${L[@]}"
with "${TISA}s/operate from 2015-06-24/operate from 2090-01-01/"
drops "an agreement in force, and not yet operating" not-operating raw4 kr jp "${L[@]}"
with "/^agreement US-JPN/,/^}/s/in force 2007-08-10/in force 2090-01-01/"
drops "an agreement whose required one does not operate" not-operating raw4 kr jp "${L[@]}"
with "/^agreement US-JPN/,/^}/s/level UNCLASSIFIED .. SECRET/level UNCLASSIFIED .. CONFIDENTIAL/"
drops "a hop whose agreement does not grant the label" hop raw4 kr jp "${L[@]}"
passes "a label that both hops grant" via raw4 kr jp --label "410:CONFIDENTIAL//DPRK-MISSILE//$REL"
with "${TISA}s/level CONFIDENTIAL .. SECRET/level CONFIDENTIAL .. CONFIDENTIAL/"
drops "above the agreement" agreement-level raw4 kr jp "${L[@]}"


# A third party: KOR's information, held by JPN, for the USA.
THIRD=(raw4 jp us --label "392:SECRET//FGI KOR//REL TO USA, JPN, KOR")
net_apply tisa-2014.rg
passes "KOR's information from JPN to the USA: KOR has an agreement with the USA" direct "${THIRD[@]}"
NO_US_KOR=("/^agreement (US-KOR|TISA)/,/^}/d")
with "${NO_US_KOR[@]}"
drops "nations that have no agreement" no-agreement raw4 kr us --label "410:SECRET//REL TO USA, KOR"
passes "while others have" direct raw4 us jp --label "840:SECRET//REL TO USA, JPN"
drops "KOR's information from JPN to the USA: KOR has none" third-party "${THIRD[@]}"
with "${NO_US_KOR[@]}" "/^agreement US-JPN/,/^}/s/release marked;/release marked; third party marked;/"
passes "... but the agreement lets the label's release list speak for KOR" direct "${THIRD[@]}"
drops "... and it does not name the USA" release raw4 jp us --label "392:SECRET//FGI KOR//REL TO JPN, KOR"

with '$a\
deny NO-MISSILES { block KOR -> JPN; subject within { DPRK-MISSILE }; }'
drops "a deny statement" denied raw4 kr jp "${L[@]}"
drops "a deny statement, IPv6" denied raw6 kr jp "${L[@]}"
passes "which does not meet other subjects" via raw4 kr jp --label "410:SECRET//DPRK-NUCLEAR//$REL"
passes "nor the other direction" via raw4 jp kr --label "392:$GOOD"

with '/^encoding kor/,/^}/s/(category 42 = origin JPN;)/\1 category 43 = origin AUS; category 44 = origin CAN; category 45 = origin DEU; category 46 = origin FRA; category 47 = origin GBR;/' \
	'$a\
nation AUS { prefix 10.91.0.0/16; } nation CAN { prefix 10.92.0.0/16; } nation DEU { prefix 10.93.0.0/16; }\
nation FRA { prefix 10.94.0.0/16; } nation GBR { prefix 10.95.0.0/16; }'
drops "more originators than the gate will judge" too-many-origins raw4 kr jp \
	--label "410:#3:2,32,33,34,43,44,45,46,47"
drops "to a nation that nobody here has an agreement with, by no interface of its own" no-route \
	raw4 kr jp "${L[@]}" --dst 10.91.0.1

with 's/labels cipso, calipso;/labels calipso;/'
drops "CIPSO where only CALIPSO is taken" label-kind raw4 kr jp "${L[@]}"
passes "CALIPSO there" via raw6 kr jp "${L[@]}"
with 's/labels cipso, calipso;/labels cipso;/'
drops "CALIPSO where only CIPSO is taken" label-kind raw6 kr jp "${L[@]}"
passes "CIPSO there" via raw4 kr jp "${L[@]}"

# What comes from the relay of a hub that the agreement does not go through.
with '/^interface us1/,/^}/{s/nation USA;/nation AUS; hub 2; nexthop 10.91.0.2;/}' \
	'$a\
nation AUS { prefix 10.91.0.0/16; }'
lab_ip gate addr add 10.91.0.1/24 dev us1
lab_ip us addr add 10.91.0.2/24 dev eth0
lab_in gate ping -c1 -W1 10.91.0.2 >/dev/null 2>&1
with '/^interface us1/,/^}/{s/nation USA;/nation AUS; hub 2; nexthop 10.91.0.2;/;s/local in icmp;/local in icmp; local out icmp;/}' \
	'$a\
nation AUS { prefix 10.91.0.0/16; }'
lab_in gate ping -c1 -W1 10.91.0.2 >/dev/null 2>&1
drops "from a hub that the agreement does not go through" hub-loop raw4 us jp "${L[@]}" --src 10.82.0.2

# Granted directly only: the hub has no business with it.
net_apply "$(variant direct tisa-gsomia-2016.rg '/^agreement TISA/,/^}/d')"
COUNT=1 raw4 kr us --label "410:SECRET//REL TO USA, KOR"
lab_in hub ping -c1 -W1 10.84.0.1 >/dev/null 2>&1
drops "from the hub, of what is granted only directly" way raw4 hub jp "${L[@]}" --src 10.82.0.2
passes "what is granted directly" direct raw4 kr jp "${L[@]}"

net_apply tisa-2014.rg
passes "the policy as it is" via raw4 kr jp "${L[@]}"
net_end
