# SPDX-License-Identifier: GPL-2.0-only
"""The bench's frames: 128 bytes each, UDP, labelled or not."""
import random
import struct
import subprocess

import policies

SIZE = 128
COUNT = 4096
ETH = bytes.fromhex("020000820001" "020000820002")
SRC4, DST4 = bytes([10, 82, 0, 2]), bytes([10, 81, 0, 2])
SRC6 = bytes.fromhex("fd000410" + "0" * 23 + "2")
DST6 = bytes.fromhex("fd000392" + "0" * 23 + "2")


def checksum(data):
    s = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def ip4(option, src=SRC4, dst=DST4):
    option += b"\1" * (-len(option) % 4)
    hlen = 20 + len(option)
    head = struct.pack("!BBHHHBBH4s4s", 0x40 | hlen // 4, 0, SIZE - 14, 0, 0x4000, 64, 17, 0, src, dst) + option
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return pad(ETH + b"\x08\x00" + head, hlen)


def ip6(option):
    hop = b""
    if option:
        hop = bytes([17, 0]) + option
        left = -len(hop) % 8
        hop += b"\0" if left == 1 else bytes([1, left - 2]) + bytes(left - 2) if left else b""
        hop = bytes([17, len(hop) // 8 - 1]) + hop[2:]
    head = struct.pack("!IHBB16s16s", 6 << 28, SIZE - 54, 0 if hop else 17, 64, SRC6, DST6) + hop
    return pad(ETH + b"\x86\xdd" + head, len(head))


def pad(frame, hlen):
    udp = SIZE - 14 - hlen
    return (frame + struct.pack("!HHHH", 7000, 7001, udp, 0)).ljust(SIZE, b"x")


class Frames:
    def __init__(self, relgate):
        self.relgate = relgate

    def label(self, cats, fmt="cipso"):
        args = [self.relgate, "label", "encode", "--doi", str(policies.DOI), "--level", "3", "--format", fmt]
        if fmt == "cipso":
            args += ["--tag", "1"]
        if cats:
            args += ["--categories", ",".join(map(str, cats))]
        out = subprocess.run(args, stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        return bytes.fromhex(out.strip())

    def get(self, kind):
        wide = [c for c in range(240)]
        if kind == "plain":
            return ip4(b"")
        if kind == "calipso":
            return ip6(self.label([1, 2, 33, 34], "calipso"))
        cats = {"cipso-none": [], "cipso16": [1, 2, 33, 34, 40], "cipso40": wide, "refused": [1, 2]}[kind]
        option = self.label(cats)
        if kind in ("cipso16", "cipso40") and len(option) != int(kind[5:]):
            raise SystemExit("bench: the label of %s has %d bytes" % (kind, len(option)))
        return ip4(option)

    def random(self, geo):
        """From anywhere in the one declared nation of the world to anywhere in the other."""
        rng, option = random.Random(1), self.label([1, 2, 33, 34, 40])
        return b"".join(ip4(option, geo.address4(rng, policies.WORLD_FROM), geo.address4(rng, policies.WORLD_TO))
                        for _ in range(COUNT))

    def ports(self):
        """Labelled, each from another port: no two are of one stream."""
        frame = ip4(self.label([1, 2, 33, 34, 40]))
        at = 14 + (frame[14] & 15) * 4
        return b"".join(frame[:at] + struct.pack("!H", 0x4000 + i) + frame[at + 2:] for i in range(COUNT))

    @staticmethod
    def anywhere(geo):
        """Unlabelled, from anywhere in the world that somebody has."""
        rng = random.Random(2)
        pick = (rng.choice(geo.four) for _ in range(COUNT))
        return b"".join(ip4(b"", struct.pack("!I", rng.randint(low, high))) for low, high, _ in pick)
