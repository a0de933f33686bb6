"""Tables of text too large to be read at once: a few of their columns, piece by piece."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, cast

import pandas as pd
import pyarrow
from pyarrow import csv as arrow

from boundaries.errors import DataError
from boundaries.files import opening

LARGE = 1 << 26  #: bytes of a file; 64 MiB
LARGE_PACKED = 1 << 23  #: bytes of a file in gzip; 8 MiB
BYTES_MAX = 1 << 33  #: bytes of a table that are gone through; 8 GiB
_HEAD = 1 << 16
_PIECE = 1 << 22


def head(path: Path) -> bytes | None:
    """The first whole lines of a large file of text; None where it is small or no text."""
    if not path.is_file():
        return None
    size = path.stat().st_size
    with opened(path) as stream:
        packed = isinstance(stream, gzip.GzipFile)
        if size <= (LARGE_PACKED if packed else LARGE):
            return None
        try:
            start = stream.read(_HEAD)
        except (OSError, EOFError):
            return None
    text = opening.kind(start) == "text" and not start.startswith(opening.UTF16_BOMS)
    return start[: start.rfind(b"\n") + 1] if text and b"\n" in start else None


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, out of gzip where it is gzip; DataError where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise opening.not_opened(error, str(path)) from error
    return cast(IO[bytes], gzip.open(path)) if packed else path.open("rb")


def pieces(
    stream: AbstractContextManager[IO[bytes]],
    names: Sequence[str],
    wanted: Sequence[str],
    layout: tuple[int, str, str],
    source: str,
) -> Iterator[pd.DataFrame]:
    """The rows of some columns as trimmed text, so many at a time.

    Parameters
    ----------
    stream
        The table's bytes, closed at the end.
    names, wanted
        All columns in their order, and those to read.
    layout
        Lines above the first row, the separator of cells, and the encoding.
    source
        The file, for messages.

    Raises
    ------
    DataError
        A row has more or fewer cells than the header, a letter is not of the encoding, or the
        table is larger than `BYTES_MAX`.
    """
    skip, separator, encoding = layout
    try:
        with stream as content:
            reader = arrow.open_csv(
                content,
                read_options=arrow.ReadOptions(
                    column_names=list(names), skip_rows=skip, block_size=_PIECE, encoding=encoding
                ),
                parse_options=arrow.ParseOptions(delimiter=separator),
                convert_options=arrow.ConvertOptions(
                    include_columns=list(wanted),
                    column_types=dict.fromkeys(wanted, pyarrow.string()),
                ),
            )
            for at, batch in enumerate(reader):
                if at * _PIECE > BYTES_MAX:
                    raise DataError(
                        f"is larger than {BYTES_MAX >> 30} GiB",
                        remedy="Keep the rows of your own area only",
                        source=source,
                    )
                yield batch.to_pandas().fillna("").astype("str").apply(lambda c: c.str.strip())
    except pyarrow.ArrowException as error:
        raise DataError(
            f"cannot be read as a table ({error})", remedy="Download it again", source=source
        ) from error
