"""The change paper: the plan before against the proposal, for the commissioner's approval."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from boundaries.words import agreed
from pcn_planner.money import payments
from pcn_planner.papers import considered
from pcn_planner.papers.formats.document import (
    Block,
    Document,
    Heading,
    Points,
    Text,
    signatures,
    table,
)
from pcn_planner.papers.maps import paper_map
from pcn_planner.papers.maps.paper_map import Sheet
from pcn_planner.papers.material import Material
from pcn_planner.papers.networks import each_network, joining
from pcn_planner.papers.networks.each_network import NOT_KNOWN, called
from pcn_planner.papers.registration import DECIDERS, MAP_MM, footer
from pcn_planner.proposal import compare
from pcn_planner.proposal.compare import Comparison, MovedPractice
from pcn_planner.proposal.tables import IN_BAND, PlanTables
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.staff import visits
from pcn_planner.staff.staff import Staff
from pcn_planner.words import counted, pounds


def document(material: Material, folder: Path) -> Document:
    """The paper, its map drawn into ``folder``."""
    found = compared(material)
    if found is None or material.before is None:
        raise ValueError("there is no plan before this one")
    left = {move.practice_code: move.network_before for move in found.moves}
    blocks: tuple[Block, ...] = (
        Text(headline(found), strong=True),
        Text(material.claimed.sentence()),
        Heading("Practices that move"),
        *_moves(found, material),
        Heading("Map of moves", 2),
        paper_map.whole(
            material.tables,
            Sheet(folder, "moves", height_mm=MAP_MM, fitted=True),
            arrows=left,
            places=material.places,
        ),
        Heading("Networks before and after"),
        _networks(found, material),
        Heading("What it does"),
        _effects(material.before, material.tables),
        Heading("Each network", 2),
        *each_network.figures(found, material),
        *each_network.needs(found, material),
        *([] if material.of_areas else [Heading("Money", 2), *money(material)]),
        *staff_blocks(material),
        *_considered(found, material),
        Heading("Approvals"),
        signatures(("For", "Name"), _approving(found, material)),
    )
    return Document(
        "Change of primary care networks", material.tables.title, footer(material), blocks
    )


def compared(material: Material) -> Comparison | None:
    """The plan before against the plan; ``None`` where none is known."""
    if material.before is None:
        return None
    return compare.of_tables(material.before, material.tables)


def headline(found: Comparison) -> str:
    """One sentence: how many practices and patients move, how many join a network or leave."""
    moves = "No practice moves."
    if found.moves:
        moves = who_moves(found.practices_moved, found.patients_moved, found.patients_compared)
    return joining.with_others(moves, found)


def who_moves(practices: int, patients: int, everybody: int) -> str:
    """One sentence: how many practices and patients move, and their share of all patients."""
    verb = "practice moves" if practices == 1 else "practices move"
    share = patients / max(everybody, 1)
    return f"{practices:,} {verb}, {patients:,} patients by list ({share:.0%} of all)."


def money(material: Material) -> list[Block]:
    """Money by stream before and after, with what could not be counted."""
    before, after = material.payments_before, material.payments
    if before is None:
        return [Text("No plan before is known, so the change of money is not known either.")]
    changed = payments.change(before, after)
    rows = [
        (stream, unit, f"{was:,}", f"{now:,}", f"{more:,}")
        for stream, unit, was, now, more in changed.reset_index().itertuples(index=False)
    ]
    unknown = payments.unknown(after)
    estimated = sorted(set(after[after["estimate"]]["stream"]))
    blocks: list[Block] = [
        Text(f"Rates of {material.year}. {_why_money_changes(material)}"),
        table(
            ("Stream", "Unit", "Before", "After", "Change"), rows, (3, 0.8, 1.6, 1.6, 1.2), 2, 3, 4
        ),
    ]
    if unknown:
        blocks.append(Text(f"Counted only where the population is known: {', '.join(unknown)}."))
    if estimated:
        blocks.append(Text(f"Estimates: {', '.join(estimated)}."))
    return blocks


def _why_money_changes(material: Material) -> str:
    """Say why sums change: money follows practices, so only those on one side alone change it."""
    before, after = material.before, material.tables
    assert before is not None
    joined = [code for code in after.assignment if code not in before.assignment]
    if not joined:
        return "Money follows the list, so sums change by rounding alone."
    patients = int(after.practices["patients"][joined].sum())
    who = counted(len(joined), "practice")
    verb = "is" if len(joined) == 1 else "are"
    return (
        f"Money follows the list: {who} with {patients:,} patients {verb} in no network before, "
        "which is what sums differ by."
    )


def staff_blocks(material: Material) -> list[Block]:
    """Posts by network, who changes team, and what it takes to reach the stated level."""
    staff = material.staff
    if staff is None:
        return []
    rows = [
        (*row[:3], f"{row[3]:g}", f"{row[4]:.2f}", f"{row[5]:g}")
        for row in staff.by_network.itertuples(index=False)
    ]
    head = ("Network", "Team", "Role", "WTE", "Fair share", "Change team")
    return [
        Heading("Staff", 2),
        Points((*staff.overall, *staff.notes)),
        table(head, rows, (1.2, 1.4, 2, 0.8, 1, 1.1), 3, 4, 5),
        *_levels(staff),
        *_roles(staff),
        *_visits(visits.of_networks(staff.visits)),
    ]


def _levels(staff: Staff) -> list[Block]:
    """What every network has for 10,000 patients, is short of, and what that costs a year."""
    if staff.levels["short_wte"].isna().all():
        return []
    rows = [
        (row["network_id"], int(row["patients"]), f"{row['wte']:g}", f"{row['wte_per_10k']:.2f}",
         f"{row['short_wte']:g}", pounds(row["cost"]))
        for row in staff.levels.to_dict("records")
    ]  # fmt: skip
    level = f"{staff.levels['level_per_10k'].iloc[0]:g}"
    head = ("Network", "Patients", "WTE", "For 10,000", "Short, WTE", "Cost a year")
    return [
        Heading(f"Held against {level} WTE for 10,000 patients", 3),
        table(head, rows, (1.3, 1.1, 0.8, 1, 1, 1.7), 1, 2, 3, 4, 5),
    ]


def _roles(staff: Staff) -> list[Block]:
    """The table of each role for which a level is stated."""
    stated = staff.roles[staff.roles["level_per_10k"].notna()]
    if stated.empty:
        return []
    rows = [
        (row["network_id"], row["role"], f"{row['wte']:g}", f"{row['wte_per_10k']:.2f}",
         f"{row['level_per_10k']:g}", f"{row['short_wte']:g}", pounds(row["cost"]))
        for row in stated.to_dict("records")
    ]  # fmt: skip
    head = ("Network", "Role", "WTE", "For 10,000", "Level", "Short, WTE", "Cost")
    return [
        Heading("Roles held against their level for 10,000 patients", 3),
        table(head, rows, (1.3, 1.6, 0.8, 1, 0.8, 1, 1.5), 2, 3, 4, 5, 6),
    ]


def _visits(of_networks: pd.DataFrame) -> list[Block]:
    """How far staff go to patients of each network, where any base is known."""
    names = ("Network", "WTE", "Homes, km", "Practices, km")
    heads = dict(zip(visits.OF_NETWORK, names, strict=True))
    known = [name for name in visits.OF_NETWORK[2:] if of_networks[name].notna().any()]
    if not known:
        return []
    shown = [*visits.OF_NETWORK[:2], *known]
    rows = [
        tuple(NOT_KNOWN if one != one else one for one in row)
        for row in of_networks[shown].round(1).itertuples(index=False)
    ]
    to = " and to ".join(heads[name].partition(",")[0].lower() for name in known)
    return [
        Heading(f"Visits to {to}, straight lines from bases of staff, one way", 3),
        table(
            [heads[name] for name in shown],
            rows,
            (1.4, 0.8, *(1.6 for _ in known)),
            *range(1, len(shown)),
        ),
    ]


def _moves(found: Comparison, material: Material) -> list[Block]:
    moves = _every(found, material)
    if not moves:
        return [Text("None: every practice stays in its network.")]
    reasons = [str(one) for one in moved(found, material)["reason"]]
    rows = [
        (m.practice_code, readable(m.name), m.patients, called(m.network_before, material.before),
         called(m.network_after, material.tables, material.facts), why)
        for m, why in zip(moves, reasons, strict=True)
    ]  # fmt: skip
    code = "Code" if material.of_areas else "ODS code"
    head = (code, "Practice", "Patients", "From", "To", "Reason")
    return [table(head, rows, (1.2, 2, 1.05, 2, 2.1, 1.9), 2), *_unreasoned(reasons)]


def _considered(found: Comparison, material: Material) -> list[Block]:
    if material.considered is None:
        return []
    joins = bool(joining.joining(found))
    steps = considered.frontier(material.considered, found.practices_moved, joins=joins)
    return [Heading("What was considered"), *steps]


def _every(found: Comparison, material: Material) -> tuple[MovedPractice, ...]:
    assert material.before is not None
    return joining.all_moves(found, material.before, material.tables)


def moved(found: Comparison, material: Material) -> pd.DataFrame:
    """One row a move, see ``Comparison.to_table``, and its ``reason``; joiners and leavers too."""
    before, moves = material.before, _every(found, material)
    assert before is not None
    sides, table = (before, material.tables), replace(found, moves=moves).to_table()
    return table.assign(
        reason=[
            joining.reason(move, material.reasons)
            or considered.why(move, material.reasons, material.considered, sides, found.pairs)
            for move in moves
        ]
    )


def _approving(found: Comparison, material: Material) -> list[tuple[str, str]]:
    """Who signs: the commissioner, and the clinical director of every network that changes.

    Neighbourhoods have no director.
    """
    moves = _every(found, material)
    left = {move.network_before for move in moves}
    joined = {move.network_after for move in moves}
    changed = [
        str(pair.network_after) for pair in found.pairs
        if pair.network_after in joined or (pair.network_after and pair.network_before in left)
    ]  # fmt: skip
    directors = [
        (
            called(key, material.tables, material.facts),
            material.facts.get(key, "clinical_director"),
        )
        for key in sorted(changed)
    ]
    if material.of_areas:
        return [(one, "") for one in DECIDERS]
    return [("Commissioner", ""), *directors]


def _unreasoned(reasons: list[str]) -> list[Block]:
    blank = sum(one == considered.NO_REASON for one in reasons)
    if not blank:
        return []
    return [Text(agreed(f"{blank} moves have no reason yet: write it with the move in the app."))]


def _networks(found: Comparison, material: Material) -> Block:
    rows = [
        (called(p.network_before, material.before) if p.network_before else "new",
         called(p.network_after, material.tables, material.facts) if p.network_after else "ends",
         p.patients_before, p.patients_after, p.patients_change)
        for p in found.pairs
    ]  # fmt: skip
    return table(("Before", "After", "Patients before", "Patients after", "Change"), rows,
                 (2.2, 2.2, 1.1, 1.1, 0.9), 2, 3, 4)  # fmt: skip


def _effects(before: PlanTables, after: PlanTables) -> Block:
    unit = after.travel_unit.total
    rows = [
        (name.format(unit=unit), *(_figure(side, name) for side in (before, after)))
        for name in EFFECTS
    ]
    return table(("Figure", "Before", "After"), rows, (3, 1.2, 1.2), 1, 2)


EFFECTS = {
    "Networks": lambda t: f"{len(t.networks):,}",
    "Networks within the band": lambda t: f"{int((t.networks['status'] == IN_BAND).sum()):,}",
    "Networks in pieces": lambda t: (
        "not known" if t.patients_apart is None else f"{int((t.patients_apart > 0).sum()):,}"
    ),
    "Smallest network, patients": lambda t: f"{int(t.networks['patients'].min()):,}",
    "Largest network, patients": lambda t: f"{int(t.networks['patients'].max()):,}",
    "Travel, {unit}": lambda t: _sum(t, t.travel_unit.total_column),
    "Patients outside their network's lead team": lambda t: _sum(t, "patients_outside_lead"),
}


def _figure(tables: PlanTables, name: str) -> str:
    return EFFECTS[name](tables)


def _sum(tables: PlanTables, column: str) -> str:
    if column not in tables.networks:
        return "not known"
    return f"{tables.networks[column].sum():,.0f}"
