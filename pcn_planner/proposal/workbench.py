"""A study laid out under some rules, and the one way to describe a plan on it.

The command line, every page of the app, the price of alignment and notebooks verify, measure and
draw a plan here, so that the same plan gets the same verdict and the same figures everywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx

from boundaries.teams import conflicts as conflict_tables
from boundaries.teams import layers as team_layers
from boundaries.teams.conflicts import Conflicts, Prepared
from boundaries.teams.practice_moves import MoveLimits as MendLimits
from boundaries.unallocated import is_unallocated
from optimise import teams_inside as inside
from optimise.feasibility.examine import Feasibility
from optimise.problem.plan import ExceptionRow, Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.verify import verify
from optimise.verify.case import Report, TravelClaims
from pcn_planner.proposal import judging, layers, neighbourhoods, premises, proposal, today, travel
from pcn_planner.proposal.land import network_areas as drawing
from pcn_planner.proposal.land.network_areas import AreasDrawn, Land
from pcn_planner.proposal.levels import kept, teams_within
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import naming, spoken
from pcn_planner.spared import spared
from pcn_planner.study.reading.load import with_borders
from pcn_planner.study.study import Study


@dataclass(frozen=True)
class Locks:
    """What a draft has locked: practice codes, and network ids."""

    practices: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()


NO_LOCKS = Locks()


@dataclass(frozen=True)
class Workbench:
    """What describing plans needs, made once for a study and its rules.

    With ``land`` network areas are sketched: drawing them exactly takes many seconds, and waits
    for ``finished``. Without it they are drawn exactly at once. ``prepared`` is of the first
    layer of footprints, ``layers`` of each further one.
    """

    study: Study
    rules: Rules
    problem: Problem
    known: Feasibility
    land: Land | None
    prepared: Prepared | None
    layers: Mapping[str, Prepared] = field(default_factory=dict)


def lay_out(
    study: Study, rules: Rules, *, earlier: Workbench | None = None, sketched: bool = False
) -> Workbench:
    """Lay a study out. What ``earlier`` has of the same borders is not made again.

    Raises ``DataError`` where a rule asks for data that the study does not have.
    """
    study = with_borders(study, rules.within)
    same = earlier if earlier is not None and earlier.study.graph is study.graph else None
    sketched = sketched or (earlier is not None and earlier.land is not None)
    land = same.land if same is not None else None
    return Workbench(
        study=study,
        rules=rules,
        problem=judging.freeze(study, rules),
        known=judging.examined(study, rules),
        land=(land or drawing.lay_out(study)) if sketched else None,
        prepared=same.prepared if same is not None else layers.prepared(study, study.footprints),
        layers=same.layers if same is not None else layers.further(study),
    )


def judge(
    bench: Workbench,
    assignment: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    declared: Collection[ExceptionRow] = (),
    mends: bool = True,
) -> Proposal:
    """Check, measure and draw a given assignment without optimising.

    Parameters
    ----------
    bench
        What to judge by; its rules need not have been kept.
    assignment
        Practice code -> network id; blank and the publications' ``U`` for none. Practices
        without a network are a finding and in no table.
    names
        Network id -> name.
    declared
        Exceptions known from the plan that the assignment was made from; those that still hold
        are kept. So is every network outside the band that no plan could better, such as a
        practice above the ceiling by itself.
    mends
        Whether to seek what would mend the conflicts, which takes half of the time; see
        ``mended``.

    Raises
    ------
    DataError
        No practice of the study has a network.
    """
    placed = {str(c): str(n).strip() for c, n in assignment.items() if not is_unallocated(n)}
    plan = judging.plan_of(placed, bench.study, names or {})
    still = judging.still_true(bench.problem, declared, plan, bench.study.practices)
    result = Result(Status.FEASIBLE, plan, exceptions=still, method="judged as given")
    return describe(bench, result, given=placed, mends=mends)


def describe(
    bench: Workbench,
    result: Result,
    *,
    given: Mapping[str, str] | None = None,
    mends: bool = True,
) -> Proposal:
    """Verify the plan of a result, measure it, find its conflicts and draw it.

    ``given`` is an assignment that was not proposed: what is wrong with it is told. A plan that
    was proposed and breaks a rule, or is not what the result claims, raises ``UnverifiedError``.
    """
    study, rules, plan = bench.study, bench.rules, result.plan or Plan({})
    divided = inside.divide(bench.problem, plan.networks)
    team_of = inside.team_of(plan.networks, divided) if rules.team_band else {}
    measured = proposal.measures(bench.problem, plan, proposal.known_criteria(study, rules))
    claims = travel.claims(study, bench.problem, plan, measured)
    asked = plan.assignment if given is None else given
    checked = _verified(bench, result, asked, team_of, claims)
    totals = proposal.totals(measured)
    if given is not None:
        result = judging.measured(result, totals, rules)
    elif (figures := judging.wrong_figures(result, totals, bench.problem)) or not checked.passed:
        raise judging.UnverifiedError(checked, figures)
    faults: list[str] = []
    found = spared(
        lambda: find_layers(bench, plan.assignment, mends=mends),
        lambda reason: faults.append(f"Conflicts with teams could not be counted ({reason})."),
    )
    first, further = layers.parted(study.inputs.layer, found or {})
    tables = proposal.plan_tables(
        study, rules, bench.problem, result, measured,
        conflicts=first, drawn=_drawn(bench, plan.assignment), proposed=given is None,
        layers=further,
    )  # fmt: skip
    tables = teams_within.shown(tables, team_of, divided, study.territories)
    tables = replace(tables, layer_table=team_layers.table(found or {}) if further else None)
    tables, lived = neighbourhoods.added(tables, bench.problem, found or {})
    if given is not None:
        tables = replace(tables, title=proposal.title(study, proposed=False))
    noted = judging.notes(study, tables.areas, bench.problem, tables.tiers, bench.known)
    told = [*teams_within.notes(rules, plan, divided, study), *lived]
    notes = (*noted, *premises.notes(study, plan.assignment), *told, *result.notes, *faults)
    return spoken.in_words(Proposal(
        study, rules, result, bench.known, given is None, checked, totals, tables, first, further,
        notes, divided,
    ))  # fmt: skip


def checked(
    bench: Workbench,
    assignment: Mapping[str, str],
    rules: Rules,
    declared: Collection[ExceptionRow] = (),
) -> Report:
    """What is wrong with an assignment under some rules, teams inside networks left aside."""
    plan = judging.plan_of(assignment, bench.study, {})
    still = judging.still_true(bench.problem, declared, plan, bench.study.practices)
    result = Result(Status.FEASIBLE, plan, exceptions=still)
    return _verified(replace(bench, rules=rules), result, assignment, {}, None)


def find_conflicts(
    bench: Workbench, assignment: Mapping[str, str], *, mends: bool = True
) -> Conflicts | None:
    """Conflicts with the first layer of community teams; ``None`` without teams."""
    return find_layers(bench, assignment, mends=mends).get(bench.study.inputs.layer)


def find_layers(
    bench: Workbench,
    assignment: Mapping[str, str],
    *,
    mends: bool = True,
    locks: Locks = NO_LOCKS,
) -> dict[str, Conflicts]:
    """Conflicts of an assignment with every layer of community teams, by the layer's name.

    No mend touches what the rules or ``locks`` keep, and each says what it does to the other
    layers. Without ``mends`` nothing is sought that would mend them.
    """
    if bench.prepared is None:
        return {}
    ready = {bench.study.inputs.layer: bench.prepared, **bench.layers}
    found = {name: _conflicts(bench, one, assignment, mends, locks) for name, one in ready.items()}
    return layers.with_others(found, ready, assignment) if mends and bench.layers else found


def _conflicts(
    bench: Workbench,
    prepared: Prepared,
    assignment: Mapping[str, str],
    mends: bool,
    locks: Locks,
) -> Conflicts:
    study = bench.study
    placed = study.practices.index.isin(list(assignment))
    codes, cells = study.practices.index[placed], prepared.cells
    some = replace(
        prepared,
        practices=study.practices[placed],
        graph=study.graph.subgraph(codes) if mends else nx.Graph(),
        ground=prepared.ground if mends else replace(prepared.ground, graph=nx.Graph()),
        cells=cells[cells["practice_code"].isin(codes)],
    )
    known = study.run_from if prepared is bench.prepared else None
    run_from = None if known is None else known[placed]
    limits = _mend_limits(bench, assignment, locks) if mends else MendLimits()
    return conflict_tables.count(some, assignment, limits=limits, run_from=run_from)


def _mend_limits(bench: Workbench, assignment: Mapping[str, str], locks: Locks) -> MendLimits:
    """What a mend must respect: band, borders, and everything that somebody decided."""
    study, rules = bench.study, bench.rules
    members = Plan.from_assignment(assignment).networks
    locked = (members.get(network, ()) for network in locks.networks)
    kept = frozenset().union(rules.alone, *rules.fixed, *locked)
    approved = frozenset().union(*(one.practices for one in rules.approved))
    return MendLimits(
        rules.floor,
        rules.ceiling,
        dict(study.units),
        dict(zip(bench.problem.codes, bench.problem.size.tolist(), strict=True)),
        held=kept | locks.practices | frozenset(rules.stay),
        shut=kept | approved,
        together=tuple(frozenset(group) for group in premises.with_groups(study, rules).together),
        apart=tuple(frozenset(group) for group in rules.apart),
        outer=study.outer if rules.no_doughnuts else None,
        current=today.assignment(study),
        moves_max=rules.moves_max,
        patients_moved_max=rules.patients_moved_max,
    )


def named(bench: Workbench, result: Result) -> Result:
    """The result with a name for every network of its plan, from its hub or today's networks."""
    study, plan = bench.study, result.plan or Plan({})
    names = naming.name_networks(
        bench.problem, plan.networks, study.practices, study.inputs.current,
        planned=study.inputs.planned,
    )  # fmt: skip
    return replace(result, plan=replace(plan, names=names))


def mended(bench: Workbench, made: Proposal, locks: Locks = NO_LOCKS) -> Proposal:
    """The same proposal with what would mend its conflicts; itself where that is known."""
    found, tables = made.conflicts, made.tables
    if found is None or tables is None:
        return made
    if locks == NO_LOCKS and (len(found.practice_moves) or len(found.edge_moves)):
        return made
    every = find_layers(bench, tables.assignment, locks=locks)
    first, further = layers.parted(made.study.inputs.layer, every)
    rows = {name: one.rows for name, one in further.items()}
    first_rows = None if first is None else first.rows
    tables = replace(tables, conflicts=first_rows, layer_conflicts=rows)
    return replace(made, conflicts=first, layers=further, tables=tables)


def finished(made: Proposal) -> Proposal:
    """The same proposal with its areas drawn exactly, where they were sketched."""
    if made.tables is None or drawing.SKETCHED not in made.tables.caveats:
        return made
    assignment = made.tables.assignment
    drawn = spared(
        lambda: drawing.network_areas(made.study, assignment),
        lambda reason: drawing.not_drawn(assignment, reason).areas,
    )
    sketched = {drawing.SKETCHED, str(made.tables.areas.attrs.get("caveat", ""))}
    rest = [line for line in made.tables.caveats if line not in sketched]
    caveats = tuple(line for line in (str(drawn.attrs.get("caveat", "")), *rest) if line)
    tables = replace(made.tables, areas=drawn, caveats=caveats)
    asked = judging.freeze(made.study, made.rules)
    noted = judging.notes(made.study, drawn, asked, known=made.feasibility)
    parted = premises.notes(made.study, assignment)
    notes = (*noted, *parted, *made.result.notes)
    restored = kept.restored(replace(made, tables=tables, notes=notes), kept.plain(made))
    return spoken.in_words(restored)


def renamed(made: Proposal, names: Mapping[str, str]) -> Proposal:
    """The same proposal with other names for its networks."""
    plan, tables = made.plan, made.tables
    if plan is None or tables is None:
        return made
    known = {key: name for key, name in names.items() if key in plan.networks}
    if known == dict(plan.names):
        return made
    networks = tables.networks.assign(name=[known.get(k) or k for k in tables.networks.index])
    result = replace(made.result, plan=replace(plan, names=known))
    return replace(made, result=result, tables=replace(tables, networks=networks))


def _verified(
    bench: Workbench,
    result: Result,
    assignment: Mapping[str, str],
    teams: Mapping[str, str],
    claims: TravelClaims | None,
) -> Report:
    here, cut = judging.without_rest(bench.study, bench.rules, result)
    return verify.verify(
        assignment,
        here.practices,
        bench.study.graph,
        cut,
        units=bench.study.units,
        declared=result.exceptions,
        current=today.assignment(bench.study),
        outer=bench.study.outer if cut.no_doughnuts else None,
        teams=teams,
        claims=claims,
    )


def _drawn(bench: Workbench, assignment: Mapping[str, str]) -> AreasDrawn:
    ground = bench.land
    return spared(
        lambda: (
            drawing.exactly(bench.study, assignment)
            if ground is None
            else drawing.sketched(ground, assignment)
        ),
        lambda reason: drawing.not_drawn(assignment, reason),
    )
