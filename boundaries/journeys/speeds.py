"""How fast roads are driven: as a column says, else by the class of a road."""

import re

import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.columns import normalised
from boundaries.files.tables import numerals

KM_IN_MILE = 1.609344
ANY_KPH = 48.0  #: where a file has neither speeds nor classes
OTHER_KPH = 32.0  #: of a class that is in no list
FASTEST_KPH = 200.0
MOTORWAYS = frozenset({"motorway", "motorway link"})  #: nobody lives beside one and turns in
#: class -> km an hour, stops included, by the words of OS Open Roads and of OpenStreetMap
BY_CLASS = {
    "motorway": 97.0, "trunk": 72.0, "a road": 56.0, "primary": 56.0, "b road": 48.0,
    "secondary": 48.0, "classified unnumbered": 44.0, "minor road": 44.0, "tertiary": 44.0,
    "unclassified": 40.0, "not classified": 32.0, "local road": 32.0, "residential": 32.0,
    "road": 32.0, "local access road": 24.0, "service": 24.0, "living street": 16.0,
    "secondary access road": 16.0, "restricted local access road": 16.0,
}  # fmt: skip
NO_ROADS = frozenset({
    "footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "track", "construction",
    "proposed", "corridor", "platform", "raceway", "abandoned", "elevator", "no",
})  # fmt: skip
KPH, MPH = ("speedkph", "kph", "speedkmh", "kmh"), ("speedmph", "mph")
CLASS = (
    "roadfunction", "function", "highway", "fclass", "roadclassification", "roadclass", "class",
)  # fmt: skip
LIMIT = ("maxspeed",)  #: of OpenStreetMap: km an hour, or ``30 mph``


def of(roads: pd.DataFrame, source: str = "") -> tuple[pd.Series, pd.Series, list[str]]:
    """Speed and class of each road.

    A column ``speed_kph`` or ``speed_mph`` counts, then ``maxspeed``, then the class, then
    ``ANY_KPH``.

    Returns
    -------
    Kilometres an hour, NaN where a road is none for cars; the class, blank where there is none;
    and what was taken, as sentences.

    Raises
    ------
    DataError
        A column ``speed`` does not say its unit, or a speed is no number from 1 to 200 km an hour.
    """
    named = {normalised(str(column)): str(column) for column in roads.columns}
    if "speed" in named:
        raise DataError(
            "the column speed does not say its unit",
            remedy="Call it speed_kph or speed_mph",
            source=source,
        )
    kind = _first(roads, named, CLASS).str.casefold().str.replace("_", " ")
    plain = kind.str.removesuffix(" link")
    closed = plain.isin(list(NO_ROADS))
    said = _said(roads, named, source)
    by_class = plain.map(BY_CLASS).fillna(OTHER_KPH if (kind != "").any() else ANY_KPH)
    kph = said.fillna(by_class).mask(closed)
    return kph, kind, list(_notes(kind, plain, said, closed))


def _first(roads: pd.DataFrame, named: dict[str, str], wanted: tuple[str, ...]) -> pd.Series:
    column = next((named[name] for name in wanted if name in named), None)
    blank = pd.Series("", index=roads.index)
    return blank if column is None else roads[column].astype(str).str.strip()


def _said(roads: pd.DataFrame, named: dict[str, str], source: str) -> pd.Series:
    """Speeds that columns say, NaN where none does."""
    found = pd.Series(np.nan, index=roads.index)
    for wanted, factor in ((KPH, 1.0), (MPH, KM_IN_MILE), (LIMIT, 1.0)):
        text = _first(roads, named, wanted)
        number = text.map(_limit) if wanted == LIMIT else numerals.numbers(text)
        kph = number * factor
        wrong = (text != "") & ~kph.between(1, FASTEST_KPH)
        if wanted != LIMIT and wrong.any():
            raise DataError(
                f"{int(wrong.sum()):,} roads have a speed that no car drives",
                rows=[f"row {at}: {value!r}" for at, value in text[wrong].items()],
                remedy="Give numbers from 1 to 200 km an hour, or leave them blank",
                source=source,
            )
        found = found.fillna(kph.mask(wrong))
    return found


def _limit(text: str) -> float:
    """``50``, ``30 mph``; NaN for words such as ``signals``."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", text.strip().casefold())
    return float(found[1]) * (KM_IN_MILE if found[2] == "mph" else 1.0) if found else np.nan


def _notes(kind: pd.Series, plain: pd.Series, said: pd.Series, closed: pd.Series) -> "list[str]":
    told = int((said.notna() & ~closed).sum())
    out = [f"Roads: {told:,} of {len(kind):,} say their speed."] if told else []
    rest = plain[said.isna() & ~closed]
    known = [
        f"{name[:1].upper()}{name[1:]} {BY_CLASS[name]:.0f}"
        for name in sorted(set(rest) & set(BY_CLASS))
    ]
    strange = sorted(set(rest) - set(BY_CLASS))
    if (kind != "").any():
        known += [f"{', '.join(one or '(blank)' for one in strange)} {OTHER_KPH:.0f}"] * bool(
            strange
        )
        out += [f"Roads: speeds by class, in km an hour: {'; '.join(known)}."] if known else []
    elif len(rest):
        out.append(f"Roads: no column has their class or speed, so all are driven at {ANY_KPH:.0f} "
                   "km an hour.")  # fmt: skip
    if closed.any():
        out.append(f"Roads: {int(closed.sum()):,} are not for cars and are left out.")
    return out
