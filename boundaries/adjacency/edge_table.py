"""Edges as a table: the form in which a graph is written, read back and given."""

from collections.abc import Collection
from typing import Any

import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.columns import in_any_case, refuse_repeated
from boundaries.files.strangers import refuse_alike
from boundaries.files.tables import numerals
from boundaries.files.tables.in_memory import Source, name_of

REASONS = ("border_m", "shared_premises", "catchment", "bridge", "given")
PAIR = ["practice_a", "practice_b"]
MEASURES = ["border_m", "catchment_share"]
_MOST = {"border_m": 10_000_000, "catchment_share": 1}  #: more is a slip of the pen
COLUMNS = [*PAIR, "reason", *MEASURES, "note"]


def read(source: Source) -> pd.DataFrame:
    """Read a table of edges: ``practice_a``, ``practice_b``, and as far as known the rest.

    Returns
    -------
    Columns ``practice_a``, ``practice_b``, ``reason`` ("given" where blank), ``border_m``,
    ``catchment_share``, ``note``; index the row as a spreadsheet numbers it.

    Raises
    ------
    DataError
        The file is no table, lacks a column, or has a reason or measure that cannot be read.
    """
    given = files.text_table(source)
    table, called = spelt(given, COLUMNS), name_of(source)
    require(table, PAIR, called)
    full = completed(table.assign(**{name: _number(table, name, called) for name in MEASURES}))
    strange = full[[not set(text.split(";")) <= set(REASONS) for text in full["reason"]]]
    if len(strange):
        raise DataError(
            "a reason of an edge is not known",
            rows=[f"row {row}: {text}" for row, text in strange["reason"].items()],
            remedy=f"Reasons are {', '.join(REASONS)}, joined by ';'; other words go in note",
            source=called,
        )
    full.attrs |= {"notes": given.attrs["notes"], "source": called}
    return full


def completed(table: pd.DataFrame) -> pd.DataFrame:
    """Add the columns a table of edges may lack: reason "given", measures 0, no note."""
    full = table.reindex(columns=COLUMNS)
    text = {name: full[name].astype("str").fillna("") for name in (*PAIR, "reason", "note")}
    text["reason"] = text["reason"].replace("", "given")
    measures = {name: full[name].astype("float64").fillna(0.0) for name in MEASURES}
    return pd.DataFrame({**text, **measures})[COLUMNS]


def spelt(table: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    """The table with these columns in small letters, however its header writes them."""
    found = {in_any_case(map(str, table.columns), one): one for one in columns}
    return table.rename(columns={theirs: ours for theirs, ours in found.items() if theirs})


def require(table: pd.DataFrame, columns: Collection[str], source: str = "") -> None:
    """Raise DataError unless the table has the columns."""
    refuse_repeated(table.columns, COLUMNS, source)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise DataError(
            f"no column {', '.join(missing)}",
            remedy=f"The table needs {', '.join(columns)}; it has {', '.join(table.columns)}",
            source=source,
        )


def check_pairs(
    pairs: pd.DataFrame, known: Collection[str], left_out: Collection[str] = (), source: str = ""
) -> pd.DataFrame:
    """Keep the pairs between known practices.

    Rows with a practice in ``left_out`` (excluded on purpose) are dropped; ``source`` is the file
    that messages name.

    Raises
    ------
    DataError
        A code is in neither set, or a row joins a practice to itself; rows are named.
    """
    pairs = pairs[~pairs[PAIR].isin(list(left_out)).any(axis=1)]
    codes = set(known)
    refuse_alike(
        sorted({*pairs["practice_a"], *pairs["practice_b"]} - codes), codes,
        what="practice codes of the pairs", among="the practice table", source=source,
    )  # fmt: skip
    rows = [
        f"row {row}: {', '.join(code or '(blank)' for code in sorted({a, b} - codes))}"
        for row, a, b in zip(pairs.index, pairs["practice_a"], pairs["practice_b"], strict=True)
        if not {a, b} <= codes
    ]
    if rows:
        raise DataError(
            "pairs name practices that are not in the practice table",
            rows=rows,
            remedy="Correct the codes, or take these rows out",
            source=source,
        )
    alone = pairs[pairs["practice_a"] == pairs["practice_b"]]
    if len(alone):
        raise DataError(
            "pairs join a practice to itself",
            rows=[f"row {row}: {code}" for row, code in alone["practice_a"].items()],
            remedy="Take these rows out",
            source=source,
        )
    return ordered(pairs)


def ordered(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``practice_a`` < ``practice_b`` in each."""
    a, b = pairs["practice_a"], pairs["practice_b"]
    return pairs.assign(practice_a=a.where(a < b, b), practice_b=b.where(a < b, a))


def graph_of(codes: Collection[str], edges: pd.DataFrame) -> "nx.Graph[str]":
    """Graph on practice codes, in their order, from rows with the columns of ``COLUMNS``.

    A pair in several rows gets all their reasons and notes and the larger measures.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    for a, b, reason, border_m, share, note in edges[COLUMNS].sort_values(PAIR).to_numpy():
        measures = (border_m, share)
        join(graph, a, b, reasons=reason.split(";"), measures=measures, note=note)
    return graph


def join(
    graph: "nx.Graph[str]",
    a: str,
    b: str,
    *,
    reasons: Collection[str],
    measures: tuple[float, float] = (0.0, 0.0),
    note: str = "",
) -> None:
    """Add an edge, or further reasons to one, in place."""
    old: dict[str, Any] = graph.edges[a, b] if graph.has_edge(a, b) else {}
    every = {*old.get("reasons", ()), *reasons}
    notes = [text for text in dict.fromkeys([old.get("note", ""), note]) if text]
    graph.add_edge(
        a,
        b,
        reasons=tuple(reason for reason in REASONS if reason in every),
        border_m=max(old.get("border_m", 0.0), float(measures[0])),
        catchment_share=max(old.get("catchment_share", 0.0), float(measures[1])),
        note="; ".join(notes),
    )


def table_of(graph: "nx.Graph[str]") -> pd.DataFrame:
    """Edges as rows: ``practice_a`` < ``practice_b``, sorted; reasons joined by ";"."""
    rows = [
        (*sorted((a, b)), ";".join(d["reasons"]), d["border_m"], d["catchment_share"], d["note"])
        for a, b, d in graph.edges(data=True)
    ]
    return completed(pd.DataFrame(sorted(rows), columns=COLUMNS))


def _number(table: pd.DataFrame, name: str, source: str) -> "pd.Series[float]":
    if name not in table.columns:
        return pd.Series(0.0, index=table.index)
    number = numerals.numbers(table[name].replace("", "0"))
    bad = table[name][~number.between(0, _MOST[name])]
    if len(bad):
        raise DataError(
            f"{name} is not a number from 0 to {_MOST[name]:,}",
            rows=[f"row {row}: {value}" for row, value in bad.items()],
            remedy="Leave it blank where it is not known",
            source=source,
        )
    return number.astype("float64")
