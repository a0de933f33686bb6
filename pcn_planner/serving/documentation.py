"""The built documentation, answered by the app itself where it is at hand."""

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pcn_planner.home import HOME

PATH = "/documentation"
INDEX = f"{PATH}/index.html"
FOLDER = HOME / "out" / "docs"  #: where ``make docs`` puts it
_served: list[Mount] = []


def routes() -> list[Mount]:
    """What answers at ``PATH``; nothing where the documentation is not built."""
    if (FOLDER / "index.html").is_file():
        _served.append(Mount(PATH, StaticFiles(directory=FOLDER, html=True)))
    return list(_served)


def served() -> bool:
    """Whether this process answers at ``PATH``."""
    return bool(_served)
