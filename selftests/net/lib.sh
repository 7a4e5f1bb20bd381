# SPDX-License-Identifier: GPL-2.0-only
#
# For the scenarios: a lab of their own, KTAP, counters, the oracle, the wire.
#
#     . "$(dirname "$0")/lib.sh"
#     net_begin                       the lab is up, captures run
#     net_apply tisa-2014.rg
#     drops "what it is" REASON raw4 kr jp --label ...
#     passes "what it is" via raw4 kr jp --label ...
#     net_end
#
# Captures are at the hosts' ends of the links.  What a host's oracle saw goes by
# the stamp in the payload (true sender, serial number), never by addresses.

set -u
NET_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=${LAB:-rgt$$}
. "$NET_DIR/../lab/lab.sh"
. "$LAB_DIR/watch.sh"

SCENARIO=$(basename "$0")
VERBOSE=
[ "${1:-}" = -v ] && VERBOSE=1
TESTS=0 FAILED=0 SERIAL=0
COUNT=3			# packets of one question
REL="REL TO USA, JPN, KOR"
GOOD="SECRET//DPRK-MISSILE//$REL"
TMP=$(mktemp -d) || exit 2

# ---- KTAP ---------------------------------------------------------------------

ok() { TESTS=$((TESTS + 1)); echo "ok $TESTS $*"; }

not_ok()	# NAME [LINE...]
{
	local name=$1 line
	shift

	TESTS=$((TESTS + 1)) FAILED=$((FAILED + 1))
	echo "not ok $TESTS $name"
	for line in "$@"; do
		printf '%s\n' "$line" | sed 's/^/#   /'
	done
}

skip() { TESTS=$((TESTS + 1)); echo "ok $TESTS ${1} # SKIP ${2}"; }
say() { [ -z "$VERBOSE" ] || printf '# %s\n' "$*"; }

is()		# NAME GOT WANT
{
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:  $2" "want: $3"; fi
}

check()		# NAME COMMAND...
{
	local name=$1 out
	shift

	if out=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name" "failed: $*" "$(tail -n 12 <<<"$out")"
	fi
}

refute()	# NAME COMMAND...: it must fail
{
	local name=$1 out
	shift

	if out=$("$@" 2>&1); then
		not_ok "$name" "did not fail: $*" "$(tail -n 12 <<<"$out")"
	else
		ok "$name"
	fi
}

# ---- life -----------------------------------------------------------------------

net_quit()
{
	trap - EXIT INT TERM
	type net_undo >/dev/null 2>&1 && net_undo
	lab_down
	rm -rf "$TMP"
	exit "$1"
}

watch_die()
{
	echo "Bail out! $*"
	net_quit 1
}

# The hosts swallow datagrams after the capture has seen them: port unreachables
# would only be noise.
quiet()
{
	local n

	for n in kr jp us; do
		lab_in $n nft -f - <<-END
			table inet quiet {
				chain in {
					type filter hook prerouting priority -400
					meta l4proto udp drop
				}
			}
		END
	done
}

net_begin()	# [OPTION OF traffic capture...]
{
	trap 'net_quit 1' EXIT
	trap 'net_quit 130' INT TERM
	echo "KTAP version 1"
	[ "$(id -u)" = 0 ] || watch_die "needs root"
	[ -x "$RELGATE" ] || watch_die "no $RELGATE: make first"
	[ -x "$TRAFFIC" ] || watch_die "no $TRAFFIC: make tests first"
	lab_up || watch_die "the lab did not come up"
	quiet
	[ -n "${NO_WATCH:-}" ] || watch_start "$@"
}

net_end()
{
	if [ -z "${NO_WATCH:-}" ]; then
		watch_stop >>"$TMP/log" 2>&1
		is "the captures lost nothing" "$(jq .drops "$TMP/sum")" 0
	fi
	echo "1..$TESTS"
	[ "$FAILED" = 0 ] && net_quit 0
	echo "# again, alone: selftests/run -v net $SCENARIO"
	net_quit 1
}

# ---- policies --------------------------------------------------------------------

# No rule that net_begin gave the captures was broken; a packet that broke one is shown.
unbroken()	# NAME
{
	local rule serial rows=()

	while read -r rule serial; do
		rows+=("$rule, for one: $(awk -v who="${rule%%:*}" -v n="$serial" \
			'$1 == who && $2 == n' "$TMP/seen" | tr '\n' ';')")
	done < <(jq -r '.rules | to_entries[] | select(.value.broken > 0) | "\(.key) \(.value.first)"' "$TMP/sum")
	if [ ${#rows[@]} = 0 ] && jq -e '.rules | length > 0' "$TMP/sum" >/dev/null; then
		ok "$1"
	else
		not_ok "$1" "${rows[@]}"
	fi
}

policy()	# FILE: where it is
{
	case $1 in
	/*)	echo "$1" ;;
	*)	echo "$LAB_TOP/policies/$1" ;;
	esac
}

# A policy of policies/ with its includes in place and changes made by sed -E;
# prints the new file's path.
variant()	# NAME FILE [SED-EXPRESSION...]
{
	local out=$TMP/$1.rg src=$2 e args=()
	shift 2

	for e in "$@"; do
		args+=(-e "$e")
	done
	awk -v dir="$LAB_TOP/policies" '
		match($0, /^include "[^"]*"/) { f = dir "/" substr($0, 10, RLENGTH - 10)
			while ((getline line <f) > 0) print line
			next }
		{ print }' "$(policy "$src")" >"$TMP/flat"
	sed -E -e "" "${args[@]}" "$TMP/flat" >"$out"
	[ $# = 0 ] || ! cmp -s "$out" "$TMP/flat" || echo "# variant $out: nothing changed" >&2
	echo "$out"
}

net_apply()	# FILE
{
	local out

	out=$(lab_relgate apply "$(policy "$1")" 2>&1) ||
		watch_die "apply $1: $(head -c 400 <<<"$out" | tr '\n' ' ')"
	say "$out"
	[ "${RELGATE_HOOK:-}" != xdp ] || lab_relgate -j status | jq -e '.attach | startswith("xdp")' >/dev/null ||
		watch_die "apply $1: not by XDP"
	[ -n "${ENGINE:-}" ] || ENGINE=$(lab_relgate -j status | jq -r .engine)
}

# Where engines differ, a scenario asserts what is the engine's own.
on() { [ "$ENGINE" = "$1" ]; }

# Where the BPF engine's pins of the lab's gate are: named by its namespace's cookie.
lab_gate_dir() { echo "/sys/fs/bpf/relgate/$("$TRAFFIC" cookie --ns "$LAB-gate")"; }

# ---- packets -------------------------------------------------------------------------

declare -A NATION=([kr]=KOR [jp]=JPN [us]=USA [hub]=USA)

# A frame from the host FROM for the host TO, labels and faults as the options say.
raw_args()	# FAMILY FROM TO OPTION...: in ARGS
{
	local fam=$1 from=$2 to=$3 src dst
	shift 3

	if [ "$fam" = 4 ]; then
		src=${LAB_NET4[$from]}.2 dst=${LAB_NET4[$to]}.2
	else
		src=${LAB_NET6[$from]}:2 dst=${LAB_NET6[$to]}:2
	fi
	ARGS=(raw --quiet --ns "$LAB-$from" --nation "${NATION[$from]}" --serial "$SERIAL"
		--count "$COUNT" --smac "${LAB_MAC[$from]}:02" --dmac "${LAB_MAC[$from]}:01"
		--src "$src" --dst "$dst" "$@")
}
raw() { raw_args "$@"; "$TRAFFIC" "${ARGS[@]}"; }
raw_bg() { raw_args "$@"; "$TRAFFIC" "${ARGS[@]}" >>"$TMP/log" 2>&1 & BG=$!; lab_track $BG; }
raw4() { raw 4 "$@"; }
raw6() { raw 6 "$@"; }

# A datagram from a socket that labels it.
udp()		# FAMILY FROM TO [OPTION...]
{
	local fam=$1 from=$2 to=${NATION[$3]}
	shift 3

	"$TRAFFIC" send --quiet --ns "$LAB-$from" --nation "${NATION[$from]}" --serial "$SERIAL" \
		--count "$COUNT" --dst "$(address "$to" "$fam")" "$@"
}

# What rose since the mark, as it was last looked at, is in $TMP/risen.
counters_mark() { lab_counters >"$TMP/c0"; }
look() { lab_counters "$TMP/c0" >"$TMP/risen"; }
rose() { look; cat "$TMP/risen"; }
risen_by()	# COUNTER: in RISEN
{
	local name n

	RISEN=0
	while read -r name n; do
		[ "$name" != "$1" ] || RISEN=$n
	done <"$TMP/risen"
}
rose_by() { look; risen_by "$1"; echo "$RISEN"; }

# Ask until it is so.  RELGATE_SLOW: by what factor to be patient.
within()	# TENTHS COMMAND...
{
	local n=$(($1 * ${RELGATE_SLOW:-1}))
	shift

	while ! "$@"; do
		[ $((n -= 1)) -gt 0 ] || return 1
		nap 0.1
	done
}

counter_is() { look; risen_by "$1"; [ "$RISEN" = "$2" ]; }
counter_at_least() { look; risen_by "$1"; [ "$RISEN" -ge "$2" ]; }
risen() { tr '\n' ' ' <"$TMP/risen"; }

# The packets are refused for REASON, each counted once, and nobody but the
# sender's own capture sees one.  REASON may be HOOK.REASON; ingress is meant else.
drops()		# NAME REASON COMMAND...
{
	local name=$1 key=$2 sender from where counted=yes
	shift 2

	[[ $key == *.* ]] || key=ingress.$key
	SERIAL=$((SERIAL + 1000))
	from=$2
	[ -n "${NATION[$from]:-}" ] || from=$3
	sender=${NATION[$from]}
	counters_mark
	"$@" >>"$TMP/log" 2>&1
	within 5 counter_is "$key" "$COUNT" || counted=no
	watch_list
	where=$(seen_where "$sender" "$SERIAL" "$COUNT")
	[ -z "$VERBOSE" ] || say "$name: $(risen) seen: $where"
	# a frame that was cut short has no stamp to be seen
	if [ "$counted" = yes ] && [ "${where:-$from}" = "$from" ]; then
		ok "$name: $key"
	else
		not_ok "$name: $key" "counters: $(risen)" "seen on: $where"
	fi
}

# Refused likewise, and nobody is told by ICMP.
silent()	# NAME REASON COMMAND...
{
	local name=$1 why=$2 before
	shift 2

	before=$(lab_counters | grep icmp_sent)
	drops "$name" "$why" "$@"
	is "$name: no error is sent" "$(lab_counters | grep icmp_sent)" "$before"
}

# What was under way has come: the list grows no more.
settled()
{
	local was

	watch_list
	was=$(wc -l <"$TMP/seen")
	nap 0.5
	watch_list
	[ "$(wc -l <"$TMP/seen")" = "$was" ]
}

arrived() { watch_list; [ "$(seen_at "$1" "$SERIAL" "$COUNT" "$2")" -ge "$COUNT" ]; }

# All of the question's packets came to DST, and were seen at these places in this order.
came_by()	# SENDER DST PLACES
{
	watch_list
	[ "$(seen_where "$1" "$SERIAL" "$COUNT") $(seen_at "$1" "$SERIAL" "$COUNT" "$2")" = "$3 $COUNT" ]
}

# The packets arrive: via the hub, or directly.
passes()	# NAME via|direct COMMAND...
{
	local name=$1 way=$2 sender dst where want hub at n
	shift 2

	SERIAL=$((SERIAL + 1000))
	if [ -n "${NATION[$2]:-}" ]; then sender=${NATION[$2]} dst=$3; else sender=${NATION[$3]} dst=$4; fi
	counters_mark
	"$@" >>"$TMP/log" 2>&1
	[ "$way" = via ] && n=$((2 * COUNT)) || n=$COUNT
	within 3 counter_at_least ingress.ok "$n"
	want="${NODE[$sender]} $dst"
	[ "$way" = via ] && want="${NODE[$sender]} hub $dst"
	# A neighbour may have to be asked for before the packets leave; each node's capture
	# tells of them in its own time, and what came to too many places may come late.
	within 50 came_by "$sender" "$dst" "$want"
	watch_list
	at=$(seen_at "$sender" "$SERIAL" "$COUNT" "$dst")
	hub=$(seen_at "$sender" "$SERIAL" "$COUNT" hub)
	where=$(seen_where "$sender" "$SERIAL" "$COUNT")
	[ -z "$VERBOSE" ] || say "$name: $(risen) seen: $where"
	if [ "$at" = "$COUNT" ] && [ "$where" = "$want" ] &&
	   { [ "$way" = direct ] || [ "$hub" = "$COUNT" ]; }; then
		ok "$name: $way"
	else
		not_ok "$name: $way" "seen on: $where ($at of $COUNT at $dst, $hub at the hub)" \
			"want:    $want" "counters: $(risen)"
	fi
}

# ---- the wire -------------------------------------------------------------------------

# Fields of the packets that NODE's capture has and the filter chooses.
wire()		# NODE FILTER FIELD...
{
	local node=$1 filter=$2 f args=()
	shift 2

	for f in "$@"; do
		args+=(-e "$f")
	done
	tshark -n -r "$TMP/wire.$node.pcap" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE \
		-o tcp.check_checksum:TRUE -Y "$filter" -T fields -E separator=' ' -E occurrence=f "${args[@]}" 2>/dev/null
}

# Whole frames as hex, one a line.
wire_hex()	# NODE FILTER
{
	tshark -n -r "$TMP/wire.$1.pcap" -Y "$2" -x 2>/dev/null | awk '
		function flush() { if (hex != "") print hex; hex = ""; other = 0 }
		/^$/ { flush(); next }
		/^[A-Z]/ { other = !/^Frame /; next }	# what it reassembled, beside the frame
		!other { part = substr($0, 7, 48); gsub(/ /, "", part); hex = hex part }
		END { flush() }'
}

# A display filter for the frames with the serial numbers of this question.
stamped()	# NATION SERIAL
{
	printf 'frame contains 72:67:53:54:41:4d:50:01:%s:%s' \
		"$(printf '%s\0' "$1" | od -An -tx1 | sed 's/^ //; s/ /:/g')" \
		"$(printf '%016x' "$2" | sed 's/../&:/g; s/:$//')"
}
