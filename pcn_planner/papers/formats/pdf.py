"""A document as a tagged PDF, set by Typst.

Texts reach Typst as data and are never read as markup, whatever they hold.
"""

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pcn_planner.maps.templates import ASSETS
from pcn_planner.papers.formats.document import (
    BLANK,
    Block,
    Document,
    Fields,
    Picture,
    Table,
    leading,
)  # fmt: skip


def write(document: Document, path: Path) -> None:
    """Set the document and write it to ``path``: tagged, with its fonts inside."""
    import matplotlib
    import typst

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copy(ASSETS / "paper.typ", home / "paper.typ")
        plain = _plain(document, home)
        (home / "document.json").write_text(json.dumps(plain), encoding="utf-8")
        typst.compile(
            str(home / "paper.typ"), output=str(path), root=str(home), font_paths=[str(fonts)],
            ignore_system_fonts=True, format="pdf",
            pdf_standards="ua-1",  # PDF/UA-1: what a screen reader can rely on

        )  # fmt: skip


def _plain(document: Document, home: Path) -> dict[str, Any]:
    leads, below = leading(document.blocks), [*document.blocks[1:], None]
    blocks = [
        _block(block, home, k)
        | {"leads": leads[k], "room": leads[k] and isinstance(below[k], Table)}
        for k, block in enumerate(document.blocks)
    ]
    head = {
        "title": document.title, "subtitle": document.subtitle, "footer": document.footer,
        "paper": document.paper, "flipped": document.wide,
    }  # fmt: skip
    return {**head, "blocks": blocks}


def _block(block: Block, home: Path, number: int) -> dict[str, Any]:
    kind = type(block).__name__.casefold()
    if isinstance(block, Picture):
        shutil.copy(block.vector, home / f"{number}.svg")
        facts = {"file": f"{number}.svg", "alt": block.alt, "width_mm": block.width_mm}
        return {"kind": kind, **facts}
    if isinstance(block, Fields):
        return {"kind": kind, "values": [[name, value or BLANK] for name, value in block.values]}
    plain = asdict(block)
    if isinstance(block, Table):
        plain["numbers"] = sorted(block.numbers)
    return {"kind": kind, **plain}
