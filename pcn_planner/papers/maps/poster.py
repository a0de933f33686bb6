"""One large map of all networks, to hang up: A3 on its side."""

from pathlib import Path

from pcn_planner.papers.document import A3, Document, Text
from pcn_planner.papers.maps import paper_map
from pcn_planner.papers.maps.paper_map import Sheet
from pcn_planner.papers.material import Material
from pcn_planner.papers.registration import footer

WIDTH_MM, HEIGHT_MM = 384.0, 224.0  #: what the margins, the title and a line below it leave


def document(material: Material, folder: Path) -> Document:
    """The map, drawn into ``folder``, and what is proven of it."""
    sheet = Sheet(folder, "poster", WIDTH_MM, HEIGHT_MM)
    blocks = (
        Text(material.claimed.sentence()),
        paper_map.whole(material.tables, sheet, places=material.places),
    )
    return Document(
        "Map of primary care networks", material.tables.title, footer(material), blocks, A3
    )
