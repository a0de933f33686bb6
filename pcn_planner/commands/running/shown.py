"""What commands print: sentences and tables, without markup from anybody's file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from boundaries.files import heard
from boundaries.words import agreed, unbroken
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from pcn_planner.proposal.wording.proof import bound_by, exceptions
from pcn_planner.study import planned_words
from pcn_planner.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from optimise.feasibility.reasons import Reason
    from optimise.problem.plan import Result
    from optimise.problem.travel_unit import TravelUnit
    from optimise.verify.case import Report
    from pcn_planner.proposal.alternatives import Alternatives
    from pcn_planner.proposal.proposal import Proposal
    from pcn_planner.proposal.tables import PlanTables

#: lines that the running command has printed; ``None`` outside a command
_SAID: ContextVar[list[str] | None] = ContextVar("said", default=None)
ROWS = 40  #: a longer table is cut, and says so
WIDTH_PLAIN = 160  #: where the output is no terminal


def console() -> Console:
    """Standard output; wide where it is no terminal, so that nothing is cut."""
    out = Console(markup=False, highlight=False)
    return out if out.is_terminal else Console(markup=False, highlight=False, width=WIDTH_PLAIN)


def say(*lines: str) -> None:
    """Print sentences, each in one line, in the words of what is planned."""
    said = list(map(_worded, lines))
    for line in said:
        console().print(line, soft_wrap=True)
    _SAID.set([*(_SAID.get() or ()), *said])


@contextmanager
def with_every_note() -> Iterator[None]:
    """Print at the end what readers noted of any file within, and nobody has printed."""
    before = _SAID.set(None)
    try:
        with heard.hearing() as noted:
            yield
        _rest(noted)
    except typer.Exit:
        _rest(noted)
        raise
    finally:
        _SAID.reset(before)


def _rest(noted: list[str]) -> None:
    notes(heard.untold(map(_worded, noted), _SAID.get() or ()))


def _worded(line: str) -> str:
    return unbroken(agreed(planned_words.now(line)))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table, its heads in the words of what is planned; long tables are cut."""
    numeric = [all(isinstance(row[k], int | float) for row in rows) for k in range(len(columns))]
    head, *names = map(unbroken, map(planned_words.now, (title, *columns)))
    shown = Table(title=head, title_justify="left", title_style="bold")
    for name, right in zip(names, numeric, strict=True):
        shown.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows[:ROWS]:
        shown.add_row(*map(_cell, row))
    console().print(shown)
    if len(rows) > ROWS:
        say(f"... and {len(rows) - ROWS} more.")


def recognised(files: "pd.DataFrame") -> None:
    """Print what each file of a folder was recognised as, and what became of it."""
    table("Files", list(files.columns), [list(row) for row in files.itertuples(index=False)])


def plan(made: "Proposal") -> None:
    """Print what a plan is: summary, proof, networks, exceptions."""
    from pcn_planner.maps import panel as map_panel
    from pcn_planner.proposal import travel

    if made.tables is None:
        return
    say(f"{map_panel.summary(made.tables)}.", made.tables.said(proof(made)))
    networks(made.tables)
    reach = travel.sentence(made.tables.networks)
    say(*([made.tables.said(reach)] if reach else []))
    for row in made.result.exceptions:
        say(f"Exception, {row.network_id}: {row.reason}")


def land(made: "Proposal") -> None:
    """Print how the areas are drawn and what is odd about them."""
    from pcn_planner.proposal.land import geography

    found = geography.of(made)
    if made.tables is None or found is None:
        return
    say(*made.tables.caveats, *(f"Areas: {line}." for line in found.findings))
    say(*found.not_place_based)


def verified(made: "Proposal", paths: Sequence[Path]) -> str:
    """A sentence that the plan passed its checks, and what could not be drawn or written."""
    said = f"Verified: {counted(len(made.checked.checks if made.checked else ()), 'check')} passed"
    lost = sorted(getattr(paths, "lost", {}))
    if made.tables is not None and made.tables.areas.geometry.is_empty.all():
        lost = ["the network areas", *lost]
    return f"{said}; not made: {', '.join(lost)}." if lost else f"{said}."


def notes(lines: Iterable[str]) -> None:
    """Print what was left out, mended or odd on the way from the files, one line each."""
    say(*(f"Note: {line}" for line in dict.fromkeys(lines)))


def proof(made: "Proposal") -> str:
    """What is known of how good the plan is, as a sentence."""
    result = made.result
    if not made.proposed:
        return judged(made)
    head = f"Status {result.status}: objective {result.objective or 0:,.1f}"
    if result.bound is None or result.gap is None:
        said = exceptions(result) or "bound not known"
        return f"{head}, {said}, {result.seconds:.1f} s."
    by = f" ({bound_by(result)})" if bound_by(result) else ""
    return f"{head}, bound {result.bound:,.1f}{by}, gap {result.gap:.3%}, {result.seconds:.1f} s."


def judged(made: "Proposal") -> str:
    """Travel of networks that were given, beside that of today's networks where it is known.

    The objective is printed only where a person has given weights.
    """
    from pcn_planner.proposal import judging, today

    patients = made.study.practices["patients"]
    now = {} if made.plan is None else dict(made.plan.assignment)
    unit = made.study.travel_unit
    said = f"Judged as given: {_travel(made.totals or {}, patients[list(now)], unit)}"
    assignment = today.assignment(made.study)
    if assignment and assignment != now:
        was = judging.totals_of(made.study, made.rules, assignment)
        said = f"{said}; today's networks: {_travel(was, patients[list(assignment)], unit)}"
    if dict(made.rules.weights) != dict(Rules().weights):
        said = f"{said}; objective {made.result.objective or 0:,.1f} by the weights given"
    return f"{said}."


def _travel(
    totals: Mapping[str, float | None], patients: "pd.Series[int]", unit: "TravelUnit"
) -> str:
    whole = totals.get("travel") or 0.0
    each = whole / max(patients.sum(), 1)
    return f"{whole:,.0f} {unit.total} of travel, {each:.2f} {unit.mean}"


def units(result: "Result") -> None:
    """Print what is known of each border unit, where not all is proven."""
    open_units = [unit for unit in result.units if unit.status is not Status.OPTIMAL]
    if len(result.units) < 2 or not open_units:
        return
    rows = [
        [unit.unit, str(unit.status), unit.networks, *map(_known, (unit.objective, unit.bound)),
         exceptions(unit) or ("not known" if unit.gap is None else f"{unit.gap:.2%}"),
         unit.bound_by]
        for unit in result.units
    ]  # fmt: skip
    heads = ["area", "status", "networks", "objective", "bound", "gap", "bound by"]
    table("Areas", heads, rows)


def _known(figure: float | None) -> str:
    return "not known" if figure is None else f"{figure:,.1f}"


def networks(tables: "PlanTables") -> None:
    """Print the table of networks."""
    from optimise.problem.travel_unit import of_columns
    from pcn_planner.proposal.travel import REACH

    found, said = tables.networks, tables.said
    extra = [name for name in ("lead_team_id", "teams_needed") if name in found]
    unit = of_columns(found.columns)
    near = [name for name in REACH.values() if name in found]
    wanted = ["name", "practices", "patients", "status", unit.mean_column, *near, *extra]
    heads = {unit.mean_column: f"mean {unit.each}", "lead_team_id": "lead team",
             "teams_needed": "teams"}  # fmt: skip
    heads |= {name: f"in {limit} min" for limit, name in REACH.items()}
    shares = found.assign(**{name: found[name].map("{:.1%}".format) for name in near})
    rows = [[str(key), *(row[name] for name in wanted)] for key, row in shares.iterrows()]
    table(said("Networks"), ["id", *(said(heads.get(name, name)) for name in wanted)], rows)


def layers(made: "Proposal") -> None:
    """Print every layer of footprints: patients outside lead teams, in all and by network."""
    from boundaries.teams import layers as team_layers

    if not made.layers:
        return
    sums = team_layers.totals(made.by_layer)
    for name, row in sums.iterrows():
        say(
            f"Layer {name}: {row['patients_outside_lead']:,} of {row['patients']:,} patients, "
            f"{row['counted']}, belong to another team than their network's lead team; "
            f"{row['networks_split']} of {row['networks']} networks need more than one team."
        )
    found = team_layers.table(made.by_layer)
    cells = [
        f"{lead or 'none'}; {counted(teams, 'team')}; {others:,}"
        for lead, teams, others in zip(
            found["lead_team_name"], found["teams_needed"], found["patients_outside_lead"],
            strict=True,
        )
    ]  # fmt: skip
    wide = found.assign(cell=cells).pivot(index="network_id", columns="layer", values="cell")
    rows = [[str(key), *(row[name] for name in made.by_layer)] for key, row in wide.iterrows()]
    heads = ["network", *made.by_layer]
    table("Networks and layers: lead team; teams needed; patients of other teams", heads, rows)


def alternatives(found: "Alternatives") -> None:
    """Print near-best plans, what they share, and whether there are fewer than asked."""
    rows = [
        [k, row["objective"], f"{row['gap']:.3%}", int(row["networks"]),
         int(row["differs_from_best"]), int(row["differs_from_nearest"])]
        for k, (_, row) in enumerate(found.table().iterrows())
    ]  # fmt: skip
    heads = ["plan", "objective", "gap", "networks", "differs from best", "from the nearest"]
    table("Plans, the best first (plan 0)", heads, rows)
    say(*(f"{line}." for line in found.sentences))


def checks(report: "Report") -> None:
    """Print every check by name, and each finding in full."""
    rows = [
        [check.name, "passed" if check.passed else counted(len(check.findings), "finding")]
        for check in report.checks
    ]
    table("Checks", ["check", "outcome"], rows)
    say(*(f"{finding.check}: {finding.message}." for finding in report.findings))


def reasons(title: str, found: Iterable["Reason"]) -> None:
    """Print reasons with their remedies, where there are any."""
    rows = [[reason.unit or "", reason.message, reason.remedy] for reason in found]
    if rows:
        table(title, ["area", "reason", "remedy"], rows)


def written(folder: Path, paths: Iterable[Path]) -> None:
    """Print where the outputs are, and which could not be made."""
    say(f"Written to {folder}: {', '.join(sorted(path.name for path in paths))}.")
    for name, reason in getattr(paths, "lost", {}).items():
        say(f"{name} could not be made ({reason}); the other files are whole.")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    number = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if number else unbroken(str(value))
