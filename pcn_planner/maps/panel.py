"""What stands round the map: title, legend, tables, caveats and sources, as accessible HTML."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from boundaries.crs import WGS84
from boundaries.words import agreed
from pcn_planner.maps import places, templates
from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps import texts as map_texts
from pcn_planner.maps.layers import CROSSINGS, barrier_kinds
from pcn_planner.maps.palette import NONE
from pcn_planner.proposal.tables import ABOVE, BAND, BELOW, IN_BAND, NEEDED, PlanTables

if TYPE_CHECKING:
    import networkx as nx

CONFLICT_COLUMNS = ("kind", "network_ids", "team_ids", "patients", "practice_names")
LEGEND_LISTS = (2_000, 10_000, 30_000)


def render(tables: PlanTables, colours: Mapping[Any, str]) -> tuple[str, str]:
    """The head and the panel of the page as HTML, every text from the tables escaped."""
    facts = _facts(tables, colours)
    return templates.rendered("head.html", **facts), templates.rendered("panel.html", **facts)


def summary(tables: PlanTables) -> str:
    """One sentence: networks, practices, patients, and how many are inside the band."""
    status = tables.networks["status"].value_counts()
    parts = [f"{status.get(IN_BAND, 0)} inside the band of {band(tables)}"]
    parts += [f"{status[one]} {one}" for one in (BELOW, ABOVE) if one in status]
    practices = f"{len(tables.practices):,} practices, {int(tables.practices['patients'].sum()):,}"
    said = f"{len(tables.networks)} networks of {practices} registered patients: {', '.join(parts)}"
    return agreed(tables.said(said))


def band(tables: PlanTables) -> str:
    """The band's ends, and what it counts where that is not registered patients."""
    ends = f"{tables.floor:,} to {tables.ceiling:,}"
    return ends if BAND not in tables.networks else f"{ends} {tables.counted_in}"


def crossings(graph: "nx.Graph[str]") -> list[tuple[str, str, str]]:
    """Links that rest on a bridge or a given pair alone: two practices and the reason."""
    out = []
    for a, b in sorted((min(edge), max(edge)) for edge in graph.edges):
        data = graph.edges[a, b]
        if set(data["reasons"]) <= set(CROSSINGS):
            note = data.get("note")
            out.append((a, b, str(note) if note else ", ".join(data["reasons"])))
    return out


def _facts(tables: PlanTables, colours: Mapping[Any, str]) -> dict[str, Any]:
    """What the templates ask for."""
    prints = tables.footprints
    return {
        "said": tables.said,
        "title": tables.title,
        "summary": summary(tables),
        "caveats": list(tables.caveats),
        "attribution": [*tables.attribution, *places.attribution(tables.areas)],
        "networks": _network_rows(tables, colours),
        "scale": _scale(tables),
        "floor": tables.floor,
        "ceiling": tables.ceiling,
        "counted_in": tables.counted_in,
        "other_band": BAND in tables.networks,
        "more": _more(tables),
        "practices": _practice_rows(tables),
        "teams": _plain_table(None if prints is None else prints.teams),
        "conflicts": _worded(tables, _plain_table(_shown_conflicts(tables.conflicts))),
        "barriers": [] if tables.barriers is None else _barrier_rows(tables.barriers),
        "barrier_kinds": barrier_kinds(tables.barriers),
        "crossings": [] if tables.graph is None else crossings(tables.graph),
        "shown": {
            "borders": tables.borders is not None,
            "links": tables.graph is not None,
            "teams": prints is not None and prints.areas is not None,
        },
        "fills": [*dict.fromkeys(colours.values()), NONE, NONE, NONE][:3],
        "lists": [(size, map_shapes.radius_px(size)) for size in LEGEND_LISTS],
    }


def _network_rows(tables: PlanTables, colours: Mapping[Any, str]) -> list[dict[str, Any]]:
    boxes = tables.areas.geometry.to_crs(WGS84).bounds.round(5)
    return [
        {
            "id": str(key),
            "name": row["name"],
            "patients": row["patients"],
            "counted": counted,
            "practices": row["practices"],
            "status": row["status"],
            "symbol": map_texts.SYMBOL.get(row["status"], ""),
            "colour": colours.get(key, NONE),
            "box": [] if boxes.loc[key].isna().any() else boxes.loc[key].tolist(),
        }
        for (key, row), counted in zip(tables.networks.iterrows(), tables.band_sizes, strict=True)
    ]


def _practice_rows(tables: PlanTables) -> list[dict[str, Any]]:
    at = tables.practices.geometry.to_crs(WGS84)
    rows = zip(tables.practices.index, tables.practices["name"], tables.practices["patients"],
               tables.network_of, at.y.round(5), at.x.round(5), strict=True)  # fmt: skip
    names = ("code", "name", "patients", "network", "lat", "lon")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _barrier_rows(barriers: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """What each barrier is, and where it comes from; those of one name and source once."""
    pairs = zip(barriers["reason"], barriers["source"], strict=True)
    return list(dict.fromkeys((str(why) or "not said", str(source)) for why, source in pairs))


def _scale(tables: PlanTables) -> float:
    """Patients at the right end of the bars."""
    return float(max(tables.band_sizes.max(), 1.25 * tables.ceiling))


def _more(tables: PlanTables) -> dict[str, Any] | None:
    """Columns of the network table beyond those every one has, as a table of their own."""
    extra = [name for name in tables.networks.columns if name not in NEEDED]
    return _worded(tables, _plain_table(tables.networks[extra]) if extra else None)


def _worded(tables: PlanTables, found: dict[str, Any] | None) -> dict[str, Any] | None:
    return found and {**found, "heads": [tables.said(head) for head in found["heads"]]}


def _shown_conflicts(conflicts: pd.DataFrame | None) -> pd.DataFrame | None:
    """The columns a reader needs; ``conflicts.csv`` has all."""
    if conflicts is None:
        return None
    shown = [name for name in CONFLICT_COLUMNS if name in conflicts]
    return pd.DataFrame(conflicts)[shown] if shown else pd.DataFrame(conflicts)


def _plain_table(table: pd.DataFrame | None) -> dict[str, Any] | None:
    if table is None or not len(table):
        return None
    columns = [
        name for name in table.columns if name != getattr(table, "_geometry_column_name", "")
    ]
    shown = pd.DataFrame(table)[columns]
    keyed = shown.reset_index() if shown.index.name else shown
    heads = [str(name).replace("_", " ") for name in keyed.columns]
    return {"heads": heads, "rows": keyed.to_numpy(dtype=object).tolist()}
