"""The pack: every paper of a plan, from one verified plan, all or none of them."""

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

from pcn_planner.files import output_folder
from pcn_planner.files.output_folder import replaced
from pcn_planner.papers import board, change, registration
from pcn_planner.papers.formats import pdf, word, workbook
from pcn_planner.papers.formats.document import Document, reworded, set_out
from pcn_planner.papers.maps import poster
from pcn_planner.papers.material import Material

POSTER = "map.pdf"
PAPERS = ("registration", "change", "board")
KNOWN = frozenset(f"{name}.{kind}" for name in PAPERS for kind in ("docx", "pdf")) | {
    "networks.xlsx",
    POSTER,
}


def check(folder: Path, template: Path | None) -> None:
    """Raise DataError now for what would fail once a plan is gathered and staff are shared out."""
    output_folder.check(folder, ours=KNOWN)
    word.opened(template)


def write(
    material: Material,
    folder: Path,
    *,
    template: Path | None = None,
    told: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write every paper into ``folder``, all or none; ``told`` hears of each.

    The change paper is left out where no plan before is known.

    Raises
    ------
    DataError
        The folder holds other files or cannot be written, or the template cannot be used.
    """
    on_pages = word.room(template)  # one that cannot be used is told before maps are drawn
    say, words = told or (lambda _: None), material.words
    with (
        tempfile.TemporaryDirectory() as pictures,
        replaced(folder, ours=KNOWN) as fresh,
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # a note tells who has them
        for name, make in _papers(material).items():
            say(f"Writing {name}.docx and {name}.pdf")
            document = reworded(make(material, Path(pictures)), words.said)
            word.write(set_out(document, on_pages), fresh / f"{name}.docx", template)
            pdf.write(set_out(document), fresh / f"{name}.pdf")
        say(f"Writing {POSTER}")
        drawn = reworded(poster.document(material, Path(pictures)), words.said)
        pdf.write(drawn, fresh / POSTER)
        say("Writing networks.xlsx")
        workbook.write(material, fresh / "networks.xlsx")
        names = sorted(path.name for path in fresh.iterdir())
    return [folder / name for name in names]


def build(material: Material, told: Callable[[str], None] | None = None) -> dict[str, bytes]:
    """File name -> content of every paper, as ``write`` writes them."""
    with tempfile.TemporaryDirectory(prefix="pcn-pack-") as folder:
        paths = write(material, Path(folder) / "pack", told=told)
        return {path.name: path.read_bytes() for path in paths}


def _papers(material: Material) -> dict[str, Callable[[Material, Path], Document]]:
    out: dict[str, Callable[[Material, Path], Document]] = {"registration": registration.document}
    if material.before is not None:
        out["change"] = change.document
    return {**out, "board": board.document}
