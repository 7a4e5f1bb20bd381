# SPDX-License-Identifier: GPL-2.0-only
#
# ynl.py FOLDER SPEC    in a namespace where policies/tisa-2014.rg is in force
#
# The kernel's own client (FOLDER/tools/net/ynl) reads the family from its
# specification, and nothing else: status, the dumps, explain, a refusal with its
# message.  Prints KTAP.
import socket
import struct
import sys
import time

sys.path.insert(0, sys.argv[1] + "/tools/net/ynl")
from lib import NlError, YnlFamily  # noqa: E402

DOI, LEVEL = 410, 3
VIA = 2     # enum rg_way
KR0, US0 = "kr0", "us0"
tests = failed = 0


def ok(good, name, detail=""):
    global tests, failed
    tests += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {tests} {name}")
    if not good:
        print(f"#   {detail}")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(mac, label):
    """KOR's datagram for JPN, to the gate."""
    label += bytes(-len(label) % 4)
    hlen = 20 + len(label)
    ip = struct.pack("!BBHHHBBH4s4s", 0x40 | hlen // 4, 0, hlen + 8, 0, 0, 64, 17, 0,
                     socket.inet_aton("10.82.0.2"), socket.inet_aton("10.81.0.2")) + label
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return mac + bytes.fromhex("020000008202") + b"\x08\x00" + ip + struct.pack("!4H", 7000, 7000, 8, 0)


def cipso(release):
    """Level SECRET, subject DPRK-MISSILE, and whom it is released to."""
    bits = bytearray(5)
    for number in [2] + release:
        bits[number // 8] |= 0x80 >> number % 8
    tag = bytes([1, 4 + len(bits), 0, LEVEL]) + bits
    return bytes([0x86, 6 + len(tag)]) + struct.pack("!I", DOI) + tag


def question(interfaces, release):
    kr0 = interfaces[KR0]
    mac = kr0["mac"] if isinstance(kr0["mac"], bytes) else bytes.fromhex(kr0["mac"].replace(":", ""))
    now = int(time.time())
    return {"ask": "choose", "frame": frame(mac, cipso(release)), "mac": mac, "in": kr0["index"],
            "route": interfaces["jp0"]["index"], "hub-up": 1, "wall": now, "mono": now}


def main():
    y = YnlFamily(sys.argv[2], sys.argv[1] + "/Documentation/netlink/genetlink.yaml")
    status = y.do("get", {})
    ok(status.get("in-force") == 1 and status.get("name") == "TISA-2014" and status.get("generation") == 1,
       "get: the status", status)
    interfaces = {i["name"]: i for i in y.dump("interface-get", {})}
    ok(sorted(interfaces) == ["jp0", "kr0", "us0", "us1"] and
       all(i["judged"] and i["guarded"] for i in interfaces.values()), "dump: interfaces", interfaces)
    names = [a["name"] for a in y.dump("agreement-get", {})]
    ok(sorted(names) == ["TISA", "US-JPN", "US-KOR"], "dump: agreements", names)
    chunks = y.dump("image-get", {})
    ok(sum(len(c["data"]) // (2 if isinstance(c["data"], str) else 1) for c in chunks) == status["size"],
       "dump: the image, whole", len(chunks))
    counters = y.dump("counter-get", {})
    ok(isinstance(counters, list) and all(c["packets"] > 0 for c in counters), "dump: counters", counters)
    reply = y.do("explain", {"question": [question(interfaces, [32, 33, 34]), question(interfaces, [])]})
    answers = reply["answer"]
    ok(len(answers) == 2 and answers[0]["pass"] == 1 and answers[0]["way"] == VIA and
       answers[0]["egress"] == interfaces[US0]["index"], "explain: what is released goes by the hub", reply)
    ok(answers[-1]["pass"] == 0, "explain: what is not does not go", reply)
    y.do("block", {"blocked": 1})
    ok(y.do("get", {})["blocked"] == 1, "do: block")
    y.do("block", {"blocked": 0})
    try:
        y.do("commit", {"digest": bytes(32)})
        ok(False, "a commit without upload is refused", "it was not")
    except NlError as e:
        message = (e.nl_msg.extack or {}).get("msg", "")
        ok("no upload" in message, "a commit without upload is refused, and says why", message)
    print(f"1..{tests}")
    return failed != 0


print("KTAP version 1")
sys.exit(main())
