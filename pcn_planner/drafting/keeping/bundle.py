"""Everything that the command line writes of a plan, as bytes: single files and one archive."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pcn_planner import pipeline
from pcn_planner.drafting.state import DraftState
from pcn_planner.files.readme import ABOUT
from pcn_planner.proposal.proposal import Proposal

MEDIA = {
    ".csv": "text/csv", ".geojson": "application/geo+json", ".json": "application/json",
    ".html": "text/html", ".gpkg": "application/geopackage+sqlite3",
    ".pcn": "application/vnd.sqlite3", ".txt": "text/plain",
}  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  #: the earliest that an archive can hold, so that bytes repeat


def build(made: Proposal, state: DraftState | None = None) -> dict[str, bytes]:
    """File name -> content, in the order of ``ABOUT``; without a plan ``report.json`` alone.

    ``state`` is the draft that the plan is of, whose locks and wishes go with it.
    """
    with TemporaryDirectory(prefix="pcn-export-") as folder:
        paths = {
            path.name: path for path in pipeline.write(made, Path(folder) / "plan", state=state)
        }
        order = [name for name in ABOUT if name in paths]
        rest = sorted(paths.keys() - set(order))
        return {name: paths[name].read_bytes() for name in (*order, *rest)}


def zipped(files: Mapping[str, bytes], folder: str = "plan") -> bytes:
    """One zip archive of the files, in a folder of that name; the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def media_type(name: str) -> str:
    """The media type that a browser is told."""
    return MEDIA.get(Path(name).suffix, "application/octet-stream")
