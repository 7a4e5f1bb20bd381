# SPDX-License-Identifier: GPL-2.0-only
#
# For scenarios in which labels change on the way: their policies, and transfers.

STREAM=9000000000		# of transfers: away from those of the questions

JPN_LABEL="SECRET//DPRK-MISSILE//FGI KOR//REL TO JPN, KOR, USA"

# The policy with Japan's interface and the agreement between the two.
edit_policy()	# NAME JAPAN'S-LABELS AGREEMENT
{
	cp "$NET_DIR/edit.rg" "$TMP/$1.rg"
	cat >>"$TMP/$1.rg" <<-END
		interface jp0 { nation JPN; $2
		    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
		agreement A { grant KOR <-> JPN; $3; in force 2000-01-01; level CONFIDENTIAL .. SECRET;
		    subject any; release marked; third party marked; }
	END
	echo "$TMP/$1.rg"
}
SUPPLIED="label supplied \"$JPN_LABEL\";"
TRANSLATED="labels cipso, calipso; accept doi 392;"

# One transfer, byte-identical, within a time that no black hole would allow.
# Whose host labels: KR_LABEL, JP_LABEL; empty: it does not.
transfer()	# NAME FROM TO FAMILY MEGABYTES
{
	local name=$1 from=$2 to=$3 fam=$4 mine=$KR_LABEL theirs=$JP_LABEL args=()

	[ "$from" = kr ] || mine=$JP_LABEL theirs=$KR_LABEL
	[ -z "$mine" ] || args+=(--label "$mine")
	[ -z "$theirs" ] || args+=(--label2 "$theirs")
	check "$name: TCP, ${NATION[$from]} to ${NATION[$to]}, IPv$fam" "$TRAFFIC" tcp --ns "$LAB-$from" \
		--ns2 "$LAB-$to" --dst "$(address "${NATION[$to]}" "$fam")" "${args[@]}" \
		--nation "${NATION[$from]}" --serial $((STREAM += 10000000)) --bytes $(($5 << 20)) \
		--seconds $(((20 + $5) * ${RELGATE_SLOW:-1}))
}
transfers()	# NAME [MEGABYTES]: each way, both families
{
	local fam

	for fam in 4 6; do
		transfer "$1" kr jp $fam "${2:-4}"
		transfer "$1" jp kr $fam "${2:-4}"
	done
}

# A bitmap of that many bits in hexadecimal.
bits()		# LENGTH BIT...
{
	local n=$1 i b bit out=
	shift

	for ((i = 0; i < n; i += 4)); do
		b=0
		for bit in "$@"; do
			((bit / 4 * 4 != i)) || ((b |= 8 >> bit % 4))
		done
		out+=$(printf %x $b)
	done
	echo "$out"
}

# A link's MTU is that of both its ends: the host's falls first and rises last, so that it never sends
# what the gate does not take.
link_mtu()	# NODE MTU
{
	local ends=("gate ${LAB_DEV[$1]}" "$1 eth0") end

	[ "$2" = 1500 ] || ends=("${ends[1]}" "${ends[0]}")
	for end in "${ends[@]}"; do
		lab_ip "${end% *}" link set "${end#* }" mtu "$2"
	done
}

narrow()	# NAME NODE: the same with a link of 1,400 bytes in the way, NODE's
{
	local n

	link_mtu "$2" 1400
	transfers "$1"
	link_mtu "$2" 1500
	for n in kr jp; do
		lab_ip $n route flush cache
		lab_ip $n -6 route flush cache
	done
}
