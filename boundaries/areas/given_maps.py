"""Neighbourhood maps that people drew, laid over small areas: overlaps and gaps are mended."""

from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries.network_areas import small_area_graph as area_graphs

SHOWN = 5  #: codes that a sentence names
SLIGHT = 0.01  #: share of an area's land that is a matter of drawing


@dataclass(frozen=True, eq=False)
class Laid:
    """A map laid over small areas.

    Parameters
    ----------
    neighbourhood
        Area code -> neighbourhood, every area once; blank where none is near.
    shares
        Area x neighbourhood: share of the area's land; neighbourhoods may overlap.
    notes
        What was mended, a sentence each.
    """

    neighbourhood: "pd.Series[str]"
    shares: pd.DataFrame
    notes: tuple[str, ...]


def laid(drawn: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> Laid:
    """Say which neighbourhood each small area is in.

    An area goes whole to the neighbourhood with most of its land, the first by name of equals.
    Areas in a gap of the map go to the neighbourhood they share most border with, as long as any
    is beside them.

    Parameters
    ----------
    drawn
        (Multi)polygons in EPSG:27700, index the neighbourhoods' names; they may overlap and leave
        gaps.
    areas
        Small areas in EPSG:27700, index ``area_code``, that fit together.
    """
    shares = _shares(drawn.sort_index(), areas)
    most, covered = shares.max(axis=1), shares.sum(axis=1)
    lead = shares.idxmax(axis=1).where(most > 0, "").astype("str")
    inside = lead.where(most > np.maximum(1 - covered, 0), "")
    found = _filled(inside, areas)
    notes = _notes(shares, inside, found)
    return Laid(found.rename("network_id"), shares, notes)


def _shares(drawn: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    shapes, prints = np.asarray(areas.geometry.array), np.asarray(drawn.geometry.array)
    at, by = shapely.STRtree(prints).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[at], prints[by]))
    table = np.zeros((len(shapes), len(prints)))
    np.add.at(table, (at, by), common)
    table /= np.maximum(shapely.area(shapes), 1e-9)[:, None]
    return pd.DataFrame(table, index=areas.index, columns=drawn.index.astype("str"))


def _filled(inside: "pd.Series[str]", areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Give areas in gaps the neighbourhood they share most border with, from the rim inwards."""
    found = inside.copy()
    if not (found == "").any():
        return found
    graph = area_graphs.build(areas)
    while (open_now := sorted(found.index[found == ""])) and (
        fresh := {code: name for code in open_now if (name := _beside(graph, code, found))}
    ):
        found.update(pd.Series(fresh))
    return found


def _beside(graph: "nx.Graph[str]", code: str, found: "pd.Series[str]") -> str:
    metres: dict[str, float] = {}
    for other in graph[code]:
        name = str(found[other])
        if name:
            metres[name] = metres.get(name, 0.0) + graph.edges[code, other]["border_m"]
    return min(metres, key=lambda name: (-metres[name], name), default="")


def _notes(
    shares: pd.DataFrame, inside: "pd.Series[str]", found: "pd.Series[str]"
) -> tuple[str, ...]:
    cut = list(shares.index[(shares > SLIGHT).sum(axis=1) > 1])
    twice = list(shares.index[shares.sum(axis=1) > 1 + SLIGHT])
    gaps = list(found.index[(inside == "") & (found != "")])
    lost = list(found.index[found == ""])
    nowhere = sorted(set(shares.columns) - set(found))
    told = (
        (cut, "small areas lie in several neighbourhoods of the map and are whole in the one with "
              "most of their land"),
        (twice, "small areas lie where neighbourhoods of the map overlap"),
        (gaps, "small areas lie in gaps of the map and are with the neighbourhood that they share "
               "most border with"),
        (nowhere, "neighbourhoods of the map have most of no small area and are left out"),
        (lost, "small areas are in no neighbourhood of the map, and none is beside them"),
    )  # fmt: skip
    return tuple(f"{len(codes)} {what}: {_named(codes)}." for codes, what in told if codes)


def _named(codes: list[str]) -> str:
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return ", ".join(map(str, codes[:SHOWN])) + more
