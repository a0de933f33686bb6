"""A map that stays while its layers change: only features that are new are sent to it.

Every feature is told by its digest, and sent once. What the browser has stands as it is, so that
a move draws two networks anew and not the map.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from pcn_planner.maps.features import EACH, FOCUS, LABELS, MARKER, RING, Layer
from pcn_planner.maps.outlines import Outline, compact, digest
from pcn_planner.maps.templates import asset


@dataclass(frozen=True)
class Shown:
    """What a map shows: ``layers``, lowest first, of ``features``, digest -> GeoJSON text.

    The outline of a feature stands among the features too, under ``shape``, its own digest: a
    network that only changes its colour keeps its outline.
    """

    layers: tuple[dict[str, Any], ...]
    features: Mapping[str, str]

    def whole(self) -> str:
        """All features as one JSON object, by digest."""
        return _object(self.features, self.features)


def shown(groups: Iterable[folium.FeatureGroup]) -> Shown:
    """Feature groups of ``maps.layers`` as layers of features that have digests."""
    layers: list[dict[str, Any]] = []
    features: dict[str, str] = {}
    for group in groups:
        for number, layer in enumerate(group._children.values()):
            layers.append(_told(f"{group.layer_name} {number}", layer, features))
    return Shown(tuple(layers), features)


def _told(name: str, layer: Layer, features: dict[str, str]) -> dict[str, Any]:
    digests = []
    for feature in layer.data["features"]:
        outline: Outline = feature["geometry"]
        features[outline.digest] = outline.text
        text = compact({**feature, "geometry": None, "shape": outline.digest})
        digests.append(digest(text))
        features[digests[-1]] = text
    return {
        "name": name, "options": layer.given, "marks": layer.marks, "added": layer.added,
        "features": digests,
    }  # fmt: skip


def _object(keys: Iterable[str], features: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{key}":{features[key]}' for key in keys) + "}"


class Live(MacroElement):  # type: ignore[misc]
    """Put on a map, lets it show what a ``Change`` tells it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "({{ this.script }})({{ this._parent.get_name() }}, {{ this.scripts }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()
        self.script = asset("live.js")
        names = (EACH, MARKER, RING, LABELS, FOCUS)
        self.scripts = "{" + ", ".join(f'"{name}": {asset(name)}' for name in names) + "}"


class Change(folium.FeatureGroup):  # type: ignore[misc]
    """What a live map is to show now, as something that streamlit-folium adds to it.

    Features that are ``known`` to it by digest are not sent again; should it lack any, it asks at
    the address ``whole``, which gives ``Shown.whole()``. ``dark``: in the app's dark design.
    ``tiles`` lie beneath all layers: their ``address`` and ``credit``, which is HTML.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.featureGroup();"
        "{{ this._parent.get_name() }}.pcnShow({{ this.told }});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        what: Shown,
        known: Iterable[str] = (),
        whole: str = "",
        *,
        dark: bool = False,
        tiles: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("Change", control=False)
        had = set(known)
        fresh = _object((key for key in what.features if key not in had), what.features)
        layers = compact(what.layers)
        self.told = (
            f'{{"layers":{layers},"fresh":{fresh},"whole":{compact(whole)},"dark":{compact(dark)},'
            f'"tiles":{compact(tiles)}}}'
        )
