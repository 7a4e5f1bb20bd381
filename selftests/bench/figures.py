# SPDX-License-Identifier: GPL-2.0-only
"""What a case's rounds come to."""
import statistics


def figures(c, **more):
    """Ratios of the reference to the case, by round (more is faster), and how much they differ."""
    ratio = sorted(b / n for b, n in zip(c["base"], c["ns"]))
    q = statistics.quantiles(ratio, n=4) if len(ratio) > 1 else [ratio[0]] * 3
    return {"case": c["case"], "rounds": len(ratio), "min": ratio[0], "median": statistics.median(ratio),
            "max": ratio[-1], "spread": (q[2] - q[0]) / q[1], "apart": statistics.median(c["apart"]),
            "ns": statistics.median(c["ns"]), **more}
