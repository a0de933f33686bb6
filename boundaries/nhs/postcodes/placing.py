"""Places of practices from their postcodes, and places held against their postcodes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from boundaries import crs
from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.nhs.postcodes.places import postcode
from boundaries.practices import checks

FAR_M = 5_000.0
_NEAR_M = 1_000.0
PLACES = ("easting", "northing", "longitude", "latitude")
ENDED = ("doterm", "dateoftermination", "terminated")
_SHOWN = 8
_NOTHING: Mapping[str, str] = {}
NO_PLACE = "have no place, as their postcode is not in the table"
#: how a practice got its place, in the column `place_from`
GIVEN, BY_POSTCODE, BY_ENDED, BY_SECTOR = (
    "table", "postcode", "ended postcode", "middle of postcode sector (approximate)",
)  # fmt: skip


def sector(postcodes: pd.Series) -> pd.Series:
    """The postcode sector: all but the last two letters (`B13 0` of `B13 0HN`)."""
    return postcodes.str[:-2]


def placed(
    table: pd.DataFrame,
    postcodes: pd.DataFrame,
    source: str = "",
    columns: Mapping[str, str] = _NOTHING,
) -> pd.DataFrame:
    """A practice table with coordinates from its postcodes, where it has none of its own.

    Where a postcode is not in the table of postcodes, the middle of its sector stands for it and
    is marked as an approximation; where the sector is unknown too, the place stays blank.

    Parameters
    ----------
    table
        Text, with a column for the postcode; its own coordinates are kept and held against
        the postcode's.
    postcodes
        `places.read_postcodes`.
    source
        The practice table, for messages.
    columns
        Our name -> the table's column, where it has another name.

    Returns
    -------
        The table with text columns `easting`, `northing` (metres) and `place_from`;
        `attrs["notes"]` names ended postcodes, approximations, unknown postcodes, and places
        further than `FAR_M` from their postcode.

    Raises
    ------
    DataError
        The table has no postcodes, or easting and northing are the wrong way round.
    """
    found = names.said(table.columns, ("postcode", *PLACES), columns, source)
    names.require(found, ("postcode",), source, names.listed(table.columns), named=True)
    known = _by_postcode(postcode(table[found["postcode"]]), postcodes).set_axis(table.index)
    own = _own(table, found)
    _refuse_swapped(table, own, known, source)
    has_own = own["x"].notna()
    x, y = own["x"].fillna(known["easting"]), own["y"].fillna(known["northing"])
    text = {"easting": x.map(_metres), "northing": y.map(_metres)}
    origin = pd.Series(np.where(has_own, GIVEN, known["place_from"]), table.index, dtype="str")
    others = [found[noun] for noun in PLACES if noun in found]
    made = table.drop(columns=others).assign(**text, place_from=origin)
    labels = _labels(table, found["postcode"])
    made.attrs["notes"] = [
        *table.attrs.get("notes", []), *_notes(labels, origin, known), *_far(labels, own, known),
    ]  # fmt: skip
    return made


def _by_postcode(wanted: pd.Series, postcodes: pd.DataFrame) -> pd.DataFrame:
    """Columns `easting`, `northing` (NaN unknown), `place_from` and `ended`, one row each."""
    exact = postcodes.reindex(wanted)
    ends = [c for c in postcodes.columns if names.normalised(str(c)) in ENDED]
    ended = exact[ends[0]].fillna("") if ends else pd.Series("", exact.index, dtype="str")
    sectors = postcodes[["easting", "northing"]].groupby(sector(postcodes.index.to_series())).mean()
    middle = sectors.reindex(sector(wanted)).round()
    hit = exact["easting"].notna().to_numpy()
    rough = ~hit & middle["easting"].notna().to_numpy()
    origin = np.select(
        [hit & (ended != "").to_numpy(), hit, rough], [BY_ENDED, BY_POSTCODE, BY_SECTOR], default=""
    )
    return pd.DataFrame(
        {
            "easting": np.where(hit, exact["easting"], middle["easting"]),
            "northing": np.where(hit, exact["northing"], middle["northing"]),
            "place_from": origin,
            "ended": ended.to_numpy(),
        }
    )


def _own(table: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    """The table's own places in metres, columns `x` and `y`, NaN where it has none."""
    metres = {"easting", "northing"} <= set(found)
    if not (metres or {"longitude", "latitude"} <= set(found)):
        return pd.DataFrame({"x": np.nan, "y": np.nan}, index=table.index)
    x, y = checks.coordinates(table, found)
    nowhere = x.isna() | y.isna() | ((x == 0) & (y == 0))
    if not metres:
        points = crs.points(x.to_numpy(), y.to_numpy(), crs.WGS84)
        x, y = (pd.Series(one.to_numpy(), table.index) for one in (points.x, points.y))
    return pd.DataFrame({"x": x.mask(nowhere), "y": y.mask(nowhere)})


def _refuse_swapped(
    table: pd.DataFrame, own: pd.DataFrame, known: pd.DataFrame, source: str
) -> None:
    exact = known["place_from"].isin([BY_POSTCODE, BY_ENDED])
    off = _distance(own.rename(columns={"x": "y", "y": "x"}), known)
    swapped = exact & (off < _NEAR_M) & (_distance(own, known) > FAR_M)
    if swapped.any():
        raise DataError(
            f"{int(swapped.sum())} places have easting and northing the wrong way round: swapped, "
            "they are at their postcodes",
            rows=[f"row {row}" for row in table.index[swapped]],
            remedy="Swap the two columns",
            source=source,
        )


def _distance(own: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    off = np.hypot(own["x"] - known["easting"], own["y"] - known["northing"])
    return pd.Series(off, own.index)


def _labels(table: pd.DataFrame, column: str) -> pd.Series:
    codes = names.suggest([str(one) for one in table.columns], ("practice_code",))
    text = postcode(table[column])
    code = table[codes["practice_code"]] if codes else pd.Series(table.index.astype(str))
    return pd.Series(code.to_numpy() + " (" + text.to_numpy() + ")", table.index)


def _notes(labels: pd.Series, origin: pd.Series, known: pd.DataFrame) -> list[str]:
    ended = labels + " ended " + known["ended"]
    said = (
        (BY_ENDED, "are at postcodes that have ended", ended),
        (BY_SECTOR, "have an unknown postcode and stand in the middle of its sector", labels),
        ("", NO_PLACE, labels),
    )
    return [
        f"{int((origin == one).sum())} practices {what}: "
        f"{names.listed(text[origin == one], _SHOWN)}."
        for one, what, text in said
        if (origin == one).any()
    ]


def _far(labels: pd.Series, own: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    off = _distance(own, known).where(known["place_from"].isin([BY_POSTCODE, BY_ENDED]))
    far = off[off > FAR_M].sort_values(ascending=False)
    if far.empty:
        return []
    said = labels[far.index] + " " + (far / 1000).round().astype("int64").astype("str") + " km"
    return [
        f"{len(far)} places are more than {FAR_M / 1000:g} km from their postcode, so one of the "
        f"two is wrong: {names.listed(said, _SHOWN)}."
    ]


def _metres(value: float) -> str:
    return "" if pd.isna(value) else repr(float(value))
