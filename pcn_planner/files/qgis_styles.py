"""QGIS styles that travel inside a GeoPackage: fill by network, border and labels at once.

QGIS reads the table ``layer_styles`` of a GeoPackage and applies the row marked as default when
a layer is opened (QGIS user guide, "Managing styles": save in database). The style language
is QML; symbol properties are written as ``prop`` elements, which every QGIS 3 reads.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from pcn_planner.maps import templates
from pcn_planner.maps.palette import NONE, darker

LAYER_STYLES = "layer_styles"
GEOMETRY_COLUMN = "geom"
_INK, _TEAM, _CONFLICT = "52,64,77,255", "75,15,107,255", "155,28,28,255"
_LAND = "240,238,230,255"
_CLEAR = "255,255,255,0"
_WALL, _WATER = "107,62,0,255", "207,224,236,255"


def style_table(styles: Mapping[str, str]) -> pd.DataFrame:
    """Rows of ``layer_styles``, one for each layer name -> QML document."""
    names = list(styles)
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": names,
            "f_geometry_column": GEOMETRY_COLUMN,
            "styleName": names,
            "styleQML": [styles[name] for name in names],
            "styleSLD": "",
            "useAsDefault": True,
            "description": "Default style",
            "owner": "",
            "ui": "",
            "update_time": "2000-01-01T00:00:00.000Z",
        }
    )


def networks(names: Mapping[Any, str], colours: Mapping[Any, str], size: str = "patients") -> str:
    """QML of network areas: one category a network, labelled with id, name and size."""
    label = f'concat("network_id", \'\\n\', "name", \'\\n\', format_number("{size}", 0))'
    fills = {str(key): _fill(colours.get(key, NONE), alpha=184) for key in names}
    return _by_network(_AREA, fills, names, Label(label))


def practices(names: Mapping[Any, str], colours: Mapping[Any, str]) -> str:
    """QML of practices: dots in the dark of their network's colour, labelled with their code."""
    dots = {str(key): _dot(darker(colours.get(key, NONE), 0.55)) for key in names}
    return _by_network(_MARKER, dots, names, Label('"practice_code"', placement="0", size="7"))


def areas(names: Mapping[Any, str], colours: Mapping[Any, str]) -> str:
    """QML of small areas that are planned: the colour of their neighbourhood, with their code."""
    fills = {str(key): _fill(colours.get(key, NONE), alpha=90) for key in names}
    return _by_network(_AREA, fills, names, Label('"area_code"', size="7"))


def footprints() -> str:
    """QML of community team areas: dashed outline, no fill, labelled with the team's name."""
    line = {"color": _CLEAR, "style": "no", "outline_color": _TEAM, "outline_style": "dash"}
    return _single(_AREA, line | {"outline_width": "0.7"}, Label('"name"'))


def borders() -> str:
    """QML of border units: a thick outline, no fill."""
    line = {"color": _CLEAR, "style": "no", "outline_color": _INK, "outline_style": "solid"}
    return _single(_AREA, line | {"outline_width": "0.9"})


def barriers(*, of_areas: bool) -> str:
    """QML of barriers: a firm brown line, round pale water where they are areas."""
    if of_areas:
        return _single(_AREA, {"color": _WATER, "style": "solid", "outline_color": _WALL})
    return _single(_LINK, {"line_color": _WALL, "line_width": "0.9", "line_style": "solid"})


def land() -> str:
    """QML of land: pale, without an outline, so that it may lie under everything."""
    return _single(_AREA, {"color": _LAND, "style": "solid", "outline_style": "no"})


def adjacency() -> str:
    """QML of neighbour links: thin lines."""
    return _single(_LINK, {"line_color": _INK, "line_width": "0.3", "line_style": "solid"})


def conflicts() -> str:
    """QML of conflicts: red rings at the practices named."""
    ring = {"name": "circle", "color": _CLEAR, "outline_color": _CONFLICT, "outline_width": "0.6"}
    return _single(_MARKER, ring | {"size": "6"})


class Label(NamedTuple):
    """How features are labelled: a QGIS expression, its placement and points of text."""

    expression: str
    placement: str = "4"
    size: str = "9"


class _Kind(NamedTuple):
    kind: str
    layer_class: str
    geometry: str


_MARKER = _Kind("marker", "SimpleMarker", "0")
_LINK = _Kind("line", "SimpleLine", "1")
_AREA = _Kind("fill", "SimpleFill", "2")


def _by_network(
    kind: _Kind, drawn: Mapping[str, Mapping[str, str]], names: Mapping[Any, str], label: Label
) -> str:
    titles = {str(key): _title(str(key), name) for key, name in names.items()}
    symbols = [{"value": key, "title": titles[key], "drawn": drawn[key]} for key in drawn]
    return _style(kind, symbols, "network_id", label)


def _single(kind: _Kind, drawn: Mapping[str, str], label: Label | None = None) -> str:
    return _style(kind, [{"drawn": drawn}], None, label)


def _style(
    kind: _Kind, symbols: list[dict[str, Any]], column: str | None, label: Label | None
) -> str:
    return templates.rendered(
        "layer_style.qml", symbols=symbols, column=column, label=label, **kind._asdict()
    )


def _title(key: str, name: str) -> str:
    return key if name == key else f"{key} {name}"


def _fill(colour: str, alpha: int) -> dict[str, str]:
    line = {"outline_color": _INK, "outline_style": "solid", "outline_width": "0.4"}
    return {"color": _rgba(colour, alpha), "style": "solid", **line}


def _dot(colour: str) -> dict[str, str]:
    line = {"outline_color": "255,255,255,255", "outline_width": "0.3"}
    return {"name": "circle", "size": "2.6", "color": _rgba(colour, 255), **line}


def _rgba(colour: str, alpha: int) -> str:
    channels = [str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
    return ",".join([*channels, str(alpha)])
