"""The land of a study, and which of it belongs to which border unit."""

import geopandas as gpd

from boundaries.files.strangers import alike, refuse_alike
from pcn_planner.study.study import Study


def land_of(study: Study) -> gpd.GeoDataFrame | None:
    """The outline given, else all the small areas: where they are, is land."""
    if study.outline is not None or study.small_areas is None:
        return study.outline
    return study.small_areas[["geometry"]].reset_index(drop=True)


def keyed(
    outline: gpd.GeoDataFrame | None, practices: gpd.GeoDataFrame, within: tuple[str, ...]
) -> gpd.GeoDataFrame | None:
    """An outline with the codes of the innermost border level it has polygons for as index.

    Unchanged where none of its columns has the codes of every border unit.

    Raises
    ------
    DataError
        A column has the codes of every border unit, some of them in other capitals, or with
        other blanks, signs or leading zeros.
    """
    if outline is None:
        return None
    columns = {str(name): outline[name] for name in outline.columns.drop(outline.geometry.name)}
    for level in reversed(within):
        wanted = set(practices[level].astype("str"))
        for column, codes in columns.items():
            if wanted <= set(codes):
                return outline[codes.isin(wanted)].dissolve(column)
        for column, codes in columns.items():
            _refuse_alike(set(codes.dropna().astype("str")), wanted, (column, level))
    return outline


def _refuse_alike(codes: set[str], wanted: set[str], names: tuple[str, str]) -> None:
    """Raise DataError where these are the wanted codes, but for how some are written."""
    strangers, missing = sorted(codes - wanted), wanted - codes
    if missing <= {known for _, known in alike(strangers, missing)}:
        column, level = names
        refuse_alike(
            strangers, missing,
            what=f"codes in {column} of the outline", among=f"{level} of the practice table",
        )  # fmt: skip
