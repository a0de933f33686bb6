"""Files in a zip: which of them matter, and their content, within limits."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from boundaries.errors import DataError
from boundaries.files import opening

ENTRIES_MAX = 5_000
#: bytes of all files in a zip together; ONSPD holds its table twice
BYTES_MAX = 1 << 32
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ENCRYPTED = 1  # bit of a zip entry's flags
# What lies in downloads beside the data: descriptions, pictures, traces of file managers.
_BESIDE = frozenset(
    {
        ".pdf", ".doc", ".docx", ".odt", ".rtf", ".htm", ".html", ".xml", ".md", ".png", ".jpg",
        ".jpeg", ".gif", ".svg", ".ppt", ".pptx", ".qml", ".qgz", ".lyr", ".lyrx", ".sbn", ".sbx",
        ".qix", ".ini",
    }
)  # fmt: skip
_TEXTS = frozenset({".txt", ""})


def names(data: bytes, source: str) -> list[str]:
    """The files in a zip that may hold data, in its order.

    Traces of file managers (`__MACOSX`, `.DS_Store`) and descriptions do not count; plain texts
    count only where there is nothing else.

    Raises
    ------
    DataError
        See `checked`; or the zip is empty.
    """
    with checked(data, source) as archive:
        files = [one.filename for one in archive.infolist() if not one.is_dir()]
    found = [name for name in files if _may_hold_data(PurePosixPath(name))]
    data_files = [n for n in found if PurePosixPath(n).suffix.lower() not in _TEXTS] or found
    if not data_files:
        raise DataError(
            "holds no tables and no shapes",
            rows=files,
            remedy="Zip the file that was meant",
            source=source,
        )
    return data_files


def read(data: bytes, name: str, source: str) -> bytes:
    """The content of one file in a zip, out of gzip too; see `checked`."""
    inside = f"{source}/{name}"
    with checked(data, source) as archive:
        opening.refuse_bomb(archive.getinfo(name).file_size, len(data), inside)
        content = archive.read(name)
    content = opening.unpacked(content, inside)
    if opening.kind(content) == "zip":
        raise DataError(
            f"holds a zip within the zip ({name})", remedy="Unpack the outer one", source=source
        )
    return content


def head(data: bytes, name: str, size: int, source: str) -> bytes:
    """The first bytes of one file in a zip, as packed there."""
    with checked(data, source) as archive, archive.open(name) as stream:
        return stream.read(size)


@contextmanager
def stream(data: bytes, name: str, source: str) -> Iterator[IO[bytes]]:
    """One file in a zip, to be read piece by piece."""
    with checked(data, source) as archive, archive.open(name) as content:
        yield content


def size(data: bytes, name: str, source: str) -> int:
    """How many bytes a file in a zip comes to, as the zip says."""
    with checked(data, source) as archive:
        return archive.getinfo(name).file_size


@contextmanager
def checked(data: bytes, source: str) -> Iterator[zipfile.ZipFile]:
    """An open zip whose size is believable.

    Raises
    ------
    DataError
        The zip is damaged, protected by a password, or a bomb: too many entries, too large, or
        packed too tightly.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist(), len(data), source)
            yield archive
    except DataError:
        raise
    except opening.BROKEN_ZIP as error:
        raise DataError(
            f"is a damaged zip ({error})", remedy="Copy it again", source=source
        ) from error


def _check(entries: list[zipfile.ZipInfo], packed: int, source: str) -> None:
    if len(entries) > ENTRIES_MAX:
        raise DataError(
            f"is a zip of {len(entries):,} files", remedy="Zip what is needed", source=source
        )
    if not all(one.filename for one in entries):
        raise zipfile.BadZipFile("a file in it has no name")
    opening.refuse_bomb(sum(one.file_size for one in entries), packed, source, BYTES_MAX)
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise DataError(
            "is protected by a password",
            remedy="Unpack it, and give the file inside",
            source=source,
        )


def _may_hold_data(path: PurePosixPath) -> bool:
    hidden = any(
        part == "__MACOSX" or (part.startswith(".") and part != "..") for part in path.parts
    )
    lock = path.name.startswith("~$") or path.name.lower() == "thumbs.db"
    return not (hidden or lock) and path.suffix.lower() not in _BESIDE
