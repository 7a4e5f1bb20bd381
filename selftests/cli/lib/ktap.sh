# SPDX-License-Identifier: GPL-2.0-only
#
# KTAP for the tests of the command line.  $RG is the program under test.

TOP=${TOP:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)}
RG=${RELGATE_ASAN:-$TOP/build/asan/relgate}
[ -x "$RG" ] || RG=${RELGATE:-$TOP/build/relgate}
TISA=$TOP/policies/tisa-2014.rg
GSOMIA=$TOP/policies/tisa-gsomia-2016.rg
TMP=$(mktemp -d) || exit 2
N=0 BAD=0
# `auto` takes the module where it is inserted.
[ -e /sys/module/relgate ] && ENGINE=kmod || ENGINE=bpf
export NO_COLOR=1

ok() { N=$((N + 1)); echo "ok $N $*"; }

not_ok()	# NAME [LINE...]
{
	local name=$1
	shift
	N=$((N + 1)) BAD=$((BAD + 1))
	echo "not ok $N $name"
	[ $# = 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
}

# Runs the program: $RC, $OUT, $ERR.
rg() { OUT=$("$RG" "$@" 2>"$TMP/err" </dev/null); RC=$?; ERR=$(cat "$TMP/err"); }

# The program must not have been caught by a sanitizer or a signal.
sane() { [ "$RC" -le 2 ] && ! grep -q 'Sanitizer\|runtime error' "$TMP/err"; }

# expect RC "name" [--out TEXT] [--err TEXT] -- ARGUMENTS...
expect()
{
	local want=$1 name=$2 out= err= why=
	shift 2
	while [ "$1" != -- ]; do
		case $1 in
		--out) out=$2 ;;
		--err) err=$2 ;;
		esac
		shift 2
	done
	shift
	rg "$@"
	[ "$RC" = "$want" ] || why="exit code $RC, not $want"
	sane || why="$why; crashed"
	[ -z "$out" ] || grep -qF -- "$out" <<<"$OUT" || why="$why; standard output lacks '$out'"
	[ -z "$err" ] || grep -qF -- "$err" <<<"$ERR" || why="$why; standard error lacks '$err'"
	# Whoever fails says why.
	[ "$RC" != 2 ] || [ -n "$ERR" ] || why="$why; exit code 2 without a word"
	if [ -z "$why" ]; then
		ok "$name"
	else
		not_ok "$name" "$why" "relgate $*" "stdout: $OUT" "stderr: $ERR"
	fi
}

# json "name" FILTER ARGUMENTS...: standard output is JSON for which the jq filter is true
json()
{
	local name=$1 filter=$2
	shift 2
	rg "$@"
	if sane && jq -e "$filter" >/dev/null 2>"$TMP/jq" <<<"$OUT"; then
		ok "$name"
	else
		not_ok "$name" "jq $filter" "relgate $*" "exit code: $RC" "stdout: $OUT" "stderr: $ERR" \
			"$(cat "$TMP/jq")"
	fi
}

is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got  $2" "want $3"; fi; }

ktap_end()
{
	rm -rf "$TMP"
	echo "1..$N"
	[ "$BAD" = 0 ]
	exit
}

echo "KTAP version 1"
