"""Maps for paper: the app's geometry and colours, labels that do not collide, scale and north."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from boundaries.words import agreed
from pcn_planner.maps import plan_map
from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps.palette import NONE, darker
from pcn_planner.papers.formats.document import Picture
from pcn_planner.papers.maps import crossing, place_names
from pcn_planner.papers.maps import furniture as map_furniture
from pcn_planner.papers.maps import texts as map_texts
from pcn_planner.papers.maps import textures as map_textures
from pcn_planner.papers.maps.furniture import GREY, INK, POINTS, Sheet
from pcn_planner.proposal.tables import ABOVE, BELOW, STATUSES, PlanTables
from pcn_planner.words import counted

__all__ = ["Sheet", "one_network", "small_multiples", "whole"]

LAND, REST = "#F3F1EA", "#E4E2DB"
FILL = "#C9D8EA"  #: of networks in a legend, where they have many colours
SHORT, HEAD = 10, 12  #: points that an arrow ends before its goal, and the size of its head
HATCHES = {BELOW: "///", ABOVE: ".."}  #: strokes and dots, as on the screen


def whole(
    tables: PlanTables,
    sheet: Sheet,
    *,
    arrows: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    places: gpd.GeoSeries | None = None,
) -> Picture:
    """All networks with ids and sizes; ``arrows`` (practice -> old network) show who moves.

    ``names`` are written with the ids where they find room. ``places`` are points by name, the
    largest first; those that find room are written.
    """
    fills = plan_map.network_colours(tables)
    lined = map_textures.of_networks(tables, fills)
    key = _key(tables, bool(arrows), lined=any(lined.values()))
    owed = [*map(tables.words.said, tables.attribution), *place_names.owed(places)]
    sheet = sheet.fit(tables.areas.total_bounds, len(key), owed)
    axes = map_furniture.axes(sheet, len(key), owed)
    _ground(axes, tables)
    _areas(axes, tables, {one: fills.get(one, NONE) for one in tables.areas.index}, lined)
    crossing.draw(axes, tables)
    dots = _dots(axes, tables, tables.practices.index, fills)
    taken = map_furniture.frame(axes, tables.areas.total_bounds)
    if arrows:
        dots = np.vstack([dots, _arrows(axes, tables, arrows)])
    sizes = tables.networks["patients"]
    order = sizes.sort_values(ascending=False, kind="stable").index
    plain = {str(one): f"{one}\n{sizes[one]:,}" for one in order}
    texts = {one: map_texts.named(text, (names or {}).get(one, one)) for one, text in plain.items()}
    taken = map_texts.of_networks(axes, tables.areas, texts, dots, taken, shorter=plain)
    map_texts.of_places(axes, places, dots, taken)
    map_furniture.foot(axes, key, owed)
    what = "names, ids and list sizes" if names else "ids and list sizes"
    placed = tables.networks["status"].value_counts()
    said = ", ".join(f"{placed[one]} {one}" for one in STATUSES if one in placed)
    alt = f"Map of {counted(len(tables.networks), 'network')} with their {what}: {said}."
    if arrows:
        alt += f" Arrows show {counted(len(arrows), 'practice')} on the way to the network joined."
    return map_furniture.saved(axes.figure, sheet, alt)


def one_network(
    tables: PlanTables, network: str, sheet: Sheet, *, places: gpd.GeoSeries | None = None
) -> Picture:
    """One network in colour among its neighbours, its practices named, teams outlined."""
    status = str(tables.networks["status"][network])
    fills = plan_map.network_colours(tables)
    own = fills.get(network, NONE)
    key = _key(tables, moves=False, statuses=(status,), others=True, fill=own)
    owed = [*map(tables.words.said, tables.attribution), *place_names.owed(places)]
    axes = map_furniture.axes(sheet, len(key), owed)
    _ground(axes, tables)
    shown = {one: own if one == network else REST for one in tables.areas.index}
    _areas(axes, tables, shown, hatched={network})
    _outlined(axes, tables, network, fills)
    _teams(axes, tables)
    crossing.draw(axes, tables)
    members = [code for code, of in tables.assignment.items() if of == network]
    dots = _dots(axes, tables, members, fills)
    taken = map_furniture.frame(axes, _extent(tables, network, members))
    taken = map_texts.of_practices(axes, tables, members, dots, taken)
    others = tables.areas.drop(index=network, errors="ignore")
    texts = {str(one): str(one) for one in others.index}
    beside = _on_map(axes, others)
    taken = map_texts.of_networks(axes, others, texts, dots, taken, ink=map_texts.PLACE)
    taken = map_texts.of_teams(axes, tables, dots, taken)
    map_texts.of_places(axes, places, dots, taken)
    map_furniture.foot(axes, key, owed)
    alt = map_texts.aloud(tables, network, members, beside)
    return map_furniture.saved(axes.figure, sheet, alt)


def small_multiples(
    plans: Sequence[tuple[str, PlanTables]], swinging: Collection[str], sheet: Sheet
) -> Picture:
    """Plans side by side to one scale, each under its title; practices that swing are ringed.

    A network that goes on has one colour in all; its id stands on it.
    """
    across = min(3, len(plans))
    down = -(-len(plans) // across)
    figure = map_furniture.figure(sheet)
    fills = plan_map.network_colours(plans[0][1])
    for k, (title, tables) in enumerate(plans):
        axes = _panel(figure, (k, across, down))
        here = {**plan_map.network_colours(tables), **fills}
        _ground(axes, tables)
        lined = map_textures.of_networks(tables, here)
        _areas(axes, tables, {key: here.get(key, NONE) for key in tables.areas.index}, lined)
        _rings(axes, tables, swinging)
        taken = map_furniture.frame(axes, tables.areas.total_bounds)
        axes.set(xlabel="", ylabel="")
        axes.set_title(title, fontsize=POINTS, color=INK, parse_math=False)
        texts = {str(key): str(key) for key in tables.areas.index}
        map_texts.of_networks(axes, tables.areas, texts, np.empty((0, 2)), taken)
    alt = f"{len(plans)} maps of networks; "
    alt += agreed(f"{len(swinging)} practices swing between them.")
    return map_furniture.saved(figure, sheet, alt)


def _panel(figure: Any, place: tuple[int, int, int]) -> Any:
    """Axes number ``k`` of ``across`` times ``down``, with room for a title."""
    k, across, down = place
    wide, tall = 1 / across, 1 / down
    left, bottom = (k % across) * wide, 1 - (k // across + 1) * tall
    axes = figure.add_axes((left + 0.004, bottom + 0.004, wide - 0.008, tall * 0.90 - 0.008))
    map_furniture.plain(axes)
    return axes


def _key(
    tables: PlanTables,
    moves: bool,
    *,
    statuses: Sequence[str] = STATUSES,
    others: bool = False,
    lined: bool = False,
    fill: str = FILL,
) -> list[Any]:
    """Entries of the legend: what this map shows, and nothing else."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    there = [one for one in statuses if one in set(tables.networks["status"])]
    said = tables.words.said
    out: list[Any] = [
        Patch(facecolor=fill, edgecolor=GREY, hatch=HATCHES.get(one), label=said(f"Network {one}"))
        for one in there
    ]
    if lined:
        out.append(
            Patch(facecolor="#9DB4CF", edgecolor="white", hatch=map_textures.TEXTURES[1],
                  label="Lines: neighbours in grey")
        )  # fmt: skip
    if others:
        out.append(Patch(facecolor=REST, edgecolor=GREY, label=said("Other networks")))
    residents, patients = "Middle of an area, sized by its residents", "Practice, sized by its list"
    dot = residents if tables.of_areas else patients
    out.append(_line(dot, marker="o", color=INK, linestyle=""))
    if moves:
        out.append(_line(said("Practice that moves"), marker=">", color=INK, linestyle="-"))
    if tables.borders is not None and len(tables.borders):
        out.append(Line2D([], [], color=INK, linewidth=1.6, label="Border kept"))
    out.extend(crossing.key(tables))
    if others and tables.footprints is not None and tables.footprints.areas is not None:
        out.append(
            Line2D([], [], color=map_texts.TEAM, linewidth=1.2, linestyle="--", label="Team area")
        )
    return out


def _line(label: str, **style: Any) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, markersize=7, markeredgecolor="white", **style)


def _ground(axes: Any, tables: PlanTables) -> None:
    if tables.outline is not None and len(tables.outline):
        tables.outline.plot(ax=axes, color=LAND, edgecolor="#9AA3A9", linewidth=0.5, aspect=None)
    if tables.borders is not None and len(tables.borders):
        tables.borders.boundary.plot(ax=axes, color=INK, linewidth=1.6, zorder=4, aspect=None)


def _areas(
    axes: Any,
    tables: PlanTables,
    fills: Mapping[Any, str],
    lined: Mapping[Any, str] = MappingProxyType({}),
    hatched: Collection[str] | None = None,
) -> None:
    """Fills with white casing and a thin line; white lines on some tell them apart in grey.

    A dark hatch stands on networks outside the band: never colour alone.
    """
    known = tables.areas[~(tables.areas.geometry.isna() | tables.areas.geometry.is_empty)]
    if not len(known):
        return
    known.plot(ax=axes, color=[fills[k] for k in known.index], alpha=0.8, zorder=2, aspect=None)
    for texture in sorted({lined.get(k, map_textures.PLAIN) for k in known.index} - {""}):
        keys = [k for k in known.index if lined.get(k) == texture]
        known.loc[keys].plot(
            ax=axes, facecolor="none", edgecolor="white", linewidth=0, hatch=texture, zorder=2.2,
            aspect=None,
        )  # fmt: skip
    for width, colour in ((2.2, "white"), (0.7, "#47515A")):
        known.boundary.plot(ax=axes, color=colour, linewidth=width, zorder=2.5, aspect=None)
    for status, hatch in HATCHES.items():
        keys = [
            k for k in known.index
            if tables.networks["status"][k] == status and (hatched is None or k in hatched)
        ]  # fmt: skip
        if keys:
            known.loc[keys].plot(
                ax=axes, facecolor="none", edgecolor="#3A444C", linewidth=0, hatch=hatch,
                alpha=0.55, zorder=2.4, aspect=None,
            )  # fmt: skip


def _outlined(axes: Any, tables: PlanTables, network: str, fills: Mapping[Any, str]) -> None:
    """A strong line round the network that the map is of, which is seen in grey as well."""
    own = tables.areas[tables.areas.index == network]
    if len(own) and not own.geometry.iloc[0].is_empty:
        line = darker(fills.get(network, NONE), 0.5)
        own.boundary.plot(ax=axes, color=line, linewidth=2.6, zorder=2.6, aspect=None)


def _teams(axes: Any, tables: PlanTables) -> None:
    lines = tables.team_lines
    if lines is not None and len(lines):
        lines.plot(
            ax=axes, color=map_texts.TEAM, linewidth=1.2, linestyle="--", zorder=3, aspect=None
        )


def _dots(
    axes: Any, tables: PlanTables, codes: Iterable[str], fills: Mapping[Any, str]
) -> np.ndarray:
    """Draw practices; where they are (metres)."""
    some = tables.practices.loc[sorted(codes)]
    colours = [darker(fills.get(tables.assignment[code], NONE), 0.5) for code in some.index]
    axes.scatter(
        some.geometry.x, some.geometry.y, s=14 + some["patients"] / 700, c=colours,
        edgecolors="white", linewidths=0.8, zorder=6,
    )  # fmt: skip
    return np.asarray(shapely.get_coordinates(some.geometry.to_numpy()))


def _rings(axes: Any, tables: PlanTables, codes: Collection[str]) -> None:
    some = tables.practices.loc[[code for code in tables.practices.index if code in set(codes)]]
    axes.scatter(
        some.geometry.x, some.geometry.y, s=22, facecolors="white", edgecolors=INK,
        linewidths=1.2, zorder=6,
    )  # fmt: skip


def _arrows(axes: Any, tables: PlanTables, before: Mapping[str, str]) -> np.ndarray:
    """An arrow from each practice that moves to the middle of the network it joins.

    Returns where the heads of the arrows are (metres), so that labels stand elsewhere; the map has
    its extent already.
    """
    middles = map_shapes.label_places(tables.areas)
    middles, ends = middles[middles["main"]].geometry, []
    for code in sorted(before):
        start, to = tables.practices.geometry[code], middles.get(tables.assignment.get(code, ""))
        if to is not None:
            ends += _head(axes, (start.x, start.y), (to.x, to.y))
            for width, colour in ((3.6, "white"), (1.5, INK)):
                axes.annotate(
                    "", xy=(to.x, to.y), xytext=(start.x, start.y), zorder=7,
                    arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": width,
                                "shrinkB": SHORT, "mutation_scale": HEAD},
                )  # fmt: skip
    return np.array(ends).reshape(-1, 2)


def _head(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> list[np.ndarray]:
    """Tip and foot of the head of an arrow between two places, metres."""
    near, far = axes.transData.transform([start, end])
    along = (far - near) / max(float(np.hypot(*(far - near))), 1.0)
    points = axes.figure.dpi / 72
    marks = [far - along * points * back for back in (SHORT, SHORT + HEAD / 2)]
    return list(axes.transData.inverted().transform(marks))


def _on_map(axes: Any, others: gpd.GeoDataFrame) -> list[str]:
    """Ids of the networks that the map shows a part of."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    seen = others.geometry.intersects(shapely.box(left, low, right, high))
    return [str(one) for one in others.index[seen]]


def _extent(tables: PlanTables, network: str, members: Collection[str]) -> np.ndarray:
    shapes = [tables.practices.geometry[code] for code in members]
    if network in tables.areas.index and not tables.areas.geometry[network].is_empty:
        shapes.append(tables.areas.geometry[network])
    return np.asarray(shapely.total_bounds(shapes))
