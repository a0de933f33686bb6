"""Opening files that nobody vouches for: their bytes, out of gzip, within limits of size."""

import errno
import gzip
import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from boundaries.errors import DataError
from boundaries.files.outlines import geopackage

#: What zipfile raises for damaged or exotic archives.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    struct.error,
    zlib.error,
)
BYTES_MAX = 1 << 30
ROWS_MAX = 5_000_000
#: Unpacked, a file may be this many times as large; CSV of the NHS comes to 20 at most.
RATIO_MAX = 100
#: Below this many bytes unpacked the ratio does not matter.
BYTES_UNQUESTIONED = 1 << 26
TEXT_BYTES_MAX = 1 << 20  #: of a document such as rules
Kind = Literal[
    "text", "geojson", "geopackage", "zip", "shapefile", "workbook", "parquet", "gzip", "binary"
]

_GZIP = b"\x1f\x8b"
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SQLITE = b"SQLite format 3\x00"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_PARQUET = b"PAR1"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))
_DOS_END = b"\x1a"  #: what programs of DOS write at the end of text
_SPECIAL = (
    (stat.S_ISDIR, "is a folder, not a file", "Name a file in it"),
    (stat.S_ISFIFO, "is a pipe, not a file", "Save what it gives to a file, and name that"),
    (stat.S_ISCHR, "is a device, not a file", "Name a file"),
    (stat.S_ISBLK, "is a device, not a file", "Name a file"),
    (stat.S_ISSOCK, "is a socket, not a file", "Name a file"),
)

_REMEDIES = {
    errno.EACCES: "Check permissions",
    errno.EPERM: "Check permissions",
    errno.ELOOP: "The link leads in a circle: name the file itself",
    errno.ENAMETOOLONG: "Check the path",
    errno.ENOSPC: "Make room on the disk",
    errno.EIO: "Check the disk or the connection to it",
}


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked if it is gzip whatever its name says.

    A GeoPackage comes with the edits that a program which has it open keeps beside it (`-wal`).

    Raises
    ------
    DataError
        The file is absent, no regular file (a folder, pipe or device), not readable, empty,
        damaged, larger than `BYTES_MAX` (1 GiB) unpacked, or more than `RATIO_MAX` times as
        large as it was packed.
    """
    source = str(path)
    data = _checked_size(unpacked(raw_bytes(path), source), source)
    edits = Path(f"{source}-wal")
    if data.startswith(_SQLITE) and edits.is_file() and edits.stat().st_size:
        return geopackage.with_saved_edits(data, raw_bytes(edits), source)
    return data


def raw_bytes(path: Path, most: int = BYTES_MAX) -> bytes:
    """The bytes of a regular file as they are, ``most`` + 1 of them at most; see `read_bytes`."""
    path = Path(path)
    try:
        mode = path.stat().st_mode
        for is_special, what, remedy in _SPECIAL:
            if is_special(mode):
                raise DataError(what, remedy=remedy, source=str(path))
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        gone = "is a link that leads nowhere" if path.is_symlink() else "no such file"
        raise DataError(gone, remedy="Check the path", source=str(path)) from error
    except DataError:
        raise
    except (OSError, ValueError) as error:
        raise not_opened(error, str(path)) from error


def not_opened(error: OSError | ValueError, source: str) -> DataError:
    """The error that says why a file or folder cannot be opened, and what to do about it."""
    code = getattr(error, "errno", None)
    remedy = _REMEDIES.get(code or 0, "Check its name and that it may be read")
    return DataError(
        f"cannot be opened ({getattr(error, 'strerror', None) or error})",
        remedy=remedy, source=source,
    )  # fmt: skip


def raw_start(path: Path, size: int = 8) -> bytes:
    """The first bytes of a file as they are; none where it is no regular file, or not readable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b""  # to open a pipe would wait for somebody who writes
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def read_document(path: Path) -> str:
    """A short document such as rules in TOML: at most `TEXT_BYTES_MAX` (1 MiB) of UTF-8.

    Raises
    ------
    DataError
        See `read_bytes`; or the file is longer, or no UTF-8.
    """
    data = raw_bytes(path)
    if len(data) > TEXT_BYTES_MAX:
        raise DataError(
            "is longer than 1 MiB", remedy="Name the file that was meant", source=str(path)
        )
    try:
        return without_end(data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is not UTF-8"
        raise DataError(
            f"is not a text file ({place})", remedy="Save it as UTF-8", source=str(path)
        ) from error


def without_end(data: bytes) -> bytes:
    """The bytes of a text without the mark of its end (Ctrl-Z) that programs of DOS write."""
    return data.rstrip(_DOS_END) if data.endswith(_DOS_END) else data


def kind(data: bytes) -> Kind:
    """The kind of a file, told by its content."""
    for mark, what in _MARKS:
        if data.startswith(mark):
            return what
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return "workbook" if _is_workbook(data) else "zip"
    start = data[:200].decode("utf-16", "ignore") if data.startswith(UTF16_BOMS) else ""
    if data.removeprefix(UTF8_BOM).lstrip()[:1] == b"{" or start.lstrip()[:1] == "{":
        return "geojson"
    if data.startswith(UTF16_BOMS) or not has_control_characters(data):
        return "text"
    return "binary"


_MARKS: tuple[tuple[bytes, Kind], ...] = (
    (_SQLITE, "geopackage"),
    (_OLD_WORKBOOK, "workbook"),
    (_SHAPEFILE, "shapefile"),
    (_PARQUET, "parquet"),
    (_GZIP, "gzip"),
)


def has_control_characters(data: bytes) -> bool:
    """Whether the bytes hold control characters that no text has."""
    return len(data.translate(None, _CONTROL)) < len(data)


def unpacked_max(packed: int) -> int:
    """How many bytes a packed file of so many bytes may come to."""
    return min(BYTES_MAX, max(BYTES_UNQUESTIONED, RATIO_MAX * packed))


def refuse_bomb(unpacked_bytes: int, packed: int, source: str, most: int | None = None) -> None:
    """Raise DataError where packed bytes come to more than is believable or can be read."""
    limit = BYTES_MAX if most is None else most
    if unpacked_bytes > limit:
        raise DataError(
            f"is larger than {limit / (1 << 30):g} GiB when unpacked",
            remedy="Keep the rows of your own area only",
            source=source,
        )
    if unpacked_bytes > max(BYTES_UNQUESTIONED, RATIO_MAX * packed):
        raise DataError(
            f"is more than {RATIO_MAX} times as large unpacked, as no sound file is",
            remedy="Download it again, or unpack it yourself",
            source=source,
        )


def unpacked(data: bytes, source: str) -> bytes:
    """Bytes out of gzip, if they are gzip; see `read_bytes`."""
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            content = stream.read(unpacked_max(len(data)) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            "is damaged: it cannot be unzipped",
            remedy="Copy or download it again",
            source=source,
        ) from error
    refuse_bomb(len(content), len(data), source)
    return content


def _is_workbook(data: bytes) -> bool:
    if _OPEN_DOCUMENT in data[:200]:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except BROKEN_ZIP:
        return b"[Content_Types].xml" in data[:4096]


def _checked_size(data: bytes, source: str) -> bytes:
    if not data.removeprefix(UTF8_BOM)[:1024].strip() and not data.removeprefix(UTF8_BOM).strip():
        raise DataError("is empty", remedy="Export it again", source=source)
    refuse_bomb(len(data), len(data), source)
    return data
