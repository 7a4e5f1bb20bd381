#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# replay: captures of all link types, damaged ones, and every label as tshark decodes it.
. "$(dirname "$0")/lib/ktap.sh"

GOOD="SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA"
OPT=$("$RG" label encode "$GOOD" --doi 410 -p "$TISA")

# A capture of one IPv4 packet with the option area $2, of link type $1, written octet by octet.
python3 - "$TMP" "$OPT" <<'END'
import struct, sys
tmp, opt = sys.argv[1], bytes.fromhex(sys.argv[2])
def ip4(opt):
    opt += b'\0' * (-len(opt) % 4)
    upper = struct.pack('>HHHH', 1000, 2000, 12, 0) + b'data'
    hlen = 20 + len(opt)
    h = bytearray(struct.pack('>BBHHHBBH4s4s', 0x40 | hlen // 4, 0, hlen + len(upper), 1, 0x4000,
        64, 17, 0, bytes([10, 82, 0, 2]), bytes([10, 81, 0, 2])) + opt)
    s = sum(struct.unpack('>%dH' % (len(h) // 2), h))
    while s >> 16: s = (s & 0xffff) + (s >> 16)
    h[10:12] = struct.pack('>H', ~s & 0xffff)
    return bytes(h) + upper
p = ip4(opt)
links = {
    1: bytes.fromhex('020000000001020000000002') + b'\x08\0' + p,
    101: p, 228: p,
    113: bytes(14) + b'\x08\0' + p,
    276: b'\x08\0' + bytes(18) + p,
    0: struct.pack('=I', 2) + p,
}
def pcap(name, link, pkts, snap=65535):
    with open(f'{tmp}/{name}', 'wb') as f:
        f.write(struct.pack('=IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, snap, link))
        for cap, length in pkts:
            f.write(struct.pack('=IIII', 1400000000, 5, len(cap), length) + cap)
for link, pkt in links.items():
    pcap(f'link{link}.pcap', link, [(pkt, len(pkt))])
eth = links[1]
pcap('other.pcap', 105, [(eth, len(eth))])
pcap('cut.pcap', 1, [(eth[:n], len(eth)) for n in range(len(eth))])
pcap('cutraw.pcap', 101, [(p[:n], len(p)) for n in range(len(p))])
pcap('cutsll.pcap', 113, [(links[113][:n], len(links[113])) for n in range(len(links[113]))])
pcap('lies.pcap', 1, [(eth, 1), (eth, 0), (eth, 0x7fffffff), (eth, 0xffffffff)])
pcap('empty.pcap', 1, [])
whole = open(f'{tmp}/link1.pcap', 'rb').read()
open(f'{tmp}/short.pcap', 'wb').write(whole[:-3])
open(f'{tmp}/huge.pcap', 'wb').write(whole[:32] + struct.pack('=I', 0x7fffffff) + whole[36:])
open(f'{tmp}/tiny.pcap', 'wb').write(whole[:10])
flip = bytearray(whole * 1)
for i in range(24, len(whole)):
    flip[i] ^= 0xff
open(f'{tmp}/flip.pcap', 'wb').write(flip)
END

for link in 1 101 228 113 276 0; do
	expect 0 "link type $link" --out "pass ok, via us0, TISA" -- replay "$TISA" "$TMP/link$link.pcap"
	expect 0 "labels of link type $link" --out "cipso tag 1 doi 410 level 3" -- \
		replay --labels "$TMP/link$link.pcap"
done
expect 2 "a link type that is not known" --err "link type" -- replay "$TISA" "$TMP/other.pcap"
expect 0 "an empty capture" --out "0 packets" -- replay "$TISA" "$TMP/empty.pcap"
expect 0 "frames cut at every octet" --out "truncated" -- replay "$TISA" "$TMP/cut.pcap" --in kr0
expect 0 "raw packets cut at every octet" -- replay "$TISA" "$TMP/cutraw.pcap" --in kr0
expect 0 "cooked packets cut at every octet" -- replay "$TISA" "$TMP/cutsll.pcap"
expect 0 "lengths that lie" --out "4 packets" -- replay "$TISA" "$TMP/lies.pcap"
expect 2 "a file that ends in a packet" --err "after packet 0" -- replay "$TISA" "$TMP/short.pcap"
expect 2 "a packet of two gigabytes" -- replay "$TISA" "$TMP/huge.pcap"
expect 2 "a file that ends in its header" -- replay "$TISA" "$TMP/tiny.pcap"
rg replay "$TISA" "$TMP/flip.pcap"; sane && ok "every bit flipped" || not_ok "every bit flipped" "$ERR"
expect 2 "no capture" -- replay "$TISA" "$TISA"
expect 2 "no file" --err "No such file" -- replay "$TISA" "$TMP/none.pcap"
OUT=$("$RG" replay "$TISA" - <"$TMP/link1.pcap" 2>&1)
is "a capture from standard input" "$(tail -n 1 <<<"$OUT")" "1 packets, ok 1"
rg replay -j "$TISA" "$TMP/cut.pcap" --in kr0
is "JSON: one object a line, and a summary" "$(jq -s 'length - .[-1].summary.packets' <<<"$OUT")" 1
json "JSON: a verdict" '.summary or .verdict == "pass" and .way == "via" and .sender == "KOR" and .label.level == 3' \
	replay -j "$TISA" "$TMP/link1.pcap"
expect 0 "before the agreement operated" --out "not-operating" -- \
	replay "$TISA" "$TMP/link1.pcap" --at 2015-01-01
expect 0 "in on the hub's link, from the relay" --out "relayed jp0" -- \
	replay "$TISA" "$TMP/link1.pcap" --in us0 --relay
expect 2 "in on nothing" --err "no interface" -- replay "$TISA" "$TMP/link1.pcap" --in eth7

# Captures of hosts whose kernel labels, and tshark is the judge.
# tshark writes a tag-5 range high-low; CALIPSO's bitmap is in hexadecimal.
tshark_labels()
{
	tshark -r "$1" -Y 'ip.cipso.doi or ipv6.opt.calipso.doi' -T fields -E separator='|' \
		-e frame.number -e ip.cipso.doi -e ip.cipso.tag_type -e ip.cipso.sensitivity_level \
		-e ip.cipso.categories -e ipv6.opt.calipso.doi -e ipv6.opt.calipso.sens_level \
		-e ipv6.opt.calipso.cmpt_bitmap 2>/dev/null | python3 -c '
import sys
for line in sys.stdin:
    n, doi, tag, level, cats, doi6, level6, bitmap = line.rstrip("\n").split("|")
    out = []
    if doi:
        cats = [c for c in cats.split(",") if c]
        count = len(doi.split(","))
        want = set()
        # Outer and quoted label are the same packet label; each half is compared.
        half = cats[:len(cats) // count]
        for c in half:
            hi, _, lo = c.partition("-")
            want |= set(range(int(lo or hi), int(hi) + 1))
        for i in range(count):
            out.append((int(doi.split(",")[i]), int(tag.split(",")[i]), int(level.split(",")[i]), sorted(want)))
    if doi6:
        for d, l, b in zip(doi6.split(","), level6.split(","), (bitmap.split(",") if bitmap else [""] * 9)):
            bits = bin(int("1" + b, 16))[3:] if b else ""
            out.append((int(d), 0, int(l), [i for i, x in enumerate(bits) if x == "1"]))
    for o in out:
        print(n, *o[:3], ",".join(map(str, o[3])) or "-")'
}
our_labels()
{
	"$RG" replay -j --labels "$1" | jq -r 'select(.packet) |
		"\(.packet) \(.doi) \(.tag // 0) \(.level) \(.categories | map(tostring) | join(",") | if . == "" then "-" else . end)"'
}
for capture in "$TOP"/selftests/data/*.pcap; do
	[ -e "$capture" ] || continue
	name=$(basename "$capture")
	if ! command -v tshark >/dev/null; then
		N=$((N + 1)); echo "ok $N $name as tshark decodes it # SKIP no tshark"
		continue
	fi
	tshark_labels "$capture" >"$TMP/theirs"
	our_labels "$capture" >"$TMP/ours"
	if [ -s "$TMP/theirs" ] && cmp -s "$TMP/theirs" "$TMP/ours"; then
		ok "$name: $(wc -l <"$TMP/ours") labels, each as tshark decodes it"
	else
		not_ok "$name: labels as tshark decodes them" "$(diff "$TMP/theirs" "$TMP/ours" | head)"
	fi
done
ktap_end
