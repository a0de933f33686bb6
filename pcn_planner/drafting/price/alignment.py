"""What it costs to keep community teams whole: a strip of plans, each best at its own price.

Every plan keeps the same rules; only the weight of ``alignment`` changes: the kilometres of
travel that one patient kept with their community team is worth. With a higher weight proven
plans never have more patients misaligned, and never cost less by the other criteria (the
weighting method; Geoffrion 1968, Journal of Mathematical Analysis and Applications 22).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from boundaries.errors import DataError
from optimise.problem.plan import Result, Status
from optimise.problem.rules import ALIGNMENT, LAYER, Rules
from optimise.problem.travel_unit import KM, TravelUnit
from optimise.progress import Cancelled, Limits, Progress
from optimise.solve import solve as solve_here
from pcn_planner.drafting.running.solving import Solve
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.study.study import Study

WEIGHTS = (0.0, 1.0, 3.0, 10.0, 100.0)  #: kilometres of travel that one aligned patient is worth
_NO_LIMITS = Limits()


@dataclass(frozen=True)
class Step:
    """One plan of the strip.

    Parameters
    ----------
    rules
        What was asked, with this step's weight of alignment.
    result
        What came of it; the plan is verified, and its networks have names.
    totals
        Every criterion of the plan in its natural unit, ``None`` where unknown; empty without
        a plan.
    sizes
        Network id -> registered patients.
    layer
        The footprint layer whose price this is, blank for all together.
    counted
        How patients of another team than their network's lead team are counted: ``by home``
        where homes are known, else ``by list``.
    unit
        The unit that travel is counted in.
    """

    rules: Rules
    result: Result
    totals: Mapping[str, float | None]
    sizes: Mapping[str, int]
    counted: str = ""
    layer: str = ""
    unit: TravelUnit = KM

    @property
    def weight(self) -> float:
        """Travel that one aligned patient is worth, in kilometres, or minutes where given."""
        return self.rules.weights.get(_of(self.layer), 0.0)

    @property
    def misaligned(self) -> float | None:
        """Patients of another team than their network's lead team, in this layer or in all."""
        return self.totals.get(_of(self.layer))

    @property
    def proven(self) -> bool:
        """Whether no plan is better at this weight."""
        return self.result.status is Status.OPTIMAL


@dataclass(frozen=True)
class Stage:
    """How far a strip has come: steps done out of ``steps``, and the solve under way."""

    done: tuple[Step, ...]
    weight: float
    steps: int
    progress: Progress | None = None


Tell = Callable[[Stage], None]


def strip(
    study: Study,
    rules: Rules,
    weights: Sequence[float] = WEIGHTS,
    *,
    limits: Limits = _NO_LIMITS,
    seed: int = 1,
    told: Tell | None = None,
    cancelled: Cancelled | None = None,
    solve: Solve = solve_here,
    layer: str = "",
) -> tuple[Step, ...]:
    """Propose a plan for each weight of alignment, lowest first.

    Parameters
    ----------
    study, rules
        As for ``pipeline.propose``; whatever weight the rules give alignment is replaced.
    weights
        Kilometres of travel that one aligned patient is worth.
    limits, seed
        Limits and seed of each plan; see ``optimise.solve.solve``.
    told
        Called when a step is done and while one is being solved, on any thread.
    cancelled
        Ends the strip: the plan under way is kept as far as it is found, later ones are left.
    solve
        What solves: here, or in a process of its own.
    layer
        The footprint layer whose weight changes, the others keeping theirs; blank for all.

    Raises
    ------
    DataError
        The study knows no community teams, a weight is negative, or a rule asks for data that
        the study does not have.
    UnverifiedError
        A plan found breaks a rule; this is a fault of the program.
    """
    check(study, weights)
    ordered = sorted(set(weights))
    bench = None
    done: list[Step] = []
    for weight in ordered:
        if cancelled is not None and cancelled():
            break
        asked = at_weight(rules, weight, layer)
        bench = workbench.lay_out(study, asked, earlier=bench, sketched=True)
        study = bench.study
        stage = Stage(tuple(done), weight, len(ordered))
        _tell(told, stage)
        result = solve(
            bench.problem, limits=limits, seed=seed, progress=_relay(told, stage),
            cancelled=cancelled,
        )  # fmt: skip
        done.append(_step(bench, result, layer))
        _tell(told, replace(stage, done=tuple(done)))
    return tuple(done)


def check(study: Study, weights: Sequence[float]) -> None:
    """Raise DataError unless a strip can be made."""
    if study.team is None or study.footprints is None:
        raise DataError(
            "No community teams are known, so alignment has no price",
            remedy="Give the footprints of the teams, or a column that names each practice's team",
        )
    wrong = [f"{weight:g}" for weight in weights if not 0 <= weight < float("inf")]
    if wrong or not weights:
        remedy = "Give one or more weights of 0 kilometres or more"
        raise DataError("These weights of alignment have no meaning", rows=wrong, remedy=remedy)


def at_weight(rules: Rules, weight: float, layer: str = "") -> Rules:
    """The rules with this weight of alignment: of one footprint layer, or of all alike."""
    rest = {n: w for n, w in rules.weights.items() if layer or not n.startswith(LAYER)}
    return replace(rules, weights={**rest, _of(layer): weight})


def _of(layer: str) -> str:
    return f"{LAYER}{layer}" if layer else ALIGNMENT


def opened(study: Study, step: Step) -> Proposal:
    """A step's plan measured and sketched like any other, with the proof it was found with.

    Raises
    ------
    DataError
        The step has no plan.
    """
    if step.result.plan is None:
        raise DataError("This step has no plan", remedy="Open another one")
    return workbench.describe(workbench.lay_out(study, step.rules, sketched=True), step.result)


def _step(bench: Workbench, result: Result, layer: str) -> Step:
    study, plan = bench.study, result.plan
    if plan is None or len(plan.assignment) < len(study.practices):
        # A stop may leave whole border units without a plan: what there is, is none.
        return Step(
            bench.rules, replace(result, plan=None), {}, {}, study.counted, layer, study.travel_unit
        )
    made = workbench.describe(bench, workbench.named(bench, result), mends=False)
    lists = study.practices["patients"]
    return Step(
        bench.rules,
        made.result,
        made.totals or {},
        {key: int(lists[list(codes)].sum()) for key, codes in plan.networks.items()},
        study.counted if layer in ("", study.inputs.layer) else study.layers[layer].counted,
        layer,
        study.travel_unit,
    )


def _relay(told: Tell | None, stage: Stage) -> Callable[[Progress], None] | None:
    return None if told is None else lambda progress: told(replace(stage, progress=progress))


def _tell(told: Tell | None, stage: Stage) -> None:
    if told is not None:
        told(stage)


TEAMS_FIRST = 100.0  #: no journey inside an English system outweighs a patient from here on


def columns(unit: TravelUnit) -> list[str]:
    """The columns of ``build`` where travel is counted in a unit."""
    return [
        "step", f"alignment_weight_{unit.each}", "status", "gap", "networks", "smallest", "largest",
        unit.total_column, unit.mean_column, "misaligned_patients", "counted",
        "exceptions_patients", f"{unit.each}_per_patient_aligned",
    ]  # fmt: skip


_NAN = float("nan")


def label(step: Step) -> str:
    """What a step stands for, in a few words."""
    if step.weight == 0:
        others = {name for name, weight in step.rules.weights.items() if weight}
        return "Travel only" if others == {"travel"} else "Teams ignored"
    if step.weight >= TEAMS_FIRST:
        return "No team split" if step.misaligned == 0 else "Teams first"
    return f"{step.weight:g} {step.unit.mean}"


def build(steps: Sequence[Step]) -> pd.DataFrame:
    """One row a step, in the order given.

    Returns
    -------
    ``columns(unit)``: ``smallest`` and ``largest`` network in registered patients; travel of all
    patients together and a patient, in the unit that the columns name; ``misaligned_patients``,
    of another team than their network's lead team, ``counted`` by home or by list;
    ``km_per_patient_aligned`` (``minutes_``), the travel added since the step before over the
    patients of another team it saved. Not a number where unknown.
    """
    unit = steps[0].unit if steps else KM
    names = columns(unit)
    table = pd.DataFrame([_row(step) for step in steps], columns=names[:-1])
    more = table[unit.total_column].astype(float).diff()
    fewer = -table["misaligned_patients"].astype(float).diff()
    return table.assign(**{names[-1]: more / fewer.where(fewer > 0)})


def _row(step: Step) -> tuple[object, ...]:
    sizes, totals = list(step.sizes.values()), step.totals
    travel = _known(totals.get("travel"))
    return (
        *(label(step), step.weight, str(step.result.status), _known(step.result.gap)),
        *(len(sizes), min(sizes, default=0), max(sizes, default=0)),
        *(travel, travel / max(sum(sizes), 1), _known(step.misaligned)),
        *(step.counted, _known(totals.get("exceptions"))),
    )


def _known(value: float | None) -> float:
    return _NAN if value is None else float(value)
