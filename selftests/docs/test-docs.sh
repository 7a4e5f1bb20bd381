#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The manual, the lists made from the sources, the completion, what is installed.
. "$(dirname "$0")/../cli/lib/ktap.sh"
cd "$TOP" || exit 2

scripts/gen-reasons >"$TMP/reasons.md"
cmp -s "$TMP/reasons.md" docs/reasons.md && ok "docs/reasons.md is what the sources say" ||
	not_ok "docs/reasons.md is what the sources say" "run \`make docs\`" "$(diff docs/reasons.md "$TMP/reasons.md" | head -5)"
is "every reason is in it" "$(grep -c '^| [0-9]' docs/reasons.md)" "$(grep -c '^	X(' include/uapi/linux/relgate.h)"

for page in docs/man/*.[58]; do
	if out=$(mandoc -Tlint -W warning "$page" 2>&1); then
		ok "$(basename "$page") has no complaint from mandoc"
	else
		not_ok "$(basename "$page") has no complaint from mandoc" "$out"
	fi
done
for verb in $("$RG" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	grep -q "^\.Ss relgate $verb" docs/man/relgate.8 && ok "the manual has $verb" || not_ok "the manual has $verb"
	missing=
	for option in $("$RG" "$verb" --help | sed -n '/^Options:/,/^$/s/^  ..\{0,3\} *--\([a-z-]*\).*/\1/p'); do
		short=$("$RG" "$verb" --help | sed -n "s/^  -\(.\), --$option.*/\1/p")
		grep -q -- "Fl -\?-$option\b\|Fl -$option\b${short:+\|Fl $short\b}" docs/man/relgate.8 || missing="$missing --$option"
	done
	is "the manual has the options of $verb" "$missing" ""
done

# Completion, with the program under test as `relgate`.
mkdir "$TMP/bin" && ln -s "$RG" "$TMP/bin/relgate"
complete_line()
{
	PATH=$TMP/bin:$PATH bash -c '
		. completion/relgate.bash
		COMP_WORDS=('"$1"') COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_relgate 2>/dev/null
		echo "${COMPREPLY[*]}"' 2>&1
}
is "completes a verb" "$(complete_line 'relgate expl')" explain
is "completes an option" "$(complete_line 'relgate explain --hub')" --hub-down
is "completes an option that has a letter" "$(complete_line 'relgate check --out')" --output
is "completes what to show" "$(complete_line 'relgate -j show agr')" agreements

make -s install DESTDIR="$TMP/root" prefix=/usr >/dev/null 2>"$TMP/err"
is "make install" "$?" 0
for file in sbin/relgate share/man/man8/relgate.8 share/man/man5/relgate-policy.5 \
	share/bash-completion/completions/relgate share/doc/relgate/reasons.md \
	share/doc/relgate/policies/tisa-2014.rg; do
	[ -s "$TMP/root/usr/$file" ] && ok "installs $file" || not_ok "installs $file" "$(cat "$TMP/err")"
done
"$TMP/root/usr/sbin/relgate" check "$TMP/root/usr/share/doc/relgate/policies/tisa-2014.rg" >/dev/null 2>&1
is "what is installed works" "$?" 0

bad=
for f in scripts/* selftests/bench/bench selftests/run selftests/*/test*.sh .ci/run; do
	case $(head -1 "$f") in
	*bash*) bash -n "$f" || bad="$bad $f" ;;
	*python*) python3 -c "import ast, sys; ast.parse(open(sys.argv[1]).read())" "$f" || bad="$bad $f" ;;
	*) sh -n "$f" || bad="$bad $f" ;;
	esac
done 2>"$TMP/err"
is "no script has a syntax error" "$bad" ""
ktap_end
