#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What relgate does, shown on real packets: two policies, the same flows.
# Every row says what was expected and what was seen at the hosts' ends of the
# links; the reason is the counter of the gate that moved.  Exit 0: all as
# expected.  Whatever this makes, it takes away, also on Ctrl-C.
set -u
LAB=${LAB:-rgdemo} LAB_WAIT=${LAB_WAIT:-5}
. "$(dirname "$0")/lab.sh"
. "$LAB_DIR/watch.sh"

TMP=$(mktemp -d) || exit 2
SERIAL=0 ROWS=0 BAD=0
BOLD= DIM= GREEN= RED= OFF=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' OFF=$'\e[0m'
fi
REL="REL TO USA, JPN, KOR"
MISSILE="SECRET//DPRK-MISSILE//$REL"
NUCLEAR="CONFIDENTIAL//DPRK-NUCLEAR//$REL"

declare -A MEANS=([via]="via hub" [direct]="direct" [drop]="dropped")
declare -A SENT=([ping4]="ping IPv4" [ping6]="ping IPv6" [udp4]="UDP IPv4" [udp6]="UDP IPv6"
		 [tcp4]="TCP IPv4" [tcp6]="TCP IPv6" [spoof4]="UDP IPv4" [doi4]="UDP IPv4")

quit()
{
	trap - EXIT INT TERM
	lab_down
	rm -rf "$TMP"
	exit "$1"
}
trap 'quit 2' EXIT
exec {OUT}>&1		# the trap may run while a function's output goes elsewhere
trap 'printf "\ninterrupted; the lab is taken down\n" >&$OUT; quit 130' INT TERM

fail() { echo "demo: $*" >&2; quit 2; }

watch_die() { fail "$@"; }

# Sends $COUNT packets; 0 if all that should come back came back.
transmit()	# FROM TO KIND LABEL
{
	local from=$1 to=$2 kind=$3 label=$4 fam=${3: -1} args
	local node=${NODE[$1]}

	args=(--ns "$LAB-$node" --nation "$from" --serial "$SERIAL" --dst "$(address "$to" "$fam")")
	[ -n "$label" ] && args+=(--label "${DOI[$from]}:$label")
	case $kind in
	ping*)	"$TRAFFIC" send "${args[@]}" --proto icmp --echo --count "$COUNT" ;;
	udp*)	"$TRAFFIC" send "${args[@]}" --proto udp --echo --count "$COUNT" ;;
	tcp*)	"$TRAFFIC" tcp "${args[@]}" --ns2 "$LAB-${NODE[$to]}" --label2 "${DOI[$to]}:$label" \
			--bytes $((8 << 20)) ;;
	spoof*|doi*)
		[ "${kind%?}" = doi ] && args+=(--label "999:$label")
		"$TRAFFIC" raw "${args[@]}" --count "$COUNT" \
			--src "$(address "$([ "${kind%?}" = spoof ] && echo USA || echo "$from")" "$fam")" \
			--smac "${LAB_MAC[$node]}:02" --dmac "${LAB_MAC[$node]}:01" ;;
	esac
}

# The reason whose counter rose by what we sent; what else rose, if that is none.
reason_of()
{
	lab_counters_diff "$TMP/before" "$TMP/after" | awk -v n="$COUNT" '
		$1 ~ /^ingress\./ && $2 == n && $1 != "ingress.ok" { sub(/.*\./, "", $1); print $1; exit }'
}

verdict()	# FROM TO ANSWERED -> via, direct, drop or a description
{
	local dst=${NODE[$2]} at hub

	at=$(seen_at "$1" "$SERIAL" "$SPAN" "$dst") hub=$(seen_at "$1" "$SERIAL" "$SPAN" hub)
	if [ "$at" = 0 ]; then
		[ "$(seen_where "$1" "$SERIAL" "$SPAN")" = "${NODE[$1]}" ] && echo drop || echo "strayed"
	elif [ "$SPAN" = "$COUNT" ] && [ "$at" != "$COUNT" ]; then
		echo "$at of $COUNT came"
	elif [ "$3" != 0 ]; then
		echo "no answer"
	elif [ "$hub" = 0 ]; then
		echo direct
	elif [ "$SPAN" != "$COUNT" ] || [ "$hub" = "$at" ]; then
		echo via
	else
		echo "$hub of $at via hub"
	fi
}

# Sends, and sets got, where, reason, mark and color.  EXPECT: via, direct, or drop REASON.
observe()	# FROM TO KIND LABEL EXPECT [REASON]
{
	local from=$1 to=$2 kind=$3 label=$4 want=$5 why=${6:-} rc

	COUNT=3 SPAN=3 SERIAL=$((SERIAL + 1000000)) ROWS=$((ROWS + 1))
	[ "${kind%?}" = tcp ] && SPAN=1000000
	lab_counters >"$TMP/before" || fail "the gate has no counters"
	transmit "$from" "$to" "$kind" "$label" >>"$TMP/log" 2>&1
	rc=$?
	watch_list
	lab_counters >"$TMP/after"
	got=$(verdict "$from" "$to" "$rc")
	where=$(seen_where "$from" "$SERIAL" "$SPAN")
	reason=
	[ "$got" = drop ] && reason=$(reason_of)
	mark=ok color=$GREEN
	if [ "$got" != "$want" ] || { [ "$want" = drop ] && [ "$reason" != "$why" ]; }; then
		mark=WRONG color=$RED BAD=$((BAD + 1))
	fi
}

# One row.
flow()		# FROM TO KIND LABEL EXPECT [REASON]
{
	local from=$1 to=$2 kind=$3 label=$4 want=$5 got where reason mark color

	observe "$@"
	case $kind in
	spoof*)	label="SECRET//DPRK-MISSILE//..., as the USA's host" ;;
	doi*)	label="SECRET//DPRK-MISSILE//..., in DOI 999 (nobody's)" ;;
	esac
	[ "$got" = drop ] && [ -z "$reason" ] && reason="(no counter moved)"
	printf '%-10s %-9s %-48s %-8s %s%-8s%s %-17s %-9s %s%s%s\n' "$from > $to" "${SENT[$kind]}" \
		"${label:-(none)}" "${MEANS[$want]}" "$color" "${MEANS[$got]:-$got}" "$OFF" \
		"${reason:--}" "$where" "$color" "$mark" "$OFF"
}

head_line()
{
	printf '%s%-10s %-9s %-48s %-8s %-8s %-17s %-9s%s\n' "$BOLD" flow sent label expected \
		happened reason "seen on" "$OFF"
}

apply_policy()	# FILE
{
	lab_relgate apply "$LAB_TOP/policies/$1" >"$TMP/apply" 2>&1 || { cat "$TMP/apply" >&2; fail "apply $1"; }
	printf '\n%s$ relgate apply policies/%s%s\n' "$BOLD" "$1" "$OFF"
	cat "$TMP/apply"
	echo
}

# The flows that the second policy changes, and those that no policy lets through.
rows()		# how KOR and JPN share: via or direct; what a label without a subject gets
{
	local k way=$1 any=$2

	for k in ping4 ping6 udp4 udp6 tcp4 tcp6; do
		flow KOR JPN $k "$MISSILE" "$way"
	done
	flow JPN KOR udp4 "$NUCLEAR" "$way"
	flow JPN KOR udp6 "$NUCLEAR" "$way"
	flow JPN KOR tcp4 "$NUCLEAR" "$way"
	if [ "$any" = grant ]; then
		flow KOR JPN udp4 "SECRET//$REL" "$way"
	else
		flow KOR JPN udp4 "SECRET//$REL" drop agreement-subject
	fi
	flow KOR USA tcp4 "SECRET//REL TO USA, KOR" direct
	flow USA KOR ping4 "SECRET//REL TO USA, KOR" direct
	flow USA JPN udp6 "SECRET//REL TO USA, JPN" direct
	flow KOR JPN udp4 "SECRET//DPRK-MISSILE" drop release
	flow KOR JPN udp6 "SECRET//DPRK-MISSILE" drop release
	flow KOR JPN udp4 "TOP-SECRET//DPRK-MISSILE//$REL" drop in-level
	flow KOR JPN udp4 "" drop unlabelled
	flow KOR JPN udp6 "" drop unlabelled
	flow KOR JPN spoof4 "$MISSILE" drop spoofed
	flow KOR JPN doi4 "$MISSILE" drop doi-unknown
}

# ---- the story: policies/history.rg, told at the gate's own clock ----

# The history with all its dates moved, so that DATE is today: the gate judges by its
# clock, which nobody touches.
moved()		# DATE [SED-EXPRESSION]
{
	local today days d args=()

	today=$(TZ=Asia/Seoul date +%F)
	days=$((($(date -u -d "$today" +%s) - $(date -u -d "$1" +%s)) / 86400))
	for d in $(grep -o '[12][0-9]\{3\}-[01][0-9]-[0-3][0-9]' "$LAB_TOP/policies/history.rg" | sort -u); do
		args+=(-e "s/$d/$(date -u -d "$d + $days days" +%F)/g")
	done
	sed -e "s|include \"|&$LAB_TOP/policies/|" -e "${2:-}" "$LAB_TOP/policies/history.rg" |
		sed "${args[@]}" >"$TMP/moved.rg"
	echo "$TMP/moved.rg"
}

story_head()
{
	printf '\n%sThe history%s, from policies/history.rg: all its dates are moved, so that the day in the first column is\n' \
		"$BOLD" "$OFF"
	echo "today; the gate judges by its own clock, and nobody tells it what happened."
	printf '\n%s%-11s %-43s %-36s %-36s%s\n' "$BOLD" day what \
		"KOR > JPN, secrets on missiles" "KOR > JPN, other secrets" "$OFF"
}

told()		# GOT REASON WAS: what changed
{
	local now=${MEANS[$1]:-$1} was=${3%% (*}

	[ -z "$was" ] || [ "$was" = "$now" ] && was=
	[ -z "$2" ] || now+=" ($2)"
	[ -z "$was" ] || now+=", was $was"
	echo "$now"
}

# A day: what the two flows do now, and did before.
day()		# DAY WHAT EXPECT REASON EXPECT REASON
{
	local got where reason mark color line=() was

	observe KOR JPN udp4 "$MISSILE" "$3" "$4"
	was=$(told "$got" "$reason" "")
	line=("$(told "$got" "$reason" "${WAS[0]:-}")" "$color")
	WAS[0]=$was
	observe KOR JPN udp6 "SECRET//$REL" "$5" "$6"
	was=$(told "$got" "$reason" "")
	printf '%-11s %-43s %s%-36s%s %s%-36s%s\n' "$1" "$2" "${line[1]}" "${line[0]}" "$OFF" "$color" \
		"$(told "$got" "$reason" "${WAS[1]:-}")" "$OFF"
	WAS[1]=$was
}

in_force()	# FILE [OPTION...]
{
	local file=$1
	shift

	lab_relgate apply "$@" "$file" >"$TMP/apply" 2>&1 || { cat "$TMP/apply" >&2; fail "apply $file"; }
}

story()
{
	WAS=()
	story_head
	in_force "$(moved 2012-06-28)"
	day 2012-06-28 "a pact is drafted" drop not-operating drop not-operating
	in_force "$(moved 2012-06-29 's/ withdrawn 2012-06-29;//;/only via USA until/d')" --confirm 60s
	day 2012-06-29 "in force, to be confirmed within a minute" direct "" direct ""
	lab_relgate rollback >>"$TMP/log" 2>&1 || fail rollback
	day 2012-06-29 "called off: relgate rollback" drop not-operating drop not-operating
	in_force "$(moved 2014-12-29)"
	day 2014-12-29 "TISA is signed" drop not-operating drop not-operating
	in_force "$(moved 2015-06-24)"
	day 2015-06-24 "TISA operates" via "" drop agreement-subject
	in_force "$(moved 2016-11-23)"
	day 2016-11-23 "GSOMIA is in force" direct "" direct ""
	in_force "$(moved 2019-08-23)"
	day 2019-08-23 "Korea gives notice, lapsing on 23 November" direct "" direct ""
	in_force "$(moved 2019-11-23 's/notice suspended 2019-11-22;//;s/notice withdrawn 2023-03-21;//')"
	day 2019-11-23 "the notice, had it not been suspended" via "" drop agreement-subject
	in_force "$(moved 2019-11-23)"
	day 2019-11-23 "but it was suspended the day before" direct "" direct ""
	in_force "$(moved 2023-03-21)"
	day 2023-03-21 "the notice is withdrawn" direct "" direct ""
}

drawing()
{
	cat <<-END
	${BOLD}The lab${OFF}: four hosts, one gate. KOR and JPN share secrets on North Korea's missiles and nuclear
	programmes, by the arrangement of 2014 only through the United States; by GSOMIA (2016) directly.

	      kr  KOR host  10.82.0.2  ----- kr0 +---------+ jp0 -----  jp  JPN host  10.81.0.2
	                                         | relgate |
	     hub  USA relay 10.84.0.2  ----- us0 +---------+ us1 -----  us  USA host  10.84.1.2

	Each row: 3 packets (or 8 MB of TCP, hashes compared), labelled by the sending socket, each with
	its true sender and a serial number inside; "seen on" lists the hosts whose links they were
	captured on, in order; the reason is the gate's counter that rose.
	END
}

main()
{
	[ "$(id -u)" = 0 ] || fail "needs root: it makes network namespaces"
	[ -x "$RELGATE" ] && [ -x "$TRAFFIC" ] || fail "not built yet: make demo builds and runs this"
	lab_up || fail "the lab did not come up"
	drawing
	apply_policy tisa-2014.rg
	watch_start
	answer_start "$MISSILE"
	head_line
	rows via refuse
	apply_policy tisa-gsomia-2016.rg
	head_line
	rows direct grant
	story
	watch_stop || { echo "${RED}the captures lost packets: $(cat "$TMP/sum")$OFF"; BAD=$((BAD + 1)); }
	echo
	if [ "$BAD" = 0 ]; then
		echo "${GREEN}All $ROWS rows as expected.$OFF The lab is taken down again."
		quit 0
	fi
	echo "${RED}$BAD of $ROWS rows not as expected.$OFF"
	quit 1
}

main
