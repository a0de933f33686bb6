"""Optimise a draft, or repair it, around everything that a person has locked."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import NamedTuple

import pandas as pd

from optimise.problem.earlier import EarlierPrices
from optimise.problem.plan import ExceptionRow, Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.progress import Cancelled, Limits, Tell
from optimise.solve import solve as solve_here
from optimise.verify.case import Finding
from pcn_planner.drafting import provenance
from pcn_planner.drafting.moves import new_network_id
from pcn_planner.drafting.running import locks, moves_left, nearby
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import change_asked, judging, today, workbench
from pcn_planner.proposal.compare import compare
from pcn_planner.proposal.levels import tiers
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import naming
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.study.tier_rules import Tier

Solve = Callable[..., Result]  #: called like ``optimise.solve.solve``
LEFT_ALONE = (
    f"The repair left every network as it was that is more than {nearby.REACH} networks away from "
    "one that broke a rule."
)
LEAST_S = 1.0  #: seconds of a second solve, where the first has taken all there were
STAY_KM = 10.0  #: a repair moves a patient's practice only where that saves so much travel


def optimise(
    bench: Workbench,
    state: DraftState,
    *,
    limits: Limits,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    solve: Solve = solve_here,
    earlier: Sequence[EarlierPrices] = (),
) -> Proposal:
    """The best plan under the rules that keeps what is locked; see ``pipeline.propose``.

    Every network keeps the id and name of the draft's network that is most nearly the same: of the
    one whose locked practices it holds, else by the patients that both have, one to one.
    """
    asked = locks.with_locks(bench.rules, state)
    locked = workbench.lay_out(bench.study, asked, earlier=bench)
    how = Solving(limits, progress, cancelled, solve, tuple(earlier))

    def described(result: Result, plan: Plan) -> Proposal:
        made = workbench.describe(locked, _with_plan(result, plan), mends=False)
        return replace(made, rules=bench.rules)

    return _solved(bench, locked, state, how, described)


def with_levels(
    made: Proposal, levels: Sequence[Tier], *, limits: Limits, cancelled: Cancelled | None = None
) -> Proposal:
    """The plan with the levels asked for above its networks; see ``tiers.tried``."""
    return tiers.tried(made, levels, limits=limits, cancelled=cancelled)


def repair(
    bench: Workbench,
    state: DraftState,
    *,
    limits: Limits,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    solve: Solve = solve_here,
    earlier: Sequence[EarlierPrices] = (),
) -> Proposal:
    """The plan under the rules that changes the draft least and keeps what is locked.

    Staying costs nothing, going counts as ``STAY_KM`` of travel for every patient. What is
    proven is proven of that, so the plan is described without a bound. ``earlier`` as in
    ``optimise``.

    Networks far from any that breaks a rule stay as they are (``nearby``), unless there is no
    plan so that keeps every rule: then all are looked at. Limits on change count from today's
    networks, as far as a plan within what the draft leaves of them can be found (``moves_left``).
    """
    placed = {code: network for code, network in state.assignment.items() if network}
    declared = provenance.declared_in(state)
    asked = locks.with_locks(bench.rules, state)
    findings = workbench.checked(bench, placed, asked, declared).findings
    left = moves_left.rules_left(bench.problem, bench.rules, placed)
    locked = _as_draft(replace(bench, rules=left), state, placed, findings)
    how = Solving(limits, progress, cancelled, solve, tuple(earlier))

    near = nearby.practices(locked, placed, findings)
    rest = {code: network for code, network in placed.items() if code not in near}
    standing = tuple(row for row in declared if set(row.practices) <= rest.keys())
    described = partial(_repaired, bench, standing)
    begun = time.monotonic()
    if rest:
        part = Part(nearby.problem(locked.problem, near), rest)
        made = _solved(bench, locked, state, how, described, part)
        if made.verified and _no_exception_to_better(made, rest, state):
            # Figures of border units would be of the part that was solved.
            made = replace(made, result=replace(made.result, units=()))
            return replace(made, notes=(*made.notes, made.study.words.said(LEFT_ALONE)))
        how = how._replace(limits=_left(limits, begun))
    made = _solved(bench, locked, state, how, described)
    if made.plan is None and left != bench.rules:  # the check says what it moves too many
        how = how._replace(limits=_left(limits, begun))
        made = _solved(bench, _as_draft(bench, state, placed, findings), state, how, described)
    return made


def _repaired(
    bench: Workbench, standing: Sequence[ExceptionRow], result: Result, plan: Plan
) -> Proposal:
    """A repaired draft judged, with the exceptions of its own that were declared before."""
    found = replace(_with_plan(result, plan), status=Status.FEASIBLE, bound=None, gap=None)
    known = {row.practices for row in found.exceptions}
    every = (*found.exceptions, *(row for row in standing if row.practices not in known))
    still = judging.still_true(bench.problem, every, plan, bench.study.practices)
    found = replace(found, method="repaired around what is locked", exceptions=still)
    return workbench.describe(bench, found, given=plan.assignment, mends=False)


def _no_exception_to_better(made: Proposal, rest: Mapping[str, str], state: DraftState) -> bool:
    """Whether only networks of the rest are exceptions, or no plan has fewer exceptions."""
    excepted = {code for row in made.result.exceptions for code in row.practices}
    fewest = provenance.fewest_excepted(state, made.rules)
    return excepted <= rest.keys() or (made.result.exceptions_patients or 0) <= fewest


def _left(limits: Limits, begun: float) -> Limits:
    """The limits less the seconds since then, so that all solves take no longer than one may."""
    if limits.time_s is None:
        return limits
    return replace(limits, time_s=max(LEAST_S, limits.time_s - (time.monotonic() - begun)))


def _as_draft(
    bench: Workbench, state: DraftState, placed: Mapping[str, str], findings: Iterable[Finding]
) -> Workbench:
    """The draft laid out as the networks of today.

    Its locked practices stay with the largest of their neighbours in their network. Practices
    that a rule keeps in their network stay in it too, unless the draft has moved them out of it.
    """
    left = {code for one in findings if one.check == "stay" for code in one.practices}
    asked = locks.with_locks(bench.rules, state)
    asked = replace(
        asked,
        weights={**asked.weights, "change": STAY_KM},
        stay=tuple(code for code in asked.stay if code not in left),
        together=(*asked.together, *locks.with_neighbours(bench, state, asked)),
    )
    draft = bench.study.with_current(pd.Series(placed, dtype="str"))
    return workbench.lay_out(draft, asked, earlier=bench)


class Solving(NamedTuple):
    """How a solve is to go: what ends it, who hears of it, what solves, and earlier prices."""

    limits: Limits
    progress: Tell | None
    cancelled: Cancelled | None
    solve: Solve
    earlier: tuple[EarlierPrices, ...]


class Part(NamedTuple):
    """What is solved, and who is not in it and stays: practice code -> network id."""

    problem: Problem
    rest: Mapping[str, str]


def _solved(
    bench: Workbench,
    locked: Workbench,
    state: DraftState,
    how: Solving,
    described: Callable[[Result, Plan], Proposal],
    part: Part | None = None,
) -> Proposal:
    """Solve what ``locked`` states, or a part of it, and describe its plan.

    The plan may be of some border units only.
    """
    part = part or Part(locked.problem, {})
    result = judging.impossible(locked.known, 1) or how.solve(
        replace(part.problem, earlier=how.earlier),
        limits=how.limits,
        progress=how.progress,
        cancelled=how.cancelled,
    )
    if result.plan is None:
        return Proposal(bench.study, bench.rules, result, locked.known)
    plan = _relabelled(_beside(result.plan, part.rest), state, locked)
    if set(plan.assignment) < set(bench.study.practices.index):
        return _unfinished(bench, state, result, plan)
    return described(result, plan)


def _beside(plan: Plan, rest: Mapping[str, str]) -> Plan:
    """A plan and the networks of the rest, under ids of their own."""
    if not rest:
        return plan
    others = Plan.from_assignment(rest).networks
    free = (new_id for k in count(1) if (new_id := f"R{k}") not in plan.networks)
    return Plan({**plan.networks, **dict(zip(free, others.values(), strict=False))})


def _unfinished(bench: Workbench, state: DraftState, result: Result, plan: Plan) -> Proposal:
    """A plan of some border units only: practices of the others stay where the draft has them."""
    rest = set(bench.study.practices.index) - set(plan.assignment)
    stay = {c: n for c, n in state.assignment.items() if c in rest and n}
    clash = set(stay.values()) & set(plan.networks)
    taken = {*stay.values(), *plan.networks}
    ids: dict[str, str] = {}
    for key in plan.networks:
        ids[key] = new_network_id({*taken, *ids.values()}) if key in clash else key
    networks = {ids[key]: members for key, members in plan.networks.items()}
    names = {ids[key]: name for key, name in plan.names.items()} | dict(state.names)
    whole = Plan.from_assignment({**stay, **Plan(networks).assignment})
    whole = replace(whole, names={k: names[k] for k in whole.networks if k in names})
    found = replace(
        _with_plan(result, Plan(networks)), plan=whole, status=Status.FEASIBLE, bound=None, gap=None
    )
    return workbench.describe(bench, found, given=whole.assignment, mends=False)


def _with_plan(result: Result, plan: Plan) -> Result:
    """The result with its networks under other ids, also in the exceptions."""
    new_id = {members: network for network, members in plan.networks.items()}
    rows = [
        replace(row, network_id=new_id[tuple(sorted(row.practices))]) for row in result.exceptions
    ]
    return replace(result, plan=plan, exceptions=tuple(rows))


def _relabelled(plan: Plan, state: DraftState, bench: Workbench) -> Plan:
    """A new plan under the draft's ids where networks go on."""
    practices = bench.study.practices
    kept = _locked_ids(plan, state)
    kept |= _continued(plan, state, bench, kept)
    ids = _ids(plan.networks, kept, known=state.assignment.values())
    networks = {ids[key]: members for key, members in sorted(plan.networks.items())}
    planned = bench.study.inputs.planned
    hubs = naming.name_networks(bench.problem, networks, practices, None, planned=planned)
    names = {
        key: state.names.get(key, name) if key in kept.values() else name
        for key, name in hubs.items()
    }
    return Plan(dict(sorted(networks.items())), names)


def _continued(
    plan: Plan, state: DraftState, bench: Workbench, kept: Mapping[str, str]
) -> dict[str, str]:
    """Network of the new plan -> the draft's network that it continues; see ``compare``."""
    before = state.assignment
    rest = [c for c, n in plan.assignment.items() if n not in kept]
    old = {c: before[c] for c in rest if before.get(c) and before[c] not in kept.values()}
    if not old:
        return {}
    study, now = bench.study, today.assignment(bench.study)
    asked = change_asked.of(bench.rules, {c: now[c] for c in old if c in now})
    pairs = compare(old, {c: plan.assignment[c] for c in rest}, study.practices, asked).pairs
    return {
        pair.network_after: pair.network_before
        for pair in pairs
        if pair.network_before and pair.network_after and pair.patients_shared
    }


def _locked_ids(plan: Plan, state: DraftState) -> dict[str, str]:
    """Network of the new plan -> the draft's id that its locked practices bring with them."""
    anchors = {**{c: state.assignment[c] for c in state.locked_practices}}
    anchors |= {c: n for n in state.locked_networks for c in state.members(n)}
    return {plan.assignment[c]: n for c, n in sorted(anchors.items()) if n and c in plan.assignment}


def _ids(networks: Iterable[str], kept: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """The final id of every network: kept, its own where free, else a new one."""
    out = dict(kept)
    taken = {*kept.values(), *(known if kept else ())} - {""}
    for key in sorted(set(networks) - set(kept)):
        out[key] = key if key not in taken else new_network_id({*taken, *out.values(), *networks})
        taken.add(out[key])
    return out
