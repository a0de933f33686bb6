"""What only people know of a network: its director, its payee, and the reasons for what is odd."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables.in_memory import Source, name_of
from pcn_planner import safe_text

#: column of ``network_facts.csv`` -> what it is called on paper; every one is needed to register
NEEDED = {
    "clinical_director": "Clinical director",
    "nominated_payee": "Nominated payee",
}
#: further columns, shown where given
MORE = {"network_name": "Name", "contact": "Contact", "reason": "Reason for size or shape"}


@dataclass(frozen=True)
class Facts:
    """Network id -> column -> text; networks without a row have none.

    ``notes`` say what of a file is on no paper, a sentence each.
    """

    of: Mapping[str, Mapping[str, str]]
    notes: tuple[str, ...] = ()

    def get(self, network: str, column: str) -> str:
        """The text given, blank where there is none."""
        return self.of.get(network, {}).get(column, "")

    def missing(self, network: str) -> list[str]:
        """What is needed to register and not given, as it is called on paper."""
        return [called for column, called in NEEDED.items() if not self.get(network, column)]


def table_of(known: Facts, networks: pd.Index) -> pd.DataFrame:
    """One row a network (index ``network_id``), every column of ``NEEDED`` and ``MORE`` as text."""
    keys = pd.Index(list(map(str, networks)), name="network_id")
    columns = {c: [known.get(key, c) for key in keys] for c in (*NEEDED, *MORE)}
    return pd.DataFrame(columns, index=keys, dtype=str)


def with_reasons(known: Facts, reasons: Mapping[str, str]) -> Facts:
    """The facts with reasons given elsewhere (network id -> text) where they have none."""
    out = {network: dict(row) for network, row in known.of.items()}
    for network, reason in reasons.items():
        row = out.setdefault(network, {})
        row["reason"] = row.get("reason") or reason
    return Facts(out, known.notes)


def of_table(table: pd.DataFrame) -> Facts:
    """The facts that a table holds; cells without text are blank."""
    cells = table.astype(object).where(table.notna(), "").map(lambda one: str(one).strip())
    rows = cells.to_dict("index")
    return Facts({str(k): {str(c): v for c, v in row.items()} for k, row in rows.items()})


def read(source: Source | None, networks: pd.Index) -> Facts:
    """Read ``network_facts.csv``: ``network_id`` and any columns of ``NEEDED`` and ``MORE``.

    Raises
    ------
    DataError
        There is no column ``network_id``, a network has two rows, or is not in the plan.
    """
    if source is None:
        return Facts({})
    table = _table(source)
    if "network_id" not in table:
        raise DataError(
            "the facts have no column network_id", source=name_of(source),
            remedy=f"Give network_id and any of {', '.join([*NEEDED, *MORE])}",
        )  # fmt: skip
    ids = table["network_id"].str.strip()
    _check(ids, networks, name_of(source))
    known = [column for column in (*NEEDED, *MORE) if column in table]
    rows = table.set_axis(ids)[known].to_dict("index")
    return Facts(
        {str(k): {str(c): str(v).strip() for c, v in row.items()} for k, row in rows.items()},
        (*table.attrs.get("notes", []), *_unused(table)),
    )


def _check(ids: pd.Series, networks: pd.Index, source: str) -> None:
    blank, twice = ids.index[ids == ""], ids[ids.duplicated() & (ids != "")]
    strange = ids[~ids.isin(list(networks.astype(str))) & (ids != "")]
    for wrong, what in (
        ([f"row {row}" for row in blank], f"{len(blank)} rows of the facts name no network"),
        (twice, f"{twice.nunique()} networks of the facts stand in several rows"),
        (strange, f"{strange.nunique()} networks of the facts are not in the plan"),
    ):
        if len(wrong):
            raise DataError(
                what, source=source, rows=sorted(set(wrong)),
                remedy="Give one row for each network of the plan",
            )  # fmt: skip


def _unused(table: pd.DataFrame) -> tuple[str, ...]:
    """Columns that papers do not know, such as one that is spelt in another way."""
    strange = [str(name) for name in table if name not in {"network_id", *NEEDED, *MORE}]
    if not strange:
        return ()
    known = ", ".join([*NEEDED, *MORE])
    return (f"Of the facts these columns are on no paper: {', '.join(strange)}; known: {known}.",)


def _table(source: Source) -> pd.DataFrame:
    from boundaries.practices import table as practice_tables

    given = practice_tables.read_rows(source)
    names.refuse_repeated(given.columns, ["network_id", *NEEDED, *MORE], name_of(source))
    read_in = safe_text.restore(given)
    called = pd.Series([str(name).strip().casefold().replace(" ", "_") for name in read_in])
    if called.duplicated().any():
        raise DataError(
            "several columns of the facts are called alike", source=name_of(source),
            rows=sorted(set(called[called.duplicated()])), remedy="Keep one of each",
        )  # fmt: skip
    read_in.attrs = dict(given.attrs)
    return read_in.set_axis(pd.Index(called), axis=1)
