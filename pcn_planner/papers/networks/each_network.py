"""Every network before and after: travel, patients of other teams, money, need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from pcn_planner.money import payments
from pcn_planner.papers.facts import Facts
from pcn_planner.papers.formats.document import Block, Heading, Text, table
from pcn_planner.papers.material import Material
from pcn_planner.papers.networks.network_names import NO_FACTS, name_in
from pcn_planner.proposal.compare import Comparison, Pair
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import pounds

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Figure:
    """A figure of networks, by their ids before and after; none for those it is not known of.

    ``said`` writes it for people.
    """

    title: str
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    said: Callable[[Decimal], str]

    def row(self, pair: Pair) -> tuple[str, str, str]:
        """Before, after and the difference; blank where there is no network."""
        sides = ((pair.network_before, self.before), (pair.network_after, self.after))
        was, now = (known.get(key) if key else None for key, known in sides)
        cells = [
            "" if key is None else NOT_KNOWN if value is None else self.said(value)
            for (key, _), value in zip(sides, (was, now), strict=True)
        ]
        more = "" if was is None or now is None else self.said(now - was)
        return cells[0], cells[1], more


def figures(found: Comparison, material: Material) -> list[Block]:
    """A table of each figure: before, after and the difference."""
    before, after = material.before, material.tables
    assert before is not None
    unit, outside = after.travel_unit, "patients_outside_lead"
    paid, now_paid = _paid(material.payments_before), _paid(material.payments)
    known = [
        Figure(title, _column(before, name), _column(after, name), _whole)
        for title, name in (
            (f"Travel, {unit.total}", unit.total_column),
            ("Patients outside their network's lead team", outside),
        )
    ]
    year = f"Money that follows the list, {material.year}, as far as it is known"
    sums = [] if material.of_areas else [Figure(year, paid, now_paid, pounds)]
    return [
        block for one in (*known, *sums)
        for block in (Heading(one.title, 3), _table(one, found, material))
    ]  # fmt: skip


def needs(found: Comparison, material: Material) -> list[Block]:
    """Need of every network before and after, rates rebuilt from counts; where it is given."""
    known = material.profile
    if known is None or known.need.empty or known.need_before.empty:
        return []
    sides = [
        one.set_index(["measure", "network_id"])["value"] for one in (known.need_before, known.need)
    ]
    kinds = known.need.drop_duplicates("measure").set_index("measure")["kind"]
    rows = [
        (measure.replace("_", " "), pair_called(pair, material), *(
            _need(side.get((measure, key)), kind)
            for side, key in zip(sides, (pair.network_before, pair.network_after), strict=True)
        ))
        for measure, kind in ((str(m), str(k)) for m, k in kinds.items())
        for pair in found.pairs
    ]  # fmt: skip
    return [
        Heading("Need of each network", 2),
        Text("Rates are rebuilt from the counts of the practices, never averaged."),
        table(("Measure", "Network", "Before", "After"), rows, (1.5, 4.4, 0.9, 0.9), 2, 3),
    ]


def called(network: str, tables: PlanTables | None, facts: Facts = NO_FACTS) -> str:
    """A network's id and, where that is another word, its name."""
    name = name_in(network, tables, facts)
    return network if name == network else f"{network} {name}"


def pair_called(pair: Pair, material: Material) -> str:
    """What a network is called that goes on, begins or ends."""
    if pair.network_after is None:
        return f"{called(str(pair.network_before), material.before)}, ends"
    name = called(pair.network_after, material.tables, material.facts)
    return name if pair.network_before else f"{name}, new"


def _table(one: Figure, found: Comparison, material: Material) -> Block:
    if not one.before and not one.after:
        return Text("Not known of any network.")
    rows = [(pair_called(pair, material), *one.row(pair)) for pair in found.pairs]
    return table(("Network", "Before", "After", "Change"), rows, (4.4, 1.25, 1.25, 1.2), 1, 2, 3)


def _paid(money: pd.DataFrame | None) -> dict[str, Decimal]:
    return {} if money is None else {str(k): v for k, v in payments.totals(money)["total"].items()}


def _column(tables: PlanTables, name: str) -> dict[str, Decimal]:
    """Whole numbers of the networks that have any, so that differences are of what is shown."""
    if name not in tables.networks:
        return {}
    known = tables.networks[name].dropna().astype(float).round()
    return {str(key): Decimal(int(value)) for key, value in known.items()}


def _whole(value: Decimal) -> str:
    return f"{value:,}"


def _need(value: float | None, kind: str) -> str:
    if value is None or value != value:
        return ""
    return f"{value:.1f}" if kind == "score" else f"{value:.1%}"
