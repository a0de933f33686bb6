"""What each preset does to the demo area: the figures behind the sentences of ``presets``.

python -m benchmarks.presets [SECONDS]
"""

import sys
from dataclasses import replace

from optimise.progress import Limits
from pcn_planner import pipeline
from pcn_planner.proposal import compare, presets, today
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study import demo


def main(seconds: float) -> None:
    """Plan the demo area once a preset, and print what came of it."""
    study = pipeline.load(demo.inputs())
    now = today.assignment(study)
    for name, preset in presets.PRESETS.items():
        rules = replace(demo.rules(), weights=preset.weights)
        made = pipeline.propose(study, rules, limits=Limits(time_s=seconds))
        print(f"{name}: {told(made, now)}", flush=True)


def told(made: Proposal, now: dict[str, str]) -> dict[str, float]:
    """Networks, practices and patients moved, travel, team patients, spread of sizes, gap."""
    assert made.plan is not None
    assert made.tables is not None
    assert made.totals is not None
    moved = compare.compare(now, made.plan.assignment, made.study.practices)
    sizes = made.tables.networks["patients"]
    split = 0 if made.conflicts is None else made.conflicts.networks["patients_outside_lead"].sum()
    return {
        "networks": len(made.plan.networks),
        "practices_moved": moved.practices_moved,
        "patients_moved": moved.patients_moved,
        "km_mean": round((made.totals["travel"] or 0.0) / float(sizes.sum()), 3),
        "patients_of_another_team": int(split),
        "smallest": int(sizes.min()),
        "largest": int(sizes.max()),
        "standard_deviation": round(float(sizes.std(ddof=0))),
        "gap": round(made.result.gap or 0.0, 4),
    }


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 120.0)
