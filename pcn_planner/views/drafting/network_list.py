"""The table of networks: list size drawn against the band, linked with the map."""

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.maps.texts import SYMBOL
from pcn_planner.proposal.tables import ABOVE, BELOW, PlanTables
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.views.parts.row_height import ONE_PX, fitted, rows_px, table_px
from pcn_planner.views.parts.worded import headed, worded

KEY = "network_list"
NAME_PX, NAME_FITS = 146, 19  #: width of the column, and characters on a line of it
SHOWN = 4  #: columns that fit the drawer; the others are in the menu of the table and on the card
TALL_PX, SHORT_PX = 640, 420  #: of the table; with a card below it
ROOM = 1.35  #: the bars reach this many times the ceiling
_WIDTH, _HEIGHT = 52, 26
EDGE_PX = 9  #: of a row above and below its image
_INK, _OFF, _BAND = "#2F7A78", "#B4472B", "#DDE8E4"


def show(session: Session) -> None:
    """Networks, one a row; choosing a row points the map at it."""
    made = session.proposal
    if made is None or made.tables is None:
        return
    table = headed(of(made.tables))
    ids = [str(key) for key in table.index]
    network = chosen_network(session)
    picked = [ids.index(network)] if network in ids else []
    rows = rows_px(table.iloc[:, 0], NAME_FITS)
    key = f"{KEY} {network}"  # a new table where another network is chosen, on the map for one
    st.dataframe(
        table,
        key=key,
        on_select=lambda: _choose(session, ids, key),
        selection_default={"selection": {"rows": picked}},
        selection_mode="single-row",
        hide_index=True,
        row_height=rows,
        height=table_px(len(table), rows, SHORT_PX if network else TALL_PX),
        column_order=list(table.columns[:SHOWN]),
        column_config={worded(name): one for name, one in _columns(made.tables).items()},
    )


def chosen_network(session: Session) -> str | None:
    """The chosen network, or that of the chosen practice."""
    chosen, assignment = session.chosen, session.state.assignment
    if chosen is None or chosen in assignment.values():
        return chosen
    return assignment.get(chosen) or None


def of(tables: PlanTables) -> pd.DataFrame:
    """What the table shows, index network id; every fact of the bars also as text."""
    rows = tables.networks
    out = pd.DataFrame(index=rows.index)
    out["Network"] = [_label(str(key), name) for key, name in rows["name"].items()]
    out["List size"] = rows["patients"]
    high = rows_px(out["Network"], NAME_FITS)
    out["In the band"] = [bar(n, tables.floor, tables.ceiling, high) for n in tables.band_sizes]
    out["Band"] = [
        _said(row["status"], n, tables)
        for (_, row), n in zip(rows.iterrows(), tables.band_sizes, strict=True)
    ]
    out["Practices"] = rows["practices"]
    unit = tables.travel_unit
    out[unit.each.capitalize()] = rows[unit.mean_column]
    if "teams_needed" in rows:
        out["Teams"] = rows["teams_needed"]
    return out


def bar(patients: int, floor: int, ceiling: int, row_px: int = ONE_PX) -> str:
    """A bar of the list size over the band, as an image of text (SVG data URI) for a row so high.

    Tables draw an image as high as its row, and cut what is then too wide.
    """
    height = row_px - EDGE_PX
    top = (height - _HEIGHT) / 2
    end = ceiling * ROOM
    at = {name: _WIDTH * min(v, end) / end for name, v in
          {"size": patients, "floor": floor, "ceiling": ceiling}.items()}  # fmt: skip
    colour = _INK if floor <= patients <= ceiling else _OFF
    band = (
        f'<rect x="{at["floor"]:.1f}" y="2" width="{at["ceiling"] - at["floor"]:.1f}" height="22"'
    )
    marks = "".join(
        f'<path d="M{at[name]:.1f} 1V25" stroke="#51626B" stroke-width="1.2"/>'
        for name in ("floor", "ceiling")
    )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">'
        f'<g transform="translate(0 {top})">{band} fill="{_BAND}"/><rect y="8" '
        f'width="{at["size"]:.1f}" height="10" fill="{colour}"/>{marks}</g></svg>'
    )
    return "data:image/svg+xml;utf8," + quote(text)


def _label(key: str, name: str) -> str:
    return key if name == key else fitted(f"{key}  {readable(name)}", NAME_FITS)


def _said(status: str, patients: int, tables: PlanTables) -> str:
    sign = SYMBOL.get(status)
    if sign is None:
        return "inside"
    off = max(tables.floor - patients, patients - tables.ceiling)
    return f"{sign} {off:,}"


def _columns(tables: PlanTables) -> dict[str, Any]:
    band = f"{tables.floor:,} to {tables.ceiling:,} {tables.counted_in}"
    column = st.column_config
    return {
        "Network": column.TextColumn(width=NAME_PX),
        "List size": column.NumberColumn(
            format="localized", width=54, help=worded("Registered patients")
        ),
        "In the band": column.ImageColumn("Size", width=60, help=f"The shaded band is {band}"),
        "Band": column.TextColumn(
            width=60,
            help=worded(f"Patients above ({SYMBOL[ABOVE]}) or below ({SYMBOL[BELOW]}) {band}"),
        ),
        "Practices": column.NumberColumn(width=60),
        "Km": column.NumberColumn(
            format="%.1f",
            width=42,
            help=worded("Mean distance of patients to the hub practice, in kilometres"),
        ),
        "Minutes": column.NumberColumn(
            format="%.1f", width=60, help=worded("Mean travel time of patients to the hub practice")
        ),
        "Teams": column.NumberColumn(
            width=50, help=worded("Community teams that the network has to work with")
        ),
    }


def _choose(session: Session, ids: list[str], key: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    session.chosen = ids[rows[0]] if rows else None
