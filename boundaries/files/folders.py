"""What lies in a folder that somebody names: all of it, or why it cannot be listed."""

import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from boundaries.errors import DataError


def files_in(folder: Path, *, deep: bool = True) -> list[Path]:
    """All files in a folder, sorted, without hidden files and those that macOS adds.

    Links that lead nowhere, pipes and devices are among them: reading one says what it is.

    Parameters
    ----------
    folder
        Where to look.
    deep
        Whether to look into the folders within, too.

    Raises
    ------
    DataError
        The folder, or a folder in it, cannot be listed: nothing is left out in silence.
    """
    found: list[Path] = []
    for entry in _listed(folder):
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            found += files_in(path) if deep else []
        else:
            found.append(path)
    return sorted(found)


def names_apart(paths: Collection[Path]) -> dict[Path, str]:
    """What to call each file: its name, with as many of its folders as tell it from the others."""
    called: dict[Path, str] = {}
    rest, length = set(paths), 1
    while rest:
        ends = {path: "/".join(path.parts[-length:]) for path in rest}
        count = Counter(end.casefold() for end in ends.values())
        called |= {
            path: end for path, end in ends.items()
            if count[end.casefold()] == 1 or length >= len(path.parts)
        }  # fmt: skip
        rest, length = rest - set(called), length + 1
    return called


def _listed(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [e for e in entries if not e.name.startswith(".") and e.name != "__MACOSX"]
    except OSError as error:
        raise DataError(
            f"the folder cannot be listed ({error.strerror})",
            remedy="Check its permissions, or take it out",
            source=str(folder),
        ) from error
