# SPDX-License-Identifier: GPL-2.0-only
"""The bench's policies, and the world's address ranges."""
import ipaddress
import random
import struct

DOI = 3970
WORLD_FROM, WORLD_TO = "US", "DE"
KEYS = 1 << 18
SIDE = ("labels cipso, calipso; accept doi %d; in level UNCLASSIFIED .. SECRET; "
        "out level UNCLASSIFIED .. SECRET;" % DOI)
AGREED = "in force 2010-01-01; level UNCLASSIFIED .. SECRET;"
OTHERS = "AUS CAN CHE DEU DNK ESP FIN FRA GBR GRC IRL ISL ITA LUX MEX NLD NOR NZL POL PRT SWE TUR UKR ZAF"
LEVELS = "levels UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;"


def head(name, extra=""):
    subjects = ["S%d" % i for i in range(240) if i not in (33, 34)]
    text = ['policy "%s"; zone UTC;' % name, extra, LEVELS, "subject %s;" % ", ".join(subjects), "encoding e {"]
    text += ["    level %d = %s;" % (i, level) for i, level in enumerate(
        ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP-SECRET"))]
    text += ["    category %s = subject %s;" % (s[1:], s) for s in subjects]
    text += ["    category 33 = release KOR; category 34 = release JPN;", "}"]
    return text


def two(kor="10.82.0.0/16, fd00:410::/32", jpn="10.81.0.0/16, fd00:392::/32"):
    return ["nation KOR { doi %d encoding e; prefix %s; }" % (DOI, kor), "nation JPN { prefix %s; }" % jpn,
            "interface in0 { nation KOR; %s }" % SIDE, "interface out0 { nation JPN; %s }" % SIDE]


def agreement(name, who, how="direct; subject any; release marked;"):
    return "agreement %s { grant %s; %s %s }" % (name, who, AGREED, how)


def model(count=1):
    """KOR to JPN; with more than one agreement the others are between other nations."""
    others = OTHERS.split()
    text = head("model") + two()
    if count > 1:
        text += ["nation %s { prefix 10.%d.0.0/16; }" % (code, 100 + i) for i, code in enumerate(others)]
        text += ["interface x%d { nation %s; %s }" % (i, code, SIDE) for i, code in enumerate(others)]
    text.append(agreement("A0", "KOR -> JPN"))
    pair = [(a, b) for a in others for b in others if a != b]
    for i in range(1, count):
        a, b = pair[i % len(pair)]
        text.append(agreement("A%d" % i, "%s -> %s" % (a, b), "direct; subject any; release any;"))
    return "\n".join(text) + "\n"


def anything():
    return "\n".join(head("anything") + two() + [
        agreement("A0", "KOR -> JPN", "direct; subject any; release any;")]) + "\n"


def single():
    """Both networks single-level: packets carry no label, the gate supplies it."""
    side = ('label supplied "SECRET//S1//REL TO JPN, KOR"; in level SECRET .. SECRET; out level SECRET .. SECRET;')
    out = ('label supplied "SECRET//S1//FGI KOR//REL TO JPN, KOR"; in level SECRET .. SECRET; '
           'out level SECRET .. SECRET;')
    text = [line for line in head("single") + two() if not line.startswith("interface")]
    text += ["interface in0 { nation KOR; %s }" % side, "interface out0 { nation JPN; %s }" % out]
    return "\n".join(text + [agreement("A0", "KOR -> JPN")]) + "\n"


def bulk(kor, jpn):
    """Both ways; a network brings labels of its own, or is single-level."""
    given = 'label supplied "SECRET//S1//FGI JPN KOR//REL TO JPN, KOR"; in level SECRET .. SECRET; out level SECRET .. SECRET;'
    origins = {"category 2 = subject S2;": "category 2 = origin KOR;",
               "category 40 = subject S40;": "category 40 = origin JPN;"}
    text = [line for line in head("bulk") + two() if not line.startswith("interface")]
    text = [line.replace(line.strip(), origins.get(line.strip(), line.strip())) for line in text]
    text += ["interface in0 { nation KOR; %s }" % (SIDE if kor else given),
             "interface out0 { nation JPN; %s }" % (SIDE if jpn else given)]
    return "\n".join(text + [agreement("A0", "KOR <-> JPN", "direct; subject any; release any;")]) + "\n"


class Geo:
    """Debian's tables: ranges by alpha-2 code."""

    def __init__(self, folder):
        self.four, self.six = [], []
        for line in open(folder + "/geoip"):
            if not line.startswith("#"):
                low, high, code = line.strip().split(",")
                self.four.append((int(low), int(high), code))
        for line in open(folder + "/geoip6"):
            if not line.startswith("#"):
                low, high, code = line.strip().split(",")
                self.six.append((int(ipaddress.IPv6Address(low)), int(ipaddress.IPv6Address(high)), code))
        self.codes = sorted({r[2] for r in self.four + self.six})

    def of(self, code):
        return [r for r in self.four if r[2] == code]

    def address4(self, rng, code):
        low, high, _ = rng.choice(self.of_cached(code))
        return struct.pack("!I", rng.randint(low, high))

    def of_cached(self, code):
        self.cache = getattr(self, "cache", {})
        if code not in self.cache:
            self.cache[code] = self.of(code)
        return self.cache[code]

    @staticmethod
    def cut(low, high, bits):
        """The range in prefixes: (first address, length)."""
        while low <= high:
            size = low & -low if low else 1 << bits
            while low + size - 1 > high:
                size >>= 1
            yield low, bits + 1 - size.bit_length()
            low += size

    def prefixes(self, family):
        ranges, bits = (self.four, 32) if family == 4 else (self.six, 128)
        out = []
        for low, high, code in ranges:
            value = self.codes.index(code) + 1
            for first, length in self.cut(low, high, bits):
                out.append(struct.pack("=I", length) + first.to_bytes(bits // 8, "big").ljust(16, b"\0") +
                           struct.pack("=I", value))
        return b"".join(out)

    def keys(self, family):
        """IPv4: any address.  IPv6: half in known ranges, half anywhere in 2000::/4."""
        rng, out = random.Random(family), []
        for i in range(KEYS):
            if family == 4:
                out.append(struct.pack("!I", rng.randrange(1 << 24, 224 << 24)).ljust(16, b"\0"))
            elif i & 1:
                low, high, _ = rng.choice(self.six)
                out.append(rng.randint(low, high).to_bytes(16, "big"))
            else:
                out.append((2 << 124 | rng.getrandbits(124)).to_bytes(16, "big"))
        return b"".join(out)


def dotted(geo, code):
    for low, high, _ in geo.of(code):
        for first, length in geo.cut(low, high, 32):
            yield "%s/%d" % (ipaddress.IPv4Address(first), length)


def world(geo):
    """Every country's ranges; those of two are declared, so that they may be granted something."""
    text = head("world", 'nations from "/usr/share/tor/geoip", "/usr/share/tor/geoip6";')
    text += two(", ".join(dotted(geo, WORLD_FROM)), ", ".join(dotted(geo, WORLD_TO)))
    return "\n".join(text + [agreement("A0", "KOR -> JPN")]) + "\n"


def nft(geo):
    """What a user can build today: the option's bytes, two sets, a mark; `ip rule` does the rest."""
    sets, sizes = [], []
    for name, code, own in (("from", WORLD_FROM, "10.82.0.0/16"), ("to", WORLD_TO, "10.81.0.0/16")):
        elements = ["%s-%s" % (ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)) if low != high else
                    str(ipaddress.IPv4Address(low)) for low, high, _ in geo.of(code)] + [own]
        sizes.append(len(elements))
        sets.append("set %s { type ipv4_addr; flags interval; elements = { %s }; }" % (name + "_", ", ".join(elements)))
    return """table ip today {
        %s
        counter hit { }
        chain pre {
            type filter hook prerouting priority mangle; policy accept;
            iif "in0" @nh,160,8 134 @nh,176,32 %d @nh,232,8 3 ip saddr @from_ ip daddr @to_ meta mark set 1 counter name "hit"
        }
    }
    """ % ("\n        ".join(sets), DOI), sizes


def nft_drop(geo=None):
    """Drops what comes in, the world's addresses looked up first or not."""
    world = ", ".join("%s-%s" % (ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)) if low != high else
                      str(ipaddress.IPv4Address(low)) for low, high, _ in geo.four) if geo else ""
    return """table netdev look {
        %s
        counter hit { }
        chain in { type filter hook ingress device "in0" priority 0; %s counter name "hit" drop; }
    }
    """ % ("set world { type ipv4_addr; flags interval; auto-merge; elements = { %s }; }" % world if geo else "",
           "ip saddr @world" if geo else "")


def ipset(geo):
    lines = ["create world hash:net maxelem 2000000"]
    for low, high, _ in geo.four:
        lines += ["add -exist world %s/%d" % (ipaddress.IPv4Address(first), length)
                  for first, length in geo.cut(low, high, 32) if length]
    return "\n".join(lines) + "\n"
