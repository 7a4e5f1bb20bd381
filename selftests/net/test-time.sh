#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Time over a restart: a clock that was set forward while the machine was off opens
# nothing, one that was set back neither, and what lapsed stays lapsed.  The machine's
# clock is left alone: what it had been before is told instead.
#
# Guards I3.  Breaks that must make it fail: restore reckoning from the wall clock
# (bind.base); `seen` left out of rg_clock_set(); a mark that is taken back.
. "$(dirname "$0")/lib.sh"

net_begin
export RELGATE_STATE=$TMP/state
NOW=$(date +%s) DAY=86400
day() { date -u -d "@$((NOW + $1 * DAY))" +%F; }
K=(raw4 kr us --label "410:SECRET//REL TO USA, KOR")

dated()		# NAME DATES: US-KOR with these dates
{
	variant "$1" tisa-2014.rg "/^agreement US-KOR/,/^}/s/in force 1987-09-24;/$2/"
}

# What the machine had come to when it was switched off, in days from now.
had_been()	# RECKONED SEEN
{
	local line

	line="$((NOW + $1 * DAY)) $((NOW + $2 * DAY))"
	printf '%s\n%s\n' "$line" "$(printf '%s\n' "$line" | sha256sum | cut -d' ' -f1)" \
		>"$RELGATE_STATE/time"
}
kept() { head -1 "$RELGATE_STATE/time"; }

# Off and on again.
restart()
{
	rm -rf "$TMP/kept"
	cp -a "$RELGATE_STATE" "$TMP/kept"
	lab_relgate detach >>"$TMP/log" 2>&1
	rm -rf "$RELGATE_STATE"
	cp -a "$TMP/kept" "$RELGATE_STATE"
	lab_relgate boot close >>"$TMP/log" 2>&1
	lab_relgate boot restore >>"$TMP/log" 2>&1
}

# Where an agreement stands, as `show agreements` has it.
stands()	# AGREEMENT
{
	lab_relgate -j show agreements | jq -r --arg a "$1" \
		'.[] | select(.agreement == $a) | "\(.operating) \(.state)"'
}

near()		# SECONDS SECONDS: within an hour
{
	[ $(($1 - $2)) -lt 3600 ] && [ $(($2 - $1)) -lt 3600 ]
}

LAPSES=$(dated lapses "in force $(day -30); lapsed $(day 30);")
net_apply "$LAPSES"
passes "before it lapses" direct "${K[@]}"
check "apply keeps what time it is" near "$(kept | cut -d' ' -f1)" "$NOW"
check "both ways" near "$(kept | cut -d' ' -f2)" "$NOW"
is "root's alone" "$(stat -c '%U %a' "$RELGATE_STATE/time")" "root 600"
check "restart" restart
passes "after a restart" direct "${K[@]}"

had_been 60 60
check "restart, the clock set back by 60 days" restart
drops "what lapsed stays lapsed" not-operating "${K[@]}"
is "show agreements says the same" "$(stands US-KOR)" "false lapsed"
is "status knows" "$(lab_relgate -j status | jq .seen)" $((NOW + 60 * DAY))
had_been -300 60
check "restart, the clock set back, after long times off" restart
drops "what lapsed by the clock alone stays lapsed" not-operating "${K[@]}"
check "mark" lab_relgate boot mark
is "which does not take back what was seen" "$(kept | cut -d' ' -f2)" $((NOW + 60 * DAY))
check "and reckons on" near "$(kept | cut -d' ' -f1)" $((NOW - 300 * DAY))
check "restart" restart
drops "lapsed still" not-operating "${K[@]}"
out=$(lab_relgate apply "$LAPSES" 2>&1)
check "apply says that the clock is behind" grep -q "the clock is behind" <<<"$out"
drops "and what lapsed stays lapsed" not-operating "${K[@]}"
check "unless the clock is right" lab_relgate apply --clock-is-right "${LAB_ENGINE[@]}" "$LAPSES"
passes "then it operates" direct "${K[@]}"
check "and what had been seen is forgotten" near "$(kept | cut -d' ' -f2)" "$NOW"

net_apply "$(dated begins "in force $(day -10);")"
passes "begun ten days ago" direct "${K[@]}"
had_been -20 -20
check "restart, the clock set forward by 20 days" restart
drops "a clock set forward opens nothing" not-operating "${K[@]}"
is "and nothing is shown as open" "$(stands US-KOR)" "false not yet"
check "mark" lab_relgate boot mark
check "restart" restart
drops "nor after another restart" not-operating "${K[@]}"
had_been -5 -5
check "restart, five days later" restart
passes "what had begun goes on" direct "${K[@]}"
had_been -20 -20
check "restart, the clock set forward" restart
net_apply "$(dated begins "in force $(day -10);")"
passes "who applies a policy answers for the clock" direct "${K[@]}"

# A deny statement begins when any clock says so.
net_apply "$(variant denies tisa-2014.rg "\$a\\
deny LATER { block KOR -> USA; in force $(day 30); }")"
passes "before it is denied" direct "${K[@]}"
had_been 60 60
check "restart, the clock set back" restart
drops "what was denied stays denied" denied "${K[@]}"
is "and is shown so" "$(stands LATER)" "true operating"

# Nobody knows what time it was: closed.
for how in gone "not what was written" "cut off" "another's to write"; do
	had_been 0 0
	case $how in
	gone)	rm "$RELGATE_STATE/time" ;;
	not*)	sed -i '1s/.$/x/' "$RELGATE_STATE/time" ;;
	cut*)	truncate -s 20 "$RELGATE_STATE/time" ;;
	another*) chmod 666 "$RELGATE_STATE/time" ;;
	esac
	refute "the time that was kept is $how: restore refuses" restart
	refute "so that nothing is in force" lab_relgate status
	[ "$how" = gone ] || refute "and so does apply" lab_relgate apply "${LAB_ENGINE[@]}" "$LAPSES"
	rm -f "$RELGATE_STATE/time"
	check "until somebody answers for the clock" lab_relgate apply --clock-is-right "$LAPSES"
done
passes "open again" direct "${K[@]}"
check "detach" lab_relgate detach
refute "forgets the time" test -e "$RELGATE_STATE/time"
net_end
