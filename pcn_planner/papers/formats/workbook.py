"""``networks.xlsx``: tidy sheets for Power BI and Excel, one header row each, typed columns."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pcn_planner.files import area_columns
from pcn_planner.money import payments
from pcn_planner.papers import change
from pcn_planner.papers.change import compared
from pcn_planner.papers.formats import column_words
from pcn_planner.profile import ground, growth, need, residents
from pcn_planner.staff import levels, staff, visits
from pcn_planner.study.inputs import PRACTICES
from pcn_planner.study.planned_words import Words

if TYPE_CHECKING:
    from pcn_planner.papers.material import Material

WIDTH_MAX = 60
SAID = ("exception", "reason", "findings", "counted")  #: columns of sentences
#: sheet -> what one row is
SHEETS = {
    "practices": "one row a practice of the plan, with its network",
    "networks": "one row a network, with size, status, measures and exception",
    "conflicts": "one row a conflict with a community team, in patients",
    "moves": "one row a practice whose network is another one than before, or (none) on a side",
    "money": "one row a network and stream, in pounds or whole-time equivalents of the year",
    "money_practices": "one row a practice and stream: what follows its own populations",
    "staff": "one row a network (and role, where posts are given): staff of its teams",
    "staff_moves": "one row a team, role and network that posts go from and to",
    "staff_visits": "one row a team, role, base and network: posts, kilometres of a visit one way",
    "staff_level": "one row a network: staff for 10,000 patients, what is short, pounds a year",
    "staff_roles": "one row a network and role: staff of it for 10,000 patients, what is short",
    "profile": "one row a network and measure of need: counts, and the rate rebuilt from them",
    "residents": "one row a network and ward or council: patients of the network who live there",
    "ground": "one row a network: spread of its patients, practices of others between its own",
    "growth": "one row a network and year: its patients by projections of the people of each area",
    "checks": "one row a check of the plan",
    "columns": "what each sheet and column is",
}


def sheets(material: "Material") -> dict[str, pd.DataFrame]:
    """Every sheet as a table, in order; sheets without data keep their header.

    Where small areas are planned, sheets, columns and sentences are about these.
    """
    tables, found = material.tables, compared(material)
    practices = pd.DataFrame(tables.practices.drop(columns="geometry"))
    practices = practices.apply(_numbers)
    practices.insert(0, "network_id", tables.network_of.reindex(practices.index).astype(str))
    moves = pd.DataFrame(
        columns=["practice_code", "name", "network_before", "network_after", "patients", "reason"]
    )
    rows = tables.every_conflict
    out = {
        "practices": practices.rename_axis("practice_code").reset_index(),
        "networks": _networks(material),
        "conflicts": _plain(rows)
        if rows is not None
        else pd.DataFrame(columns=["kind", "patients"]),
        "moves": moves if found is None else change.moved(found, material),
        **({} if material.of_areas else _money(material, practices.index)),
        **_staff(material),
        **_profile(material),
        "checks": material.checks,
    }
    described = _described(out, material.words, tables.tiers)
    return {**_in_words(out, material.words), "columns": described}


def _money(material: "Material", practices: pd.Index) -> dict[str, pd.DataFrame]:
    paid, rates = material.populations, material.rates
    return {
        "money": payments.by_network(paid, material.tables.assignment, rates),
        "money_practices": payments.by_practice(paid.loc[practices], rates),
    }


def _networks(material: "Material") -> pd.DataFrame:
    """The table of networks, each with the name that people gave it where they did."""
    rows = material.tables.networks.rename_axis("network_id").reset_index()
    given = [material.facts.get(str(key), "network_name") for key in rows["network_id"]]
    named = pd.Series(given, rows.index, dtype=str)
    return rows.assign(name=named.where(named != "", rows["name"]))


def _in_words(found: dict[str, pd.DataFrame], words: Words) -> dict[str, pd.DataFrame]:
    """Name sheets and columns as other files do; the units' sheet keeps a person's own columns."""
    if words.planned == PRACTICES:
        return found
    spoken = {
        sheet: table.assign(**{name: _said(table[name], words) for name in SAID if name in table})
        for sheet, table in found.items()
    }
    return {
        area_columns.named(sheet, words.planned): area_columns.in_files(
            table, words.planned, area_columns.OWN if sheet == "practices" else None
        )
        for sheet, table in spoken.items()
    }


def _said(column: pd.Series, words: Words) -> pd.Series:
    return column.map(lambda one: words.said(one) if isinstance(one, str) else one)


def write(material: "Material", path: Path) -> None:
    """Write the workbook. Text stays text: nothing in it is ever a formula or a link."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    book = xlsxwriter.Workbook(str(path), {**plain, "in_memory": True, "remove_timezone": True})
    head = book.add_format({"bold": True, "bottom": 1})
    for name, table in sheets(material).items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(table.columns):
            sheet.write_string(0, column, str(title), head)
            for row, value in enumerate(table[title], start=1):
                _write(sheet, row, column, value)
        sheet.autofit(8 * WIDTH_MAX)
    book.close()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool | np.bool_):
        sheet.write_boolean(row, column, bool(value))
    elif isinstance(value, int | float | np.number | Decimal):
        if value == value:  # NaN stays a blank cell
            sheet.write_number(row, column, float(value))
    elif not pd.isna(value) and value != "":
        sheet.write_string(row, column, str(value)[:32_767])


def _numbers(column: pd.Series) -> pd.Series:
    """A person's own column as numbers where all of it has decimals, which no code has."""
    known = column[column.notna() & (column.astype(str) != "")].astype(str)
    if known.empty or not known.str.fullmatch(r"-?\d+\.\d+").all():
        return column
    return pd.to_numeric(column, errors="coerce")


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    return table.map(lambda one: ", ".join(map(str, one)) if isinstance(one, list | tuple) else one)


def _staff(material: "Material") -> dict[str, pd.DataFrame]:
    posts = material.staff
    if posts is not None:
        return {
            "staff": posts.by_network, "staff_moves": posts.moves, "staff_visits": posts.visits,
            "staff_level": posts.levels, "staff_roles": posts.roles,
        }  # fmt: skip
    networks = material.tables.networks
    wanted = ["lead_team_id", "lead_team_name", "teams_needed", "nurses_wte", "wte_per_10k"]
    table = networks.reindex(columns=[c for c in wanted if c in networks])
    return {
        "staff": table.rename_axis("network_id").reset_index(),
        "staff_moves": pd.DataFrame(columns=staff.MOVES),
        "staff_visits": pd.DataFrame(columns=visits.COLUMNS),
        "staff_level": pd.DataFrame(columns=levels.COLUMNS),
        "staff_roles": pd.DataFrame(columns=levels.ROLE_COLUMNS),
    }


def _profile(material: "Material") -> dict[str, pd.DataFrame]:
    known = material.profile
    return {
        "profile": pd.DataFrame(columns=need.COLUMNS) if known is None else known.need,
        "residents": pd.DataFrame(columns=residents.COLUMNS) if known is None else known.residents,
        "ground": pd.DataFrame(columns=ground.COLUMNS) if known is None else known.ground,
        "growth": pd.DataFrame(columns=growth.COLUMNS) if known is None else known.growth,
    }


def _described(
    found: dict[str, pd.DataFrame], words: Words, levels: Collection[str]
) -> pd.DataFrame:
    planned = words.planned
    rows = [
        (
            area_columns.named(sheet, planned),
            str(column)
            if sheet == "practices" and column not in area_columns.OWN
            else area_columns.named(str(column), planned),
            column_words.kind(table[column]),
            words.said(column_words.meaning(sheet, str(column), planned, levels)),
            words.said(SHEETS[sheet]),
        )
        for sheet, table in found.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["sheet", "column", "type", "meaning", "one_row_is"])
