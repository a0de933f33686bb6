"""Scores of small areas, such as the Index of Multiple Deprivation, made scores of practices."""

import re

import pandas as pd

from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.nhs import census_lookup
from boundaries.nhs.folder import Folder
from boundaries.nhs.recognise import Recognised

IMD = "imd_score"
LEAST = 0.5  #: of a practice's patients whose area has a score, for the practice to have one
_IMD = re.compile(r"imd.*score|deprivation.*score|imdscore")
_SCORE = re.compile(r"score|value")
_DIGITS = 3


def joined(
    folder: Folder, base: pd.DataFrame, patients: pd.DataFrame | None, lookup: pd.DataFrame | None
) -> pd.DataFrame:
    """The practices with the mean score of where their patients live, in one more column.

    Parameters
    ----------
    folder
        Its tables of the kind `area scores`; of several the latest or largest is taken.
    base
        Practices, `practice_code`.
    patients
        Registrations by small area (text, long), or None.
    lookup
        Areas of 2011 and 2021, where the scores may be of another census.

    Returns
    -------
        `base` with `imd_score`, or the score's own name: means weighted by patients, blank where
        fewer than `LEAST` of the patients live where a score is known.
    """
    one = folder.take("area scores", "")
    if one is None:
        return base
    found = _counts(patients)
    if found is None:
        folder.used[id(one)] = "no: nothing says how many patients live in which area"
        return base
    table, scores = one.table(), {}
    column = score_column(table)
    if column is not None:
        scores = _scores(table, column)
    if not scores:
        folder.used[id(one)] = "no: it has no column of scores"
        return base
    name = IMD if _IMD.search(names.normalised(str(column))) else str(column)
    means, known = mean_scores(found, _of_both_censuses(scores, lookup))
    folder.used[id(one)] = f"column {name}, the mean over patients' homes"
    folder.notes.append(_note(one, name, base, means, known))
    codes = base["practice_code"]
    folder.count(one, means.index, list(codes))
    said = {code: repr(round(float(mean), _DIGITS)) for code, mean in means.items()}
    return base.assign(**{name: [said.get(code, "") for code in codes]})


def score_column(table: pd.DataFrame) -> str | None:
    """The column of scores: the overall index where there are several."""
    plain = {str(column): names.normalised(str(column)) for column in table.columns}
    for pattern in (re.compile(r"\Ascore\Z"), _IMD, _SCORE):
        hits = [column for column, name in plain.items() if pattern.search(name)]
        if hits:
            return hits[0]
    return None


def mean_scores(
    patients: pd.DataFrame, scores: "pd.Series[float]"
) -> tuple["pd.Series[float]", float]:
    """Practice -> mean score of its patients' areas, and the share of all patients counted.

    ``patients`` has the columns `practice_code`, `area_code` and `patients`.
    """
    score = patients["area_code"].map(scores)
    counted = patients["patients"].where(score.notna(), 0.0)
    code = patients["practice_code"]
    there, every = counted.groupby(code).sum(), patients["patients"].groupby(code).sum()
    means = (score.fillna(0.0) * counted).groupby(code).sum() / there
    return means[there >= LEAST * every], float(there.sum() / max(every.sum(), 1.0))


def _counts(patients: pd.DataFrame | None) -> pd.DataFrame | None:
    """Patients by practice and area as numbers; None for shares and wide tables."""
    nouns = ("practice_code", "area_code", "list_size")
    if patients is None:
        return None
    found = names.suggest([str(column) for column in patients.columns], nouns)
    if len(found) < len(nouns):
        return None
    made = patients[[found[noun] for noun in nouns]].set_axis(
        ["practice_code", "area_code", "patients"], axis=1
    )
    return made.assign(patients=numerals.numbers(made["patients"]).fillna(0.0))


def _scores(table: pd.DataFrame, column: str) -> dict[str, float]:
    present = [str(one) for one in table.columns]
    code = names.suggest(present, ("area_code",)).get("area_code") or next(
        (
            one
            for one in present
            if re.match(r"(oa|lsoa|msoa|ward)(code|cd)", names.normalised(one))
        ),
        None,
    )
    if code is None:
        return {}
    numbers = pd.Series(numerals.numbers(table[column]).to_numpy(), table[code]).dropna()
    first = numbers[~numbers.index.duplicated()]
    return {str(area): float(score) for area, score in first.items()}


def _of_both_censuses(scores: dict[str, float], lookup: pd.DataFrame | None) -> "pd.Series[float]":
    """Scores by the codes of either census: the mean of the areas that the lookup ties together."""
    own = pd.Series(scores, dtype="float64")
    if lookup is None:
        return own
    units = census_lookup.units(lookup)
    by_unit = own.groupby(census_lookup.renamed(own.index.to_series(), units)).mean()
    other = pd.Series(units.map(by_unit).to_numpy(), units.index).dropna()
    return pd.concat([own, other[~other.index.isin(own.index)]])


def _note(
    one: Recognised, name: str, base: pd.DataFrame, means: "pd.Series[float]", known: float
) -> str:
    without = sorted(set(base["practice_code"]) - set(means.index))
    said = f"; {len(without)} practices have none: {names.listed(without, 8)}" if without else ""
    return (
        f"{name} is the mean score ({one.name}) of the areas where patients live, known for "
        f"{known:.1%} of them{said}."
    )
