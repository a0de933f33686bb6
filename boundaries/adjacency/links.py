"""Links: the exceptions list that people edit, pairs to join or part and why."""

from collections.abc import Collection

import networkx as nx
import pandas as pd

from boundaries.adjacency import edge_table
from boundaries.adjacency.edge_table import PAIR
from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.tables.in_memory import Source, name_of

ACTIONS = ("add", "remove")
COLUMNS = [*PAIR, "action", "reason"]


def read(source: Source) -> pd.DataFrame:
    """Read an exceptions list: ``practice_a, practice_b, action (add|remove), reason``.

    Returns
    -------
    These columns as text; index the row as a spreadsheet numbers it.

    Raises
    ------
    DataError
        The file is no table, lacks a column, or a row has no reason or another action.
    """
    given = files.text_table(source)
    table, name = edge_table.spelt(given, COLUMNS), name_of(source)
    edge_table.require(table, COLUMNS, name)
    table = table[COLUMNS].assign(action=table["action"].str.lower())
    wrong = table[~table["action"].isin(ACTIONS)]
    _refuse(wrong, "an action is neither add nor remove", "Write add or remove", name)
    blank = table[table["reason"] == ""]
    _refuse(blank, "a link has no reason", "Say why; it is printed with the plan", name)
    table.attrs |= {"notes": given.attrs["notes"], "source": name}
    return table


def apply(
    graph: "nx.Graph[str]",
    links: pd.DataFrame,
    units: "pd.Series[str]",
    left_out: Collection[str] = (),
) -> "nx.Graph[str]":
    """Join and part the pairs of an exceptions list.

    Parameters
    ----------
    graph
        Adjacency; not changed.
    links
        As ``read`` returns it.
    units
        Border unit of each practice.
    left_out
        Codes left out of the practice table on purpose; rows with them do nothing.

    Returns
    -------
    A new graph: ``add`` gives an edge the reason ``bridge`` and the row's reason as note,
    ``remove`` takes an edge away. ``graph.graph["notes"]`` names what had no effect.

    Raises
    ------
    DataError
        A code is unknown, a pair crosses a hard border or is both added and removed.
    """
    source = str(links.attrs.get("source", ""))
    pairs = edge_table.check_pairs(links, graph.nodes, left_out, source)
    across = pairs[pairs["practice_a"].map(units) != pairs["practice_b"].map(units)]
    across = across[across["action"] == "add"]
    remedy = "Take the rows out, or loosen the border (--within)"
    _refuse(across, "links cross a hard border", remedy, source)
    twice = pairs[pairs.groupby(PAIR)["action"].transform("nunique") > 1]
    _refuse(twice, "links both add and remove a pair", "Keep one of the rows", source)
    notes = [f"Links: {len(links) - len(pairs)} rows name practices left out and do nothing."]
    joined = graph.copy()
    joined.graph["notes"] = [*graph.graph.get("notes", []), *notes[: len(links) > len(pairs)]]
    for a, b, action, reason in pairs.sort_values(PAIR, kind="stable")[COLUMNS].to_numpy():
        if action == "add":
            edge_table.join(joined, a, b, reasons=["bridge"], note=reason)
        elif joined.has_edge(a, b):
            joined.remove_edge(a, b)
        else:
            joined.graph["notes"].append(f"Links: {a} and {b} were not neighbours anyway.")
    return joined


def _refuse(rows: pd.DataFrame, what: str, remedy: str, source: str = "") -> None:
    if len(rows):
        named = [
            f"row {row}: {a} and {b}"
            for row, a, b in zip(rows.index, rows["practice_a"], rows["practice_b"], strict=True)
        ]
        raise DataError(what, rows=named, remedy=remedy, source=source)
