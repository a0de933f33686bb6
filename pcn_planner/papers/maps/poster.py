"""One large map of all networks, to hang up: A3, on its side where the map is larger so."""

from pathlib import Path

from pcn_planner.papers.formats.document import A3, Document, Text
from pcn_planner.papers.maps import paper_map
from pcn_planner.papers.maps.paper_map import Sheet
from pcn_planner.papers.material import Material
from pcn_planner.papers.registration import dated, name_of

SHORT_MM, LONG_MM = 297.0 - 36.0, 420.0 - 36.0  #: sides of the paper between its margins
ABOVE_MM = 28.0  #: title and what is proven


def document(material: Material, folder: Path) -> Document:
    """The map, drawn into ``folder``, and what is proven of it."""
    west, south, east, north = material.tables.areas.total_bounds
    wide = _wide(east - west, north - south)
    width, height = (LONG_MM, SHORT_MM) if wide else (SHORT_MM, LONG_MM)
    ids = map(str, material.tables.networks.index)
    blocks = (
        Text(f"{material.claimed.sentence()} {dated(material)}"),
        paper_map.whole(
            material.tables, Sheet(folder, "poster", width, height - ABOVE_MM),
            names={one: name_of(material, one) for one in ids}, places=material.places,
        ),
    )  # fmt: skip
    return Document(
        "Map of primary care networks", material.tables.title, "", blocks, A3, wide=wide
    )


def _wide(across: float, up: float) -> bool:
    """Whether the area is drawn larger on a sheet that lies on its side."""
    lying = min(LONG_MM / max(across, 1.0), (SHORT_MM - ABOVE_MM) / max(up, 1.0))
    standing = min(SHORT_MM / max(across, 1.0), (LONG_MM - ABOVE_MM) / max(up, 1.0))
    return bool(lying >= standing)
