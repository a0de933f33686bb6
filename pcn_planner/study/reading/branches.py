"""Branch sites held against the practices of a study: whose they are, and where they stand."""

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from boundaries.files.tables.in_memory import name_of
from boundaries.practices import unlikely
from boundaries.words import agreed
from pcn_planner.study.study import Study

_NUMBERED = r"^(.+)[0-9]{3}$"  # a site's code is its practice's and three digits


def held(study: Study, branches: gpd.GeoDataFrame) -> list[str]:
    """Sentences on branches of practices that the study does not know, and on places accepted.

    Raises
    ------
    DataError
        No practice of the branches is known, or some are but for their capitals; a branch has
        the code of another practice's site; or a place can hardly be meant and is not accepted.
    """
    source = "" if study.inputs.branches is None else name_of(study.inputs.branches)
    said = held_against(
        branches["practice_code"],
        {*study.practices.index, *study.left_out},
        what="practice codes of the branches",
        among="the practice table",
        source=source,
    )
    own = branches[branches["practice_code"].isin(study.practices.index)]
    _refuse_strange_codes(own, study.practices, source)
    return said + _places(study, own, source)


def _refuse_strange_codes(
    branches: gpd.GeoDataFrame, practices: gpd.GeoDataFrame, source: str
) -> None:
    """Raise DataError where a site has the code of one practice and is said to be another's."""
    named = branches["site_code"].str.extract(_NUMBERED, expand=False)
    wrong = named.isin(practices.index) & (named != branches["practice_code"])
    wrong &= ~branches["site_code"].isin(practices.index)
    if wrong.any():
        raise DataError(
            agreed(f"{int(wrong.sum())} branches have the code of another practice's site"),
            rows=[_called(one) for _, one in branches[wrong].iterrows()],
            remedy="Correct site_code or practice_code, so that both name one practice",
            source=source,
        )


def _places(study: Study, branches: gpd.GeoDataFrame, source: str) -> list[str]:
    """A sentence on unlikely places that are accepted; DataError for those that are not."""
    told = unlikely.beside(branches.geometry, branches["practice_code"], study.practices.geometry)
    odd = branches[told["problem"] != ""]
    if odd.empty:
        return []
    if study.inputs.accept_places:
        listed = ", ".join(odd["site_code"])
        return [agreed(f"{len(odd)} branches have unlikely places, accepted as asked: {listed}.")]
    causes = dict.fromkeys(told.loc[odd.index, "cause"])
    raise DataError(
        agreed(f"{len(odd)} branches have a place that can hardly be meant"),
        rows=[
            f"{_called(one)}: {told.loc[at, 'problem']}, {one.geometry.x:.0f}, {one.geometry.y:.0f}"
            for at, one in odd.iterrows()
        ],
        remedy=f"{''.join(causes)}Correct the coordinates or take the rows out; where the places "
        "are meant, say so with --accept-places",
        source=source,
    )


def _called(branch: "pd.Series[str]") -> str:
    return f"{branch['site_code']} of {branch['practice_code']} ({branch['name']})"
