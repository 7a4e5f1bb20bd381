# SPDX-License-Identifier: GPL-2.0-only
#
# What the demo and the scenarios share: background helpers, captures at the
# hosts' ends of the links, the oracle's list.  Source lab.sh first, set TMP.

# watch_die: the caller says how to end; it must not return.
watch_bg()	# READY-FILE COMMAND...: start it, wait until it is ready; its pid is in BG
{
	local ready=$1 i
	shift

	"$@" --ready "$ready" >>"$TMP/log" 2>&1 &
	BG=$!
	lab_track "$BG"
	for i in $(seq 1500); do
		[ -e "$ready" ] && return 0
		kill -0 "$BG" 2>/dev/null || break
		nap 0.02
	done
	tail -3 "$TMP/log" >&2
	watch_die "this did not start: $*"
}

# Captures on all hosts: $TMP/seen (the oracle's list), $TMP/sum, $TMP/wire.NODE.pcap.
watch_start()	# [OPTION OF traffic capture...]
{
	local n nodes=()

	for n in $LAB_NODES; do
		nodes+=(--node "$n=$LAB-$n")
	done
	[ -n "${NO_PCAP:-}" ] || nodes+=(--pcap "$TMP/wire")
	rm -f "$TMP/ready"
	watch_bg "$TMP/ready" "$TRAFFIC" capture "${nodes[@]}" --tsv "$TMP/seen" --out "$TMP/sum" "$@"
	WATCH=$BG
}

# The list and the files, up to now.
watch_list()
{
	local i

	rm -f "$TMP/seen"
	kill -USR1 "$WATCH" || watch_die "the capture died"
	for i in $(seq 1500); do
		[ -e "$TMP/seen" ] && return 0
		nap 0.02
	done
	watch_die "the capture gave no list"
}

# Return: 0 if the captures lost nothing and every --rule held.
watch_stop()
{
	kill -INT "$WATCH" 2>/dev/null
	wait "$WATCH"
}

# How many packets of NATION with serials FIRST.. (COUNT of them) were seen at NODE.
seen_at()	# NATION FIRST COUNT NODE [in|out]
{
	awk -v who="$1" -v lo="$2" -v hi=$(($2 + $3)) -v node="$4" -v dir="${5:-in}" '
		$1 == who && $2 >= lo && $2 < hi && $3 == node && $4 == dir { n++ }
		END { print n + 0 }' "$TMP/seen"
}

# The nodes that saw them, in order of time: "kr hub jp".
seen_where()	# NATION FIRST COUNT
{
	awk -v who="$1" -v lo="$2" -v hi=$(($2 + $3)) '
		$1 == who && $2 >= lo && $2 < hi && (!($3 in t) || $5 < t[$3]) { t[$3] = $5 }
		END { for (; ; s = " ") {
			first = ""
			for (n in t) if (first == "" || t[n] < t[first]) first = n
			if (first == "") exit
			printf "%s%s", s, first
			delete t[first] } }' "$TMP/seen"
}

declare -gA NODE=([KOR]=kr [JPN]=jp [USA]=us) DOI=([KOR]=410 [JPN]=392 [USA]=840)

address()	# NATION FAMILY
{
	local node=${NODE[$1]}

	[ "$2" = 4 ] && echo "${LAB_NET4[$node]}.2" || echo "${LAB_NET6[$node]}:2"
}

# Responders, each labelling its answers with its own DOI.
answer_start()	# MARKING
{
	local n

	for n in KOR JPN USA; do
		rm -f "$TMP/answer.$n"
		watch_bg "$TMP/answer.$n" "$TRAFFIC" recv --echo --ns "$LAB-${NODE[$n]}" \
			--nation "$n" --label "${DOI[$n]}:$1"
	done
}
