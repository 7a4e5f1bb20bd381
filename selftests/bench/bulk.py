# SPDX-License-Identifier: GPL-2.0-only
"""
Bulk TCP through gates: two hosts and a gate for each case.  The hosts send frames as a
wire carries them, one for each segment (no TSO, GSO or checksums left to the device);
the gate's devices merge what they can, as a NIC's driver would.
"""
import json
import statistics

import policies
from figures import figures

BULK_SETTINGS = (("forward/plain", "", None), ("forward/cipso16", "kr jp", None),
                 ("relgate/plain", "", "tc"), ("relgate/tag", "jp", "tc"), ("relgate/through", "kr jp", "tc"),
                 ("relgate/strip", "kr", "tc"), ("relgate-xdp/plain", "", "xdp"), ("relgate-xdp/through", "kr jp", "xdp"))


class Place:
    """kr -- gate -- jp."""

    def __init__(self, bench, name, run):
        self.bench, self.name, self.run = bench, name, run
        short = name.replace("/", "-")
        self.nodes = {n: "%s-%s-%s" % (bench.prefix, short, n) for n in ("kr", "gate", "jp")}
        self.ns = self.nodes["gate"]
        for n in self.nodes.values():
            bench.namespace(n)
        for n, net in (("kr", "82"), ("jp", "81")):
            self.host(n, net)

    def host(self, n, net):
        run, dev = self.run, {"kr": "in0", "jp": "out0"}[n]
        run("ip", "-n", self.ns, "link", "add", dev, "address", "02:00:00:%s:00:01" % net, "type", "veth",
            "peer", "e", "netns", self.nodes[n])
        run("ip", "-n", self.ns, "-batch", "-", input="""
            link set lo up
            link set %s up
            addr add 10.%s.0.1/24 dev %s
        """ % (dev, net, dev))
        run("ip", "-n", self.nodes[n], "-batch", "-", input="""
            link set lo up
            link set e up
            addr add 10.%s.0.2/24 dev e
            route add default via 10.%s.0.1
        """ % (net, net))
        run("ip", "netns", "exec", self.nodes[n], "ethtool", "-K", "e", "tx", "off", "tso", "off", "gso", "off", "gro", "on")
        run("ip", "netns", "exec", self.ns, "ethtool", "-K", dev, "gro", "on")

    def relgate(self, *args):
        return self.run(self.bench.tool, "-n", self.ns, *args)

    def apply(self, labelled, hook):
        path = self.bench.file("bulk.rg", policies.bulk("kr" in labelled, "jp" in labelled))
        self.relgate("apply", "--hook", hook, path)

    def passed(self):
        return json.loads(self.relgate("-j", "show", "counters"))["reasons"].get("ok", {}).get("ingress", {}).get(
            "packets", 0)


def bulk(bench, run, tool, label, rounds, cpu):
    """Rows as of the other table: what a byte costs plain forwarding, by what it costs here."""
    lines, ours = [], []
    for name, labelled, hook in BULK_SETTINGS:
        place = Place(bench, name, run)
        if hook:
            place.apply(labelled, hook)
            bench.gates.append(place)
            ours.append(place)
        sends = label if "kr" in labelled else "-"
        lines.append("case %s %s %s 10.81.0.2 %s" % (name, place.nodes["kr"], place.nodes["jp"], sends))
    before = {p.name: p.passed() for p in ours}
    found = json.loads(run(tool, "--rounds", str(rounds), "--cpu", str(cpu), input="\n".join(lines) + "\n"))
    for p in ours:
        # An aggregate holds 64 KiB at most.
        least = [c["bytes"] * rounds >> 16 for c in found if c["case"] == p.name][0]
        if p.passed() - before[p.name] < least:
            bench.faults.append("bulk %s: only %d packets were judged" % (p.name, p.passed() - before[p.name]))
    return [figures(c, ns=statistics.median(c["ns"]) / c["bytes"] * 1000) for c in found]
