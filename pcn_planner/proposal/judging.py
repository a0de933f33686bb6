"""What is said of a plan, or of there being none, before anything is drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import strangers
from boundaries.journeys import told
from boundaries.words import agreed
from optimise import solve
from optimise.feasibility import examine
from optimise.feasibility.conflicting_rules import smallest_conflicting_rules
from optimise.feasibility.examine import Feasibility
from optimise.problem import problem, rounding, sizes
from optimise.problem.exceptions import declare
from optimise.problem.plan import Cause, ExceptionRow, Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.problem.stated import blanks, without_effect
from optimise.progress import Limits
from optimise.verify.case import Report
from pcn_planner.files import column_names
from pcn_planner.proposal import premises, proposal
from pcn_planner.study import planned_words
from pcn_planner.study.study import Study

BEYOND_HELP = {Cause.SINGLE_PRACTICE, Cause.FLOOR_WAIVED, Cause.SET_APART, Cause.FIXED}
ROUNDED_AGAIN = 1e-12  #: share of a sum that adding numbers in another order may change
TRY_S = 20.0  #: seconds that one try at blaming a rule may take


class UnverifiedError(RuntimeError):
    """A proposed plan that independent checks found wrong: it is shown to nobody."""

    def __init__(self, checked: Report, figures: Sequence[str] = ()) -> None:
        self.checked = checked
        wrong = [*(finding.message for finding in checked.findings), *figures]
        super().__init__(f"The plan found did not pass its verification: {'; '.join(wrong)}")


def freeze(study: Study, rules: Rules) -> Problem:
    """The problem that a study and rules state."""
    with planned_words.speaking(study.words):
        return problem.build(
            study.practices,
            study.graph,
            premises.with_groups(study, rules),
            units=study.units,
            team=study.team_layers,
            current=study.current,
            need=study.need,
            travel_km=study.travel_km,
            travel_minutes=study.travel_minutes,
            outer=study.outer if rules.no_doughnuts else None,
        )


def examined(study: Study, rules: Rules) -> Feasibility:
    """What is in the way of a plan, found before any solve."""
    asked = premises.with_groups(study, rules)
    return examine.examine(study.practices, study.graph, asked, study.units)


def impossible(known: Feasibility, seed: int) -> Result | None:
    """The result where rules contradict each other; ``None`` where they do not."""
    if known.possible:
        return None
    reasons = tuple(f"{r.message}. {r.remedy}." for r in known.contradictions)
    return Result(Status.INFEASIBLE, reasons=reasons, seed=seed, method="found before solving")


def explained(result: Result, study: Study, rules: Rules) -> Result:
    """An impossible result with the fewest of the user's rules that make it so.

    Asking takes a solve for each rule tried, so a try that lasts counts as possible.
    """

    def infeasible(fewer: Rules) -> bool:
        known = examined(study, fewer)
        if not known.possible:
            return True
        bare = fewer.unweighed
        tried = solve.solve(freeze(study, bare), limits=Limits(time_s=TRY_S))
        return tried.status is Status.INFEASIBLE

    blamed = smallest_conflicting_rules(rules, infeasible)
    if not blamed:
        return result
    sentence = f"These rules leave no plan between them: {'; '.join(blamed)}"
    return replace(result, reasons=(*result.reasons, sentence))


def wrong_figures(result: Result, totals: Mapping[str, float | None], asked: Problem) -> list[str]:
    """Figures that a result claims of its plan and the plan's own criteria do not bear out.

    The optimiser counts in whole cost units, a tenth of a patient-kilometre, so the two may
    differ by what rounding can do, and no more (``rounding.most``).
    """
    if result.plan is None or result.objective is None:
        return []
    found = proposal.objective(totals, asked.rules)
    slack = rounding.most(asked, len(result.plan.networks)) + ROUNDED_AGAIN * abs(found)
    wrong = []
    if abs(found - result.objective) > slack:
        wrong.append(f"objective {result.objective:,.1f} is claimed, {found:,.1f} is counted")
    if result.bound is not None and result.bound > found + slack:
        wrong.append(f"bound {result.bound:,.1f} is claimed, above the {found:,.1f} of the plan")
    return wrong


def without_rest(study: Study, rules: Rules, result: Result) -> tuple[Study, Rules]:
    """Study and rules cut down to the practices of a plan that leaves out whole border units.

    The other units keep their plans; the number of networks is then not checked.
    """
    if result.plan is None or result.status in (Status.OPTIMAL, Status.FEASIBLE):
        return study, rules
    placed = study.practices.loc[study.practices.index.isin(list(result.plan.assignment))]
    cut = replace(rules.restricted(placed.index), networks=None)
    return replace(study, practices=placed), cut


def notes(
    study: Study,
    drawn: gpd.GeoDataFrame | None = None,
    asked: Problem | None = None,
    levels: Collection[str] = (),
    known: Feasibility | None = None,
) -> tuple[str, ...]:
    """Everything that was noted on the way from the files to the areas drawn, each once.

    ``asked`` adds the rules and weights that have no effect and the practices that columns say
    nothing of, ``known`` the rules on practices that are not in the table.
    """
    branches = [] if study.branches is None else study.branches.attrs.get("notes", [])
    prints = () if study.footprints is None else study.footprints.notes
    lines = (
        *study.notes,
        *branches,
        *prints,
        *study.territories.attrs.get("notes", []),
        *study.graph.graph.get("notes", []),
        *([] if study.journeys is None else told.sentences(study.journeys, study.units)),
        *([] if drawn is None else drawn.attrs.get("notes", [])),
        *([] if drawn is None else column_names.notes(study.practices, _taken(study, levels))),
        *([] if asked is None else _counted(study, asked.rules)),
        *([] if asked is None else without_effect.sentences(asked)),
        *([] if asked is None else blanks.sentences(asked)),
        *([] if known is None else _of_strangers(known)),
    )
    return tuple(dict.fromkeys(map(agreed, lines)))


def _of_strangers(known: Feasibility) -> list[str]:
    return [f"{one.message}." for one in known.warnings if one.kind == "unknown_practice"]


def _taken(study: Study, levels: Collection[str]) -> list[str]:
    """Columns that exports have of their own beside the usual ones."""
    return [*levels, *(sorted(column_names.AREAS_OURS) if study.inputs.of_areas else ())]


def _counted(study: Study, rules: Rules) -> list[str]:
    """What the band counts, where that is not registered patients."""
    if not rules.size:
        return []
    rounded = sizes.is_rounded(study.practices, rules.size)
    how = ", each practice's to the nearest whole patient" if rounded else ""
    return [
        f"The band counts {sizes.counted_in(rules.size)}{how}; travel and every other figure "
        "count registered patients."
    ]


def plan_of(placed: Mapping[str, str], study: Study, names: Mapping[str, str]) -> Plan:
    """The plan of an assignment, of the study's practices only."""
    here = {code: key for code, key in placed.items() if code in study.practices.index}
    if not here:
        strangers.refuse_alike(
            sorted(placed), map(str, study.practices.index),
            what="practice codes of the assignment", among="the practice table",
        )  # fmt: skip
        raise DataError(
            "no practice of the table has a network",
            remedy="Give an assignment, or a column of networks, for these practices",
        )
    used = set(here.values())
    return Plan.from_assignment(here, {k: n for k, n in names.items() if k in used})


def totals_of(study: Study, rules: Rules, assignment: Mapping[str, str]) -> dict[str, float | None]:
    """Every criterion of an assignment, as ``proposal.totals`` gives them."""
    frozen, plan = freeze(study, rules), plan_of(assignment, study, {})
    return proposal.totals(proposal.measures(frozen, plan, proposal.known_criteria(study, rules)))


def still_true(
    asked: Problem, declared: Collection[ExceptionRow], plan: Plan, practices: pd.DataFrame
) -> tuple[ExceptionRow, ...]:
    """The exceptions whose network has the same practices and list still, and those beyond help.

    Every network outside the band that no plan could better is declared, whoever drew it.
    """
    counted = sizes.of(practices, asked.rules.size)
    still = [
        row
        for row in declared
        if plan.networks.get(row.network_id) == tuple(sorted(row.practices))
        and row.list_size == int(counted[list(row.practices)].sum())
    ]
    known = {row.network_id for row in still}
    alone = [r for r in declare(asked, plan.networks, False) if r.cause in BEYOND_HELP]
    return (*still, *(row for row in alone if row.network_id not in known))


def measured(result: Result, totals: Mapping[str, float | None], rules: Rules) -> Result:
    """A judged result with its objective and its patients in exceptions."""
    return replace(
        result,
        objective=proposal.objective(totals, rules),
        exceptions_patients=int(totals.get("exceptions") or 0),
    )
