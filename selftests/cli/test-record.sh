#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The record: what the verbs write, and that what is removed, changed or written anew
# shows.
. "$(dirname "$0")/lib/ktap.sh"

if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP not root"
	exit 0
fi
GATE=rgrec$$
export RELGATE_STATE=$TMP/state
RECORD=$RELGATE_STATE/record

clean()
{
	"$RG" -n $GATE detach >/dev/null 2>&1
	ip netns del $GATE 2>/dev/null
	rm -rf "$TMP"
}
trap clean EXIT
trap 'exit 130' INT TERM
ip netns add $GATE || { echo "Bail out! no namespaces"; exit 1; }
for dev in kr0 jp0 us0 us1; do
	ip -n $GATE link add $dev type veth peer name p-$dev
	ip -n $GATE link set $dev up
done
# A name that would turn the line around.
ODD=$TMP/odd.rg
sed -e $'s/"TISA-2014"/"\u202e odd"/' -e "s|\"parts/|\"$TOP/policies/parts/|" "$TISA" >"$ODD"

head_now() { "$RG" log -j | jq -r .head; }
expect 0 "nothing is recorded" --out "nothing is recorded" -- log
expect 0 "an empty record is whole" --out "0 entries" -- log verify
expect 0 "a dry run" -- -n $GATE apply --dry-run "$TISA"
expect 0 "... is not recorded" --out "nothing is recorded" -- log
expect 0 "apply" -- -n $GATE apply "$TISA"
json "apply is recorded: policy, digest, engine, generation, who, when" '.entries | length == 1 and (.[0] |
	.what == "apply" and .policy == "TISA-2014" and .generation == 1 and .engine == "'$ENGINE'" and .seq == 1
	and (.digest | length) == 64 and .by.uid == 0 and (now - .time) < 600
	and (.agreements_added | index("TISA")) and .agreements_removed == [])' log -j
json "... with the digest of what is in force" ".digest == \"$("$RG" log -j | jq -r '.entries[0].digest')\"" -n $GATE status -j
is "root's alone" "$(stat -c '%a %u' "$RECORD" "$RELGATE_STATE" | tr '\n' ' ')" "600 0 700 0 "
first=$(head_now)
expect 0 "apply on trial" -- -n $GATE apply --confirm 60s "$GSOMIA"
expect 0 "confirm" -- -n $GATE confirm
expect 0 "rollback" -- -n $GATE rollback
expect 0 "block" -- -n $GATE block
expect 0 "unblock" -- -n $GATE block --off
json "all of it is recorded" '[.entries[].what] == ["apply", "apply", "confirm", "rollback", "block", "unblock"]' log -j
json "what came and went" '.entries[1] | (.agreements_added | index("GSOMIA")) and .was and .confirm_within == 60' log -j
json "from where back to where" '.entries[3] | .left == 2 and .generation == 1' log -j
expect 0 "a trial that ends by itself" -- -n $GATE apply --confirm 1s "$GSOMIA"
for i in 1 2 3 4 5 6 7 8 9 10; do
	sleep 0.5
	"$RG" -n $GATE status >/dev/null
	[ "$("$RG" log -j | jq -r '.entries[-1].what')" = apply ] || break
done
json "... is written down by whoever looks" '.entries[-1] | .what == "not confirmed in time" and .left == 3
	and .generation == 1 and (.ended <= now)' log -j
"$RG" -n $GATE status >/dev/null
json "... once" '[.entries[] | select(.what == "not confirmed in time")] | length == 1' log -j
expect 0 "text" --out "not confirmed in time" -- log
expect 0 "the last one" --out "8 " -- log -c 1
expect 0 "a policy with an odd name" -- -n $GATE apply "$ODD"
is "the record is ASCII" "$(LC_ALL=C tr -d '\n -~' <"$RECORD" | wc -c)" 0
rg log -c 1
is "... and shown as what it is" "$(grep -c 'policy: .u202e odd' <<<"$OUT")" 1
is "no direction mark reaches the terminal" "$(grep -c $'\xe2\x80\xae' <<<"$OUT")" 0

# Whole, and then not.
expect 0 "whole" --out "whole: 9 entries" -- log verify
last=$(head_now)
expect 0 "the head is known" -- log verify --head "$last"
expect 0 "an older head, too" -- log verify --head "$first"
expect 1 "a head that never was" --err "no entry" -- log verify --head "$(printf '0%.0s' {1..64})"
expect 2 "a head that is none" --err "64 digits" -- log verify --head abc
expect 2 "a word that is none" --err "verify" -- log verfy

cp "$RECORD" "$TMP/whole"
broken() { expect 1 "$1" --err "$2" -- log verify; expect 1 "... and log says so" --err "line" -- log; cp "$TMP/whole" "$RECORD"; }
sed -i '3s/"netns":/"netns":1/' "$RECORD"; broken "a changed entry shows" "line 3: it was changed"
sed -i 4d "$RECORD"; broken "a removed entry shows" "line 4: an entry before it was removed"
sed -i 1d "$RECORD"; broken "a removed first entry shows" "line 1: entries before it are missing"
sed -i '2{h;d};3{G}' "$RECORD"; broken "entries in another order show" "line 2"
truncate -s -5 "$RECORD"; broken "a record cut off shows" "it is cut off"
printf '%s\n' "not an entry" >>"$RECORD"; broken "a line that is no entry shows" "line 10"
head -c 100000 /dev/zero | tr '\0' x >>"$RECORD"; broken "an endless line shows" "line 10"
sed -i '$d' "$RECORD"
expect 0 "the last entry removed: the chain alone does not show it" -- log verify
expect 1 "... but its head does" --err "no entry" -- log verify --head "$last"
cp "$TMP/whole" "$RECORD"
# Everything from the third entry on changed and computed anew, as one could who is root.
python3 - "$RECORD" <<'END'
import hashlib, json, sys
lines = open(sys.argv[1]).read().splitlines()
out, before = [], None
for i, line in enumerate(lines):
    e = json.loads(line[65:])
    if i >= 2:
        e["before"] = before
    if i == 2:
        e["by"]["name"] = "mallory"
    text = json.dumps(e, separators=(",", ":")) if i >= 2 else line[65:]
    before = hashlib.sha256(text.encode()).hexdigest()
    out.append(before + " " + text)
open(sys.argv[1], "w").write("\n".join(out) + "\n")
END
expect 0 "written anew, it is whole by itself" -- log verify
expect 1 "... but has not the head" --err "written anew" -- log verify --head "$last"
cp "$TMP/whole" "$RECORD"

# After a crash in the middle of a line the record goes on, and the line shows.
truncate -s -5 "$RECORD"
expect 0 "apply after a crash" -- -n $GATE apply "$TISA"
expect 1 "the line that was cut off shows" --err "line 9" -- log verify
cp "$TMP/whole" "$RECORD"

# What cannot be recorded is not done.
gen=$("$RG" -n $GATE status -j | jq .generation)
mv "$RECORD" "$TMP/away"; ln -s "$TMP/away" "$RECORD"
expect 2 "a symbolic link: apply is refused" --err "could not be recorded" -- -n $GATE apply "$TISA"
rm "$RECORD"; mkfifo "$RECORD"
expect 2 "a pipe: apply is refused" --err "could not be recorded" -- -n $GATE apply "$TISA"
rm "$RECORD"; mv "$TMP/away" "$RECORD"; chmod 622 "$RECORD"
expect 2 "others can write to it: apply is refused" --err "nobody else can write" -- -n $GATE apply "$TISA"
chmod 600 "$RECORD"; chmod 777 "$RELGATE_STATE"
expect 2 "others can write to the folder: apply is refused" --err "nobody else can write" -- -n $GATE apply "$TISA"
chmod 700 "$RELGATE_STATE"
is "and nothing was changed" "$("$RG" -n $GATE status -j | jq .generation)" "$gen"

# Many at once; and a file that is full.
for i in 1 2 3 4 5 6 7 8; do "$RG" -n $GATE block >/dev/null & done
wait
expect 0 "eight at once: whole" --out "whole: 17 entries" -- log verify
python3 - "$RECORD" <<'END'
import hashlib, json, sys
f = open(sys.argv[1], "r+")
line = f.read().splitlines()[-1]
e = json.loads(line[65:])
before, size = line[:64], f.tell()
while size < (4 << 20) - 10000:
    e["seq"] += 1
    e["before"] = before
    e["policy"] = "x" * 9000
    text = json.dumps(e, separators=(",", ":"))
    before = hashlib.sha256(text.encode()).hexdigest()
    size += f.write(before + " " + text + "\n")
END
full=$(head_now)
expect 0 "block with a full file" -- -n $GATE block --off
is "it became record.1" "$(wc -l <"$RECORD") $([ -s "$RECORD.1" ] && echo there)" "1 there"
expect 0 "the chain goes over both" --out "whole" -- log verify --head "$full"
truncate -s 0 "$RECORD.1"
expect 1 "the older one emptied: it shows" --err "entries before it are missing" -- log verify
expect 0 "detach" -- -n $GATE detach
json "is recorded" '.entries[-1].what == "detach" or .whole == false' log -j

echo "1..$N"
[ "$BAD" = 0 ]
