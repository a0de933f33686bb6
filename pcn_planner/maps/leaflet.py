"""Files that the web app serves itself, so that a browser asks nobody else for them."""

import shutil
from pathlib import Path

from pcn_planner.maps import plan_map

LEAFLET_URL = "/app/static/leaflet"  #: where the app's pages find Leaflet
_WANTED = ("leaflet.js", "leaflet.css")


def provide_leaflet(app_folder: Path) -> None:
    """Copy Leaflet from its installed package to where Streamlit serves files from.

    Files that are there already and the same are left alone.
    """
    source, target = plan_map.leaflet_folder(), app_folder / "static" / "leaflet"
    images = [Path("images", path.name) for path in sorted((source / "images").iterdir())]
    for name in (*map(Path, _WANTED), *images):
        new = (source / name).read_bytes()
        path = target / name
        if not path.is_file() or path.read_bytes() != new:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(path.suffix + ".new")
            shutil.copyfile(source / name, fresh)
            fresh.replace(path)
