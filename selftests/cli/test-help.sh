#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Help, options anywhere, and what is said about a slip of the keyboard.
. "$(dirname "$0")/lib/ktap.sh"

VERBS="check apply confirm rollback status show explain diff replay monitor label doctor log block detach boot probe"

expect 0 "--help" --out "Usage: relgate" -- --help
expect 0 "-h" --out "Usage: relgate" -- -h
expect 0 "help" --out "Usage: relgate" -- help
expect 0 "--version" --out "relgate " -- --version
expect 2 "no verb: the usage on standard error" --err "Usage: relgate" --
"$RG" --help >"$TMP/help"
listed=$(sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$TMP/help" | tr '\n' ' ')
for verb in $VERBS; do
	case " $listed " in *" $verb "*) ok "$verb is listed" ;; *) not_ok "$verb is listed" "$listed" ;; esac
	expect 0 "$verb --help has examples" --out "Examples:" -- "$verb" --help
	expect 0 "--help $verb" --out "Usage: relgate $verb" -- --help "$verb"
	expect 0 "help $verb" --out "Usage: relgate $verb" -- help "$verb"
	expect 2 "$verb: an unknown option" --err "unknown option --no-such" -- "$verb" --no-such
	if [ "$("$RG" "$verb" --help | awk '{ if (length($0) > 100) n++ } END { print n + 0 }')" = 0 ]; then
		ok "$verb --help fits 100 columns"
	else
		not_ok "$verb --help fits 100 columns" "$("$RG" "$verb" --help | awk 'length($0) > 100')"
	fi
done
is "nothing but these verbs" "$(wc -w <<<"$listed")" "$(wc -w <<<"$VERBS")"

expect 2 "a verb that is nearly right" --err "did you mean 'status'?" -- stauts
expect 2 "a verb cut short" --err "did you mean 'explain'?" -- expl
expect 2 "a verb that is nothing" --err "unknown verb 'xyzzy'" -- xyzzy
expect 2 "an empty verb" --err "unknown verb ''" -- ""
expect 2 "help for an unknown verb" --err "did you mean 'block'?" -- help blcok
expect 2 "an option that is nearly right" --err "did you mean --engine?" -- apply --enigne bpf x
expect 2 "an option without its value" --err "needs" -- explain --in
expect 2 "a value where none goes" --err "--json takes no value" -- status --json=yes
expect 2 "an unknown letter" --err "unknown option -Z" -- status -Z
expect 2 "too many arguments" --err "'b' is one argument too many" -- check a b
expect 2 "too few arguments" --err "FILE expected" -- check
expect 2 "no JSON where there are no facts" --err "nothing to print as JSON" -- detach -j

expect 0 "options before the verb" --out '"policy"' -- -j check "$TISA"
expect 0 "options behind the arguments" --out '"policy"' -- check "$TISA" -j
expect 0 "options between" --out '"policy"' -- check --json "$TISA"
expect 2 "-n with its value before the verb" --err "no network namespace rg-none" -- -n rg-none status
expect 2 "-n in a cluster" --err "no network namespace rg-none" -- -jn rg-none status
expect 2 "-n behind" --err "no network namespace rg-none" -- status -n rg-none
expect 2 "-n and no namespace file" --err "is not a network namespace" -- status -n /etc/passwd
expect 2 "-n with nothing" --err "names no network namespace" -- status -n ""
expect 2 "-n with dots" --err "names no network namespace" -- status -n ..
expect 2 "-n too long" -- status -n "$(printf 'x%.0s' {1..5000})"

"$RG" check "$TISA" >/dev/full 2>"$TMP/err"
is "a full disk is no success" "$?" 2
grep -q "could not be written" "$TMP/err" && ok "... and is said" || not_ok "... and is said" "$(cat "$TMP/err")"

# Colour only on a terminal, and never with NO_COLOR.
esc=$(printf '\033')
case $(env -u NO_COLOR TERM=xterm "$RG" show interfaces -p "$TISA") in
*"$esc"*) not_ok "no colour into a pipe" ;; *) ok "no colour into a pipe" ;; esac
if command -v script >/dev/null; then
	case $(env -u NO_COLOR TERM=xterm script -qc "$RG show interfaces -p $TISA" /dev/null </dev/null) in
	*"$esc"*) ok "colour on a terminal" ;; *) not_ok "colour on a terminal" ;; esac
	case $(env TERM=xterm NO_COLOR=1 script -qc "$RG show interfaces -p $TISA" /dev/null </dev/null) in
	*"$esc"*) not_ok "NO_COLOR on a terminal" ;; *) ok "NO_COLOR on a terminal" ;; esac
fi
ktap_end
