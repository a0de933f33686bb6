"""A plan with everything that is known of it, ready to be shown, written and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from boundaries.teams.conflicts import Conflicts
from optimise.feasibility.examine import Feasibility
from optimise.problem import criteria, sizes
from optimise.problem.plan import Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import ALIGNMENT, LAYER, Rules
from optimise.problem.travel_unit import TravelUnit
from optimise.teams_inside import Division
from optimise.verify.case import Report
from pcn_planner import kept
from pcn_planner.money import populations
from pcn_planner.proposal import change_asked, today, travel
from pcn_planner.proposal.land.network_areas import AreasDrawn
from pcn_planner.proposal.tables import PlanTables, network_table
from pcn_planner.proposal.wording import proof
from pcn_planner.study import linked, planned_words
from pcn_planner.study.study import Study

#: criterion -> column of the network table; ``count`` is 1 in every row, and ``travel`` has its
#: unit's column (``travel_unit``)
COLUMNS = {
    "inertia": "inertia_patient_km2",
    "alignment": "alignment_patients",
    "change": "change_patients",
    "borders": "borders_patients",
    "split": "split_patients",
    "balance": "balance_patients",
    "oversize": "oversize_patients",
    "mix": "mix_score_patients",
    "exceptions": "exceptions_patients",
}
#: population of the practice table -> column of the network table, beside registered patients
OTHER_LISTS = {"adjusted": "adjusted_patients", "weighted": "weighted_patients"}
NO_LAYERS: Mapping[str, Conflicts] = {}
TITLE = "Proposed primary care networks"
GIVEN_TITLE = "Primary care networks"  #: of networks that were given and only judged


@dataclass(frozen=True, eq=False)
class Proposal:
    """What came of a study under some rules.

    ``result.plan``, ``checked`` and ``tables`` are ``None`` together, where no plan was found;
    ``result.reasons`` then say why. Where only some border units have a plan, all of it is about
    those, and ``verified`` is False. ``totals`` holds every criterion of the whole plan in its
    natural unit, ``None`` where the study has no data for it. ``conflicts`` are with the first
    layer of footprints, ``layers`` with each further one by name; ``divided`` are the teams inside
    large networks, where the rules ask for them; ``levels`` what is known of each level above the
    networks, as plain values. ``proposed`` is False for an
    assignment that was given and only judged.
    """

    study: Study
    rules: Rules
    result: Result
    feasibility: Feasibility
    proposed: bool = True
    checked: Report | None = None
    totals: Mapping[str, float | None] | None = None
    tables: PlanTables | None = None
    conflicts: Conflicts | None = None
    layers: Mapping[str, Conflicts] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    divided: Mapping[str, Division] = field(default_factory=dict)
    levels: tuple[Mapping[str, Any], ...] = ()

    @property
    def by_layer(self) -> dict[str, Conflicts]:
        """The conflicts with every layer of footprints by name, the first layer's first."""
        first = {} if self.conflicts is None else {self.study.inputs.layer: self.conflicts}
        return {**first, **self.layers}

    @property
    def plan(self) -> Plan | None:
        """The plan, where there is one."""
        return self.result.plan

    @property
    def verified(self) -> bool:
        """Whether there is a whole plan and independent checks found nothing wrong with it."""
        whole = self.result.status in (Status.OPTIMAL, Status.FEASIBLE)
        return whole and self.checked is not None and self.checked.passed

    @property
    def status(self) -> Status | None:
        """What is claimed; ``None`` for a given assignment with findings."""
        broken = self.checked is not None and not self.checked.passed
        return None if broken else self.result.status


def title(study: Study, *, proposed: bool = True) -> str:
    """The heading of maps and exports: the user's, else what was planned."""
    own = planned_words.said(TITLE if proposed else GIVEN_TITLE, study.inputs.planned)
    return study.inputs.title or own


def known_criteria(study: Study, rules: Rules) -> frozenset[str]:
    """Criteria that the study has data for."""
    known = {"travel", "inertia", "balance", "count", "exceptions"}
    known |= {"alignment"} if study.team is not None else set()
    known |= {"change"} if study.current is not None else set()
    known |= {"mix"} if study.need is not None else set()
    known |= {"oversize"} if rules.ceiling_soft else set()
    named = {name for name in (study.inputs.layer, *study.layers) if name}
    known |= {f"{LAYER}{name}" for name in named if study.team is not None}
    known |= {"split"} if rules.kept_whole else set()
    return frozenset(known | ({"borders"} if rules.soft_borders else set()))


def objective(totals: Mapping[str, float | None], rules: Rules) -> float:
    """The weighted sum of criteria; of footprint layers with names, each at its own weight."""
    own = {name: n for name, n in totals.items() if name.startswith(LAYER)}
    weights = {n: w for n, w in rules.weights.items() if not n.startswith(LAYER)}
    if own:
        weights = {n: w for n, w in weights.items() if n != ALIGNMENT}
        weights |= {n: rules.alignment_weight(n.removeprefix(LAYER)) for n in own}
    return float(sum(w * (totals.get(name) or 0.0) for name, w in weights.items()))


def measures(problem: Problem, plan: Plan, known: frozenset[str]) -> pd.DataFrame:
    """Every criterion of every network: index network id, columns the criteria, NaN unknown."""
    rows = criteria.of_networks(problem, [problem.rows(c) for c in plan.networks.values()])
    index = pd.Index(plan.networks, name="network_id", dtype="str")
    names = [*criteria.CRITERIA, *criteria.layer_criteria(problem)]
    table = pd.DataFrame(rows, index=index, columns=names, dtype=float)
    return table.assign(**dict.fromkeys(table.columns.difference(list(known)), float("nan")))


def totals(table: pd.DataFrame) -> dict[str, float | None]:
    """Sums over networks; ``None`` for a criterion without data."""
    return {str(c): None if table[c].isna().all() else float(table[c].sum()) for c in table}


def plan_tables(
    study: Study,
    rules: Rules,
    problem: Problem,
    result: Result,
    measured: pd.DataFrame,
    *,
    conflicts: Conflicts | None,
    drawn: AreasDrawn,
    proposed: bool,
    layers: Mapping[str, Conflicts] = NO_LAYERS,
) -> PlanTables:
    """Gather what maps and exports show of a plan; ``proposed`` as in ``Proposal``."""
    plan = result.plan or Plan({})
    assignment = plan.assignment
    practices = study.practices.loc[study.practices.index.isin(list(assignment))]
    networks = _networks(problem, plan, rules, practices, other_lists(study, assignment))
    networks = _with_measures(networks, measured, problem.travel_unit)
    networks = networks.join(travel.reach(study, plan, networks["hub_code"]))
    networks = _with_teams(networks, study, conflicts)
    networks["exception"] = _exceptions(networks.index, result)
    return PlanTables(
        title=title(study),
        planned=study.inputs.planned,
        unit_areas=study.territories if study.inputs.of_areas else None,
        practices=practices,
        assignment=assignment,
        networks=networks,
        areas=drawn.areas,
        floor=rules.floor,
        ceiling=rules.ceiling,
        counted_in=sizes.counted_in(rules.size),
        graph=study.graph.subgraph(practices.index),
        footprints=study.footprints,
        layers={name: study.layers[name].footprints for name in layers},
        layer_conflicts={name: found.rows for name, found in layers.items()},
        layer=study.inputs.layer,
        borders=drawn.borders,
        barriers=linked.barriers(study),
        conflicts=None if conflicts is None else conflicts.rows,
        outline=drawn.outline,
        caveats=_caveats(result, drawn.caveats, conflicts, proposed),
        proof=proof.words(result, proposed=proposed),
        attribution=study.attributions,
        times_by_rule=travel.by_rule(study, assignment),
        change_asked=change_asked.of(rules, today.assignment(study)),
    )


def _networks(
    problem: Problem, plan: Plan, rules: Rules, practices: pd.DataFrame, lists: pd.DataFrame
) -> pd.DataFrame:
    table = network_table(
        practices, plan.assignment,
        names=plan.names, floor=rules.floor, ceiling=rules.ceiling, size=rules.size,
    )  # fmt: skip
    table = table.join(lists)
    rows = {key: problem.rows(codes) for key, codes in plan.networks.items()}
    hubs = [problem.codes[criteria.hub(problem, rows[str(key)])] for key in table.index]
    return table.assign(hub_code=hubs, hub_name=[practices["name"][code] for code in hubs])


def other_lists(study: Study, assignment: Mapping[str, str]) -> pd.DataFrame:
    """Adjusted and weighted patients of each network, as far as the practice table has them.

    Index network id; a network with a practice whose figure is not known is NaN.
    """
    known = _known_lists(study)
    known = known[known.index.isin(list(assignment))].dropna(axis=1, how="all")
    if known.columns.empty:
        return pd.DataFrame(index=pd.Index(sorted(set(assignment.values())), dtype="str"))
    ids = pd.Series(assignment, dtype=str).reindex(known.index)
    sums = known.groupby(ids.to_numpy()).sum().mask(known.isna().groupby(ids.to_numpy()).any())
    return sums.rename(columns=OTHER_LISTS)


@kept.by_owner
def _known_lists(study: Study) -> pd.DataFrame:
    return populations.of_practices(study.practices)[list(OTHER_LISTS)]


def _with_measures(
    networks: pd.DataFrame, measured: pd.DataFrame, unit: TravelUnit
) -> pd.DataFrame:
    layers = [str(name).removeprefix(LAYER) for name in measured if str(name).startswith(LAYER)]
    columns = (
        {"travel": unit.total_column}
        | COLUMNS
        | {f"{LAYER}{name}": f"{COLUMNS[ALIGNMENT]}: {name}" for name in layers}
    )
    shown = measured.dropna(axis=1, how="all").rename(columns=columns)
    order = [name for name in columns.values() if name in shown]
    mean = shown[unit.total_column] / networks["patients"]
    return networks.assign(**{unit.mean_column: mean}).join(shown[order])


def _with_teams(networks: pd.DataFrame, study: Study, conflicts: Conflicts | None) -> pd.DataFrame:
    if conflicts is None or study.footprints is None:
        return networks
    wanted = ["lead_team_id", "teams_needed", "patients_outside_lead", "nurses_wte", "wte_per_10k"]
    table = conflicts.networks[wanted].copy()
    names = study.footprints.teams["name"]
    table.insert(1, "lead_team_name", table["lead_team_id"].map(names).fillna(""))
    return networks.join(table.dropna(axis=1, how="all"))


def _exceptions(ids: Iterable[str], result: Result) -> list[str]:
    reasons = {row.network_id: row.reason for row in result.exceptions}
    return [reasons.get(str(key), "") for key in ids]


def _caveats(
    result: Result, drawn: tuple[str, ...], conflicts: Conflicts | None, proposed: bool
) -> tuple[str, ...]:
    lines = list(drawn)
    if conflicts is not None:
        lines.append(f"Conflicts with teams: {conflicts.method}.")
    if result.status in (Status.INFEASIBLE, Status.NO_PLAN):
        lines += ["Some practices are in no network: no plan was found for them.", *result.reasons]
    if unproven := proof.unproven(result, proposed=proposed):
        lines.append(f"{unproven[0].upper()}{unproven[1:]}.")
    return tuple(line for line in lines if line)
