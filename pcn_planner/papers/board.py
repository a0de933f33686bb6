"""The board paper, two pages: the question, the proposal, options, teams, what is proven."""

from decimal import Decimal
from pathlib import Path

from boundaries.words import agreed
from optimise.problem.rules import PIECES
from optimise.problem.travel_unit import of_columns
from pcn_planner.money import payments
from pcn_planner.papers import considered
from pcn_planner.papers.change import compared, headline, who_moves
from pcn_planner.papers.formats.document import (
    Block,
    Document,
    Heading,
    NewPage,
    Points,
    Text,
    table,
)
from pcn_planner.papers.gate import called_paper, stopped
from pcn_planner.papers.maps import paper_map
from pcn_planner.papers.maps.paper_map import Sheet
from pcn_planner.papers.material import Material
from pcn_planner.papers.networks import excused
from pcn_planner.papers.registration import footer, sources
from pcn_planner.proposal.tables import IN_BAND, PlanTables
from pcn_planner.words import counted, pounds

EXCEPTIONS = 8  #: that find room on the first page
MAP_MM = 225.0  #: what a heading leaves of the second page


def document(material: Material, folder: Path) -> Document:
    """The paper, its map drawn into ``folder``."""
    tables = material.tables
    blocks: tuple[Block, ...] = (
        Heading("The question"),
        Text(
            f"Which networks should {counted(len(tables.practices), 'practice')} with "
            f"{int(tables.practices['patients'].sum()):,} registered patients form, each of "
            f"{tables.floor:,} to {tables.ceiling:,} {tables.counted_in}, in one piece "
            "and within borders?"
        ),
        Heading("The proposal"),
        Points(tuple(_proposal(material))),
        Heading("Options"),
        _options(material),
        Heading("What it means for teams"),
        *_teams(material),
        Heading("What is proven"),
        Text(material.claimed.sentence()),
        Points(tuple(_exceptions(material))),
        Text(sources(material)),
        NewPage(),
        Heading("Map"),
        paper_map.whole(
            tables, Sheet(folder, "board", height_mm=MAP_MM, fitted=True), places=material.places
        ),
    )
    blocks = tuple(b for b in blocks if not (isinstance(b, Points) and not b.texts))
    return Document("Paper for the board", tables.title, footer(material), blocks)


def lacking(material: Material) -> list[str]:
    """What the paper could not say for want of other plans to hold the proposal against."""
    if material.before is None:
        return ["The board's paper has one option, as no plan before is known (--before)."]
    if considered.third(material.considered, _moved(material)) is None:
        return ["The board's paper has two options; a redraft gives a third (--considered)."]
    return []


def _moved(material: Material) -> int:
    found = compared(material)
    return 0 if found is None else found.practices_moved


def _exceptions(material: Material) -> list[str]:
    """Why networks are outside the band; so many that the paper stays at two pages."""
    said = [f"{row.network_id}: {row.reason}." for row in material.claimed.exceptions]
    if len(said) <= EXCEPTIONS:
        return said
    rest = len(said) - EXCEPTIONS + 1
    return [
        *said[: EXCEPTIONS - 1],
        f"{rest} more are in {called_paper(material)}, each network's.",
    ]


def _within(networks: int, inside: int) -> str:
    if networks == 1:
        return f"1 network, {'within' if inside else 'outside'} the band."
    return f"{networks} networks, {inside} of them within the band."


def _proposal(material: Material) -> list[str]:
    tables, found = material.tables, compared(material)
    inside = int((tables.networks["status"] == IN_BAND).sum())
    outside = len(tables.networks) - inside
    out = [_within(len(tables.networks), inside)]
    if outside:
        out.append(_outside(material))
    if pieces := _in_pieces(material):
        out.append(pieces)
    if found is not None:
        out.append(headline(found))
    out += [f"Level above: {line}" for line in tables.levels_said]
    if not material.of_areas:
        out.append(_money(material))
    if still := stopped(material, called_paper(material)):
        out.append(still)
    return out


def _outside(material: Material) -> str:
    """How many networks are outside the band, declared so, and have a reason."""
    networks = material.tables.networks
    out = [str(key) for key in networks.index[networks["status"] != IN_BAND]]
    known = {row.network_id for row in material.claimed.exceptions}
    declared = [key for key in out if key in known]
    unreasoned = sum(not excused.reason(material, key) for key in declared)
    return _standing(len(out), "outside the band", (len(declared), "declared"), unreasoned)


def _in_pieces(material: Material) -> str:
    """How many networks are in pieces, approved so, and have a reason; blank for none."""
    apart = material.tables.patients_apart
    out = [] if apart is None else [str(key) for key in apart.index[apart > 0]]
    if not out:
        return ""
    reasons = [
        [one.reason for one in excused.approvals(material, key) if PIECES in one.kinds]
        for key in out
    ]
    approved = [of for of in reasons if of]
    unreasoned = sum(not any(of) for of in approved)
    return _standing(len(out), "in pieces", (len(approved), "approved"), unreasoned)


def _standing(number: int, how: str, excuse: tuple[int, str], unreasoned: int) -> str:
    """How many networks are not as the rules ask, how many are excused, and with a reason."""
    excused_so, called = excuse
    said = f"{number} {'is' if number == 1 else 'are'} {how}, {_of_all(excused_so, number)}{called}"
    if not excused_so:
        return f"{said}."
    if not unreasoned:
        return f"{said} with {'its reason' if excused_so == 1 else 'their reasons'}."
    if unreasoned == excused_so:
        return f"{said}; nobody has given a reason yet."
    return f"{said}; nobody has given a reason yet for {unreasoned} of them."


def _of_all(some: int, every: int) -> str:
    """How many of all, before a participle: ``not``, ``both``, ``2 of them``."""
    if some == every:
        return {1: "", 2: "both "}.get(every, "all ")
    if some:
        return f"{some} of them "
    return "not " if every == 1 else "none of them "


def _options(material: Material) -> Block:
    found = compared(material)
    price = "not known" if found is None else headline(found)
    rows = [
        _option("Networks as they are", material.before, "Nothing moves."),
        _other(material, _moved(material)),
        _option("The proposal", material.tables, price),
    ]
    travel = f"Travel, {material.tables.travel_unit.total}"
    head = ("Option", "Networks", "In band", "In pieces", travel, "Price")
    return table(head, [row for row in rows if row], (2.2, 1.25, 0.85, 0.95, 1.9, 2.85), 1, 2, 3, 4)


def _other(material: Material, moved: int) -> tuple[object, ...] | None:
    """The row of the option between nothing and the proposal, if one was considered."""
    step = considered.third(material.considered, moved)
    if step is None:
        return None
    moves, networks = int(step["practices_moved"]), int(step["networks"])
    everybody = int(material.tables.practices["patients"].sum())
    price = who_moves(moves, int(step["patients_moved"]), everybody)
    inside = networks - int(step["networks_outside_band"])
    column = of_columns(step.index).total_column
    return (
        _called(moves, moved), networks, inside, considered.step_count(step, considered.IN_PIECES),
        round(float(step[column])), price,
    )  # fmt: skip


def _called(moves: int, moved: int) -> str:
    return "Change less" if moves < moved else "Change more"


def _money(material: Material) -> str:
    sums = payments.totals(material.payments)
    known = sum(sums["total"], Decimal(0))
    partly = payments.unknown(material.payments)
    left_out = f" Not counted in full: {', '.join(partly)}." if partly else ""
    return f"Money that follows the list in {material.year}: {pounds(known)}.{left_out}"


def _option(name: str, tables: PlanTables | None, price: str) -> tuple[object, ...] | None:
    if tables is None:
        return None
    travel, apart = tables.networks.get(tables.travel_unit.total_column), tables.patients_apart
    return (
        name, len(tables.networks), int((tables.networks["status"] == IN_BAND).sum()),
        None if apart is None else int((apart > 0).sum()),
        None if travel is None else round(float(travel.sum())), price,
    )  # fmt: skip


def _other_teams(material: Material) -> list[str]:
    """A sentence on patients outside lead teams with the other options, where known."""
    known, moved = [], _moved(material)
    before, step = material.before, considered.third(material.considered, moved)
    if before is not None and "patients_outside_lead" in before.networks:
        known.append(f"{int(before.networks['patients_outside_lead'].sum()):,} as networks are")
    outside = None if step is None else considered.step_count(step, considered.MISALIGNED)
    if step is not None and outside is not None:
        known.append(f"{outside:,} with the option {_called(int(step['practices_moved']), moved)}")
    return [f"It would be {' and '.join(known)}."] if known else []


def _teams(material: Material) -> list[Block]:
    tables = material.tables
    if "patients_outside_lead" not in tables.networks:
        return [Text("No community teams were given, so nothing is known of them.")]
    outside = int(tables.networks["patients_outside_lead"].sum())
    share = outside / max(int(tables.networks["patients"].sum()), 1)
    several = int((tables.networks["teams_needed"] > 1).sum())
    basis = next((line for line in tables.caveats if line.startswith("Conflicts")), "")
    lines = [
        f"{counted(outside, 'patient')} ({share:.0%}) {'belongs' if outside == 1 else 'belong'} to "
        "another team than their network's lead.",
        *_other_teams(material),
        agreed(f"{several} networks work with more than one team."),
    ]
    return [Points(tuple(lines)), *([Text(basis)] if basis else [])]
