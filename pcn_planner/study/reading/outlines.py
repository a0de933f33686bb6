"""The land of a study, and which of it belongs to which border unit."""

import geopandas as gpd

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
    """
    if outline is None:
        return None
    for level in reversed(within):
        wanted = set(practices[level])
        for column in outline.columns.drop(outline.geometry.name):
            if wanted <= set(outline[column]):
                return outline[outline[column].isin(wanted)].dissolve(column)
    return outline
