#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The runner itself: whatever is wrong with a test counts as a failure.
. "$(dirname "$0")/../cli/lib/ktap.sh"

mkdir -p "$TMP/t/selftests/a"
cp "$TOP/selftests/run" "$TMP/t/selftests/run"
printf 'a\t4\tplain\ta lane\n' >"$TMP/t/selftests/lanes"

# last "name" EXPECTED-LAST-LINE EXPECTED-RC SCRIPT
last()
{
	printf '#!/bin/bash\n%s\n' "$4" >"$TMP/t/selftests/a/test-x"
	chmod +x "$TMP/t/selftests/a/test-x"
	OUT=$("$TMP/t/selftests/run" 2>&1)
	RC=$?
	is "$1" "$(tail -n 1 <<<"$OUT"), exit $RC" "$2, exit $3"
}

last "all passed" "2 passed, 0 failed" 0 'echo 1..2; echo ok 1 a; echo ok 2 b'
last "the plan may come last" "1 passed, 0 failed" 0 'echo ok 1 a; echo 1..1'
last "one failed" "1 passed, 1 failed" 1 'echo 1..2; echo ok 1 a; echo not ok 2 b; exit 1'
last "one failed, and its exit code says nothing" "1 passed, 1 failed" 1 'echo 1..2; echo ok 1; echo not ok 2'
last "no plan" "1 passed, 1 failed" 1 'echo ok 1 a'
last "nothing at all" "0 passed, 1 failed" 1 ':'
last "short of its plan" "1 passed, 1 failed" 1 'echo 1..3; echo ok 1 a'
last "more than its plan" "2 passed, 1 failed" 1 'echo 1..1; echo ok 1 a; echo ok 2 b'
last "two plans" "1 passed, 1 failed" 1 'echo 1..1; echo 1..1; echo ok 1 a'
last "it died behind its last line" "1 passed, 1 failed" 1 'echo 1..1; echo ok 1 a; kill -SEGV $$'
last "it hangs" "1 passed, 1 failed" 1 'echo 1..1; echo ok 1 a; sleep 60'
last "bail out" "1 passed, 1 failed" 1 'echo 1..1; echo ok 1 a; echo Bail out! why'
last "skipped" "1 passed, 0 failed" 0 'echo 1..2; echo ok 1 a; echo "ok 2 b # SKIP why"'
last "subtests are not counted" "1 passed, 0 failed" 0 'echo 1..1; echo "    not ok 1 sub"; echo ok 1 a'
last "nothing passed" "0 passed, 0 failed" 1 'echo "1..0 # SKIP not here"'

rm "$TMP/t/selftests/a/test-x"
OUT=$("$TMP/t/selftests/run" 2>&1)
is "a lane without tests" "$(tail -n 1 <<<"$OUT")" "0 passed, 1 failed"
: >"$TMP/t/selftests/a/test_c.c"
OUT=$("$TMP/t/selftests/run" 2>&1)
is "a test that was not built" "$(tail -n 1 <<<"$OUT")" "0 passed, 1 failed"
"$TMP/t/selftests/run" b >/dev/null 2>&1
is "a lane that there is not" "$?" 2
ktap_end
