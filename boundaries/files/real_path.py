"""Where a path leads, through links; light, as every command imports it at its start."""

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """Where a path leads in the end; links that lead in a circle end where they begin.

    ``Path.resolve`` raises RuntimeError of such a circle before Python 3.13; what opens or
    writes the path says in its own words what is wrong with it.
    """
    return Path(os.path.realpath(path))
