#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Labels put on, taken off and translated while the devices' offloads are on and off:
# checksums left to the device (tx), super-packets of senders (gso) and of receivers
# (gro), with a link of 1,400 bytes in the way.  Transfers are byte-identical.
#
#	OFFLOADS=all	every one of the eight settings (default: three)
#	MEGABYTES=100	of each transfer (default: 1)
#
# Breaks that must make it fail: the MSS not clamped; the MTU announced without the
# label; a checksum that is not mended when the MSS changes.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edit.sh"

MEGABYTES=${MEGABYTES:-1}
SETTINGS=("off off off" "off off on" "on on on")
[ "${OFFLOADS:-}" != all ] || SETTINGS+=("off on off" "off on on" "on off off" "on off on" "on on off")

# What cannot be set on this kernel is told, and left as it is.
offload()	# TX GSO GRO: at the hosts and at the gate
{
	local n

	for n in kr jp; do
		lab_in $n ethtool -K eth0 tx "$1" tso "$2" gso "$2" gro "$3"
		lab_in gate ethtool -K ${n}0 tx "$1" tso "$2" gso "$2" gro "$3"
	done >>"$TMP/log" 2>&1
}

# Does the device say so?  TSO needs the checksums.
offloaded()	# NODE DEVICE TX GSO GRO
{
	lab_in "$1" ethtool -k "$2" >"$TMP/features"
	grep -q "^tx-checksumming: $3" "$TMP/features" &&
		grep -q "^generic-segmentation-offload: $4" "$TMP/features" &&
		grep -q "^generic-receive-offload: $5" "$TMP/features"
}

# The link that the data leaves by is narrow: what comes in there is acknowledgements.
narrowed()	# NAME FROM TO FAMILY
{
	lab_ip gate link set "${3}0" mtu 1400
	transfer "$@" "$MEGABYTES"
	lab_ip gate link set "${3}0" mtu 1500
	lab_ip "$2" route flush cache
	lab_ip "$2" -6 route flush cache
}

each_setting()	# NAME: the policy is in force
{
	local set tx gso gro fam

	for set in "${SETTINGS[@]}"; do
		read -r tx gso gro <<<"$set"
		offload "$tx" "$gso" "$gro"
		check "$1, tx $tx, gso $gso, gro $gro: so the devices are" offloaded gate kr0 "$tx" "$gso" "$gro"
		for fam in 4 6; do
			narrowed "$1, tx $tx, gso $gso, gro $gro" kr jp $fam
			narrowed "$1, tx $tx, gso $gso, gro $gro" jp kr $fam
		done
	done
}

NO_WATCH=1 net_begin
net_apply "$(edit_policy direct "$SUPPLIED" direct)"
KR_LABEL="410:$GOOD" JP_LABEL=""
each_setting "put on and taken off"
net_apply "$(edit_policy translated "$TRANSLATED" direct)"
JP_LABEL="392/2:#40:301,400,401,402"
each_setting "translated"
NO_WATCH=1 net_end
