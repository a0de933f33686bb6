"""Parquet and GeoParquet."""

import io

import geopandas as gpd
import pandas as pd
import pyarrow
import pyarrow.parquet as arrow

from boundaries.errors import DataError
from boundaries.files import opening


def has_geometry(data: bytes) -> bool:
    """Whether the content is GeoParquet; False where it cannot be read at all."""
    try:
        return b"geo" in (arrow.read_metadata(io.BytesIO(data)).metadata or {})
    except (pyarrow.ArrowException, OSError, ValueError):
        return False


def read(data: bytes, source: str) -> pd.DataFrame:
    """The table of a Parquet file, with geometry (column `geometry`) where it has any.

    Raises
    ------
    DataError
        The file is damaged, or larger than can be read.
    """
    try:
        _check_size(arrow.read_metadata(io.BytesIO(data)), source)
        if not has_geometry(data):
            return pd.read_parquet(io.BytesIO(data), engine="pyarrow").reset_index()
        table = gpd.read_parquet(io.BytesIO(data))
        named = table.geometry.name == "geometry"
        shapes: pd.DataFrame = table if named else table.rename_geometry("geometry")
        return shapes
    except DataError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(
            "cannot be read as Parquet", remedy="Export it again", source=source
        ) from error


def _check_size(about: arrow.FileMetaData, source: str) -> None:
    groups = (about.row_group(at) for at in range(about.num_row_groups))
    unpacked = sum(one.total_byte_size for one in groups)
    if about.num_rows > opening.ROWS_MAX or unpacked > opening.BYTES_MAX:
        raise DataError(
            "has more rows than can be read",
            remedy="Keep the rows of your own area only",
            source=source,
        )
