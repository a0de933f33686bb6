"""QGIS styles that travel inside a GeoPackage: fill by network, border and labels at once.

QGIS reads the table ``layer_styles`` of a GeoPackage and applies the row marked as default when
a layer is opened (QGIS user guide, "Managing styles": save in database). The style language
is QML; symbol properties are written as ``prop`` elements, which every QGIS 3 reads.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from pcn_planner.maps.palette import NONE, darker

LAYER_STYLES = "layer_styles"
GEOMETRY_COLUMN = "geom"
_INK, _TEAM, _CONFLICT = "52,64,77,255", "75,15,107,255", "155,28,28,255"
_POINT, _LINE, _POLYGON = "0", "1", "2"
_CLEAR = "255,255,255,0"


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


def networks(names: Mapping[Any, str], colours: Mapping[Any, str]) -> str:
    """QML of network areas: one category a network, labelled with id, name and list size."""
    label = 'concat("network_id", \'\\n\', "name", \'\\n\', format_number("patients", 0))'
    symbols = {
        str(key): ("fill", "SimpleFill", _fill(colours.get(key, NONE), alpha=184)) for key in names
    }
    titles = {str(key): _title(str(key), name) for key, name in names.items()}
    return _document(_categories("network_id", symbols, titles), _labels(label, "4"), _POLYGON)


def practices(names: Mapping[Any, str], colours: Mapping[Any, str]) -> str:
    """QML of practices: dots in the dark of their network's colour, labelled with their code."""
    symbols = {
        str(key): ("marker", "SimpleMarker", _dot(darker(colours.get(key, NONE), 0.55)))
        for key in names
    }
    titles = {str(key): _title(str(key), name) for key, name in names.items()}
    labels = _labels('"practice_code"', "0", size="7")
    return _document(_categories("network_id", symbols, titles), labels, _POINT)


def footprints() -> str:
    """QML of community team areas: dashed outline, no fill, labelled with the team's name."""
    line = {"color": _CLEAR, "style": "no", "outline_color": _TEAM, "outline_style": "dash"}
    symbol = ("fill", "SimpleFill", line | {"outline_width": "0.7"})
    return _document(_single(symbol), _labels('"name"', "4"), _POLYGON)


def adjacency() -> str:
    """QML of neighbour links: thin lines."""
    line = {"line_color": _INK, "line_width": "0.3", "line_style": "solid"}
    return _document(_single(("line", "SimpleLine", line)), None, _LINE)


def conflicts() -> str:
    """QML of conflicts: red rings at the practices named."""
    ring = {"name": "circle", "color": _CLEAR, "outline_color": _CONFLICT, "outline_width": "0.6"}
    return _document(_single(("marker", "SimpleMarker", ring | {"size": "6"})), None, _POINT)


_Symbol = tuple[str, str, Mapping[str, str]]


def _document(renderer: ET.Element, labels: ET.Element | None, geometry: str) -> str:
    root = ET.Element("qgis", version="3.16", styleCategories="Symbology|Labeling")
    root.set("labelsEnabled", "0" if labels is None else "1")
    root.append(renderer)
    if labels is not None:
        root.append(labels)
    ET.SubElement(root, "layerGeometryType").text = geometry
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def _categories(
    column: str, symbols: Mapping[str, _Symbol], titles: Mapping[str, str]
) -> ET.Element:
    root = ET.Element("renderer-v2", type="categorizedSymbol", attr=column, symbollevels="0")
    categories, drawn = ET.SubElement(root, "categories"), ET.SubElement(root, "symbols")
    for number, (value, symbol) in enumerate(symbols.items()):
        facts = {"symbol": str(number), "value": value, "label": titles[value], "render": "true"}
        ET.SubElement(categories, "category", {**facts, "type": "string"})
        drawn.append(_symbol(str(number), symbol))
    return root


def _single(symbol: _Symbol) -> ET.Element:
    root = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0")
    ET.SubElement(root, "symbols").append(_symbol("0", symbol))
    return root


def _symbol(name: str, symbol: _Symbol) -> ET.Element:
    kind, layer_class, properties = symbol
    root = ET.Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1")
    layer = ET.SubElement(root, "layer", {"class": layer_class, "enabled": "1", "pass": "0"})
    for key, value in properties.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    return root


def _labels(expression: str, placement: str, size: str = "9") -> ET.Element:
    root = ET.Element("labeling", type="simple")
    settings = ET.SubElement(root, "settings")
    text = ET.SubElement(settings, "text-style", fieldName=expression, isExpression="1")
    text.attrib |= {"fontSize": size, "fontSizeUnit": "Point", "textColor": "17,26,36,255"}
    halo = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    ET.SubElement(text, "text-buffer", {**halo, "bufferColor": "255,255,255,255"})
    ET.SubElement(settings, "text-format", multilineAlign="1")
    ET.SubElement(settings, "placement", placement=placement)
    return root


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
