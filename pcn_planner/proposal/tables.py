"""What maps and exports draw a plan from: plain tables, gathered under one name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import DataError
from optimise.problem import sizes, travel_unit
from optimise.problem.travel_unit import TravelUnit
from pcn_planner.proposal.change_asked import NOTHING, ChangeAsked
from pcn_planner.study.inputs import AREAS, PRACTICES
from pcn_planner.study.planned_words import Words, texts_of

if TYPE_CHECKING:
    import networkx as nx

    from boundaries.teams.footprints import Footprints

IN_BAND, BELOW, ABOVE = "in band", "below the floor", "above the ceiling"
STATUSES = (IN_BAND, BELOW, ABOVE)
BAND = "band_patients"  #: column of what the band counts, where that is not ``patients``
NEEDED = ("name", "patients", "practices", "status", "in_band")


@dataclass(frozen=True, eq=False)
class PlanTables:
    """A verified plan with everything that is known of it. All geometry in EPSG:27700.

    Parameters
    ----------
    title
        The heading of maps and exports.
    practices
        Index practice code; ``name``, ``patients``, points.
    assignment
        Practice code -> network id; every practice once.
    networks
        Index network id; the columns of ``network_table`` and any others (travel, teams,
        reasons ...), which are shown and exported under their own names.
    areas
        Index network id; one (multi)polygon each.
    floor, ceiling
        The band, in ``counted_in``.
    counted_in
        What the band counts, in words; the networks' column ``band_patients`` has it where that
        is not their registered patients.
    graph
        Practice adjacency with ``reasons`` on its edges.
    footprints
        Community teams; drawn where they have polygons.
    layer, layers
        Name of the layer in ``footprints``, blank for one alone; and further layers by name.
    borders
        Index border unit; polygons that no network crosses (without given ones,
        ``boundaries.network_areas.draw.from_territories(territories, units)`` draws them).
    barriers
        Lines and areas that no link between neighbours crosses; ``reason`` and ``source``
        (``linked.barriers``).
    conflicts
        As ``boundaries.teams.conflicts.find(...).rows``: ``kind``, ``patients`` and further
        columns; drawn if it has geometry.
    layer_conflicts, layer_table
        The same for each further layer; and network x layer
        (``boundaries.teams.layers.table``), where there are several.
    neighbourhood_matrix, split_places
        Where a layer of neighbourhoods is given, who is registered and lives where
        (``proposal.neighbourhoods.matrix``); and wards and the like that several networks share.
    outline
        Land, drawn pale under everything.
    caveats, attribution
        Lines shown on every map and written with every export.
    metadata
        Facts for GIS staff: date of lists, rules, method, bound, gap, digests.
    tiers, tier_areas
        Other levels than the networks: column (``team_id``, ``place_id`` ...) -> practice code ->
        id; and by the same names polygons, index the id, ``name`` and ``patients``.
    tier_units, service
        One row a unit of every level above the networks; and each layer of footprints against
        each level (``proposal.levels.leveled.service_levels``).
    colours
        Network id -> fill that it keeps on every page and in every file, where its neighbours
        allow; others get one of their own.
    proof
        How good the plan is known to be (``proof.words``).
    levels_said
        A sentence on each level above the networks: its units, and how good it is known to be.
    times_by_rule
        Pairs without a travel time, and what stands in for it; ``None`` in straight lines.
    planned
        What ``practices`` are: practices, or small ``areas`` whose residents ``patients`` then
        counts, and whose polygons are ``unit_areas``.
    change_asked
        What the rules ask of change from today's networks; see ``compare.of_tables``.
    """

    title: str
    practices: gpd.GeoDataFrame
    assignment: Mapping[str, str]
    networks: pd.DataFrame
    areas: gpd.GeoDataFrame
    floor: int
    ceiling: int
    graph: "nx.Graph[str] | None" = None
    footprints: "Footprints | None" = None
    layer: str = ""
    layers: "Mapping[str, Footprints]" = field(default_factory=dict)
    borders: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    conflicts: pd.DataFrame | None = None
    layer_conflicts: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    layer_table: pd.DataFrame | None = None
    neighbourhood_matrix: pd.DataFrame | None = None
    split_places: pd.DataFrame | None = None
    outline: gpd.GeoDataFrame | None = None
    caveats: Sequence[str] = ()
    attribution: Sequence[str] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    counted_in: str = sizes.REGISTERED
    tiers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tier_areas: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    tier_units: pd.DataFrame | None = None
    service: pd.DataFrame | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    proof: str = ""
    times_by_rule: pd.DataFrame | None = None
    levels_said: Sequence[str] = ()
    planned: str = PRACTICES
    unit_areas: gpd.GeoDataFrame | None = None
    change_asked: ChangeAsked = NOTHING

    @property
    def travel_unit(self) -> TravelUnit:
        """The unit that travel is counted in."""
        return travel_unit.of_columns(self.networks.columns)

    @property
    def heading(self) -> str:
        """The title, with how far from the best the plan may be where it is not proven."""
        unproven = self.proof if self.proof.startswith("not proven") else ""
        return f"{self.title} ({unproven})" if unproven else self.title

    def __post_init__(self) -> None:
        check(self)

    @property
    def of_areas(self) -> bool:
        """Whether small areas are planned."""
        return self.planned == AREAS

    @cached_property
    def words(self) -> Words:
        """What is planned, and the names in these tables that no sentence may change."""
        words = Words(self.planned)
        if not self.of_areas:
            return words
        prints = [one for one in (self.footprints, *self.layers.values()) if one is not None]
        tables = [self.practices, *(one.teams for one in prints)]
        called = [
            self.title,
            self.layer,
            *self.layers,
            *self.networks.index,
            *self.networks["name"],
        ]
        return words.knowing([*called, *chain.from_iterable(map(texts_of, tables))])

    def said(self, text: str) -> str:
        """A sentence of the tool's in the words of what is planned."""
        return self.words.said(text)

    @property
    def every_conflict(self) -> pd.DataFrame | None:
        """The conflicts with every layer, the first column naming it where there are several."""
        if not self.layer_conflicts or self.conflicts is None:
            return self.conflicts
        every = {self.layer: self.conflicts, **self.layer_conflicts}
        parts = [rows.assign(layer=name) for name, rows in every.items()]
        whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        return whole[["layer", *whole.columns.drop("layer")]]

    @cached_property
    def team_lines(self) -> gpd.GeoSeries | None:
        """Where areas of teams end, each line once: dashes of two would fill each other's gaps."""
        prints = self.footprints
        if prints is None or prints.areas is None:
            return None
        joined = shapely.line_merge(shapely.union_all(prints.areas.boundary.to_numpy()))
        return gpd.GeoSeries(shapely.get_parts(joined), crs=prints.areas.crs)

    @property
    def band_sizes(self) -> "pd.Series[int]":
        """What the band counts of each network, index network id."""
        return self.networks[BAND if BAND in self.networks else "patients"]

    @property
    def patients_apart(self) -> "pd.Series[int] | None":
        """Patients of each network outside its largest piece; ``None`` without neighbours."""
        if self.graph is None:
            return None
        import networkx as nx

        lists, out = self.practices["patients"], {}
        for key, codes in self.practices.groupby(self.network_of).groups.items():
            own = nx.Graph(self.graph.subgraph(codes))
            own.add_nodes_from(codes)
            pieces = [int(lists[list(one)].sum()) for one in nx.connected_components(own)]
            out[str(key)] = sum(pieces) - max(pieces)
        return pd.Series(out, dtype="int64").reindex(self.networks.index)

    @property
    def network_of(self) -> pd.Series:
        """Network id of every practice, index practice code in the order of ``practices``."""
        ids = [str(self.assignment[code]) for code in self.practices.index]
        return pd.Series(ids, index=self.practices.index, name="network_id", dtype=str)


def network_table(
    practices: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    floor: int,
    ceiling: int,
    size: str = "",
) -> pd.DataFrame:
    """One row a network, sorted by id.

    Returns
    -------
    DataFrame
        Index ``network_id``; ``name`` (the id where it has none), ``patients`` (registered),
        ``practices`` (how many), ``status`` (one of ``STATUSES``), ``in_band``. Where ``size``
        names a column of the practices for the band to count, ``band_patients`` has its sums.
    """
    ids = pd.Series([str(assignment[c]) for c in practices.index], practices.index, dtype=str)
    groups = practices["patients"].groupby(ids.rename("network_id").to_numpy())
    patients = groups.sum().astype("int64").sort_index()
    names = names or {}
    out = pd.DataFrame({"name": [names.get(k) or k for k in patients.index]}, patients.index)
    out["patients"] = patients
    out["practices"] = groups.size().astype("int64")
    if size:
        counted = sizes.of(practices, size).groupby(ids.to_numpy()).sum()
        out[BAND] = patients = counted.reindex(out.index).astype("int64")
    out["status"] = np.select([patients < floor, patients > ceiling], [BELOW, ABOVE], IN_BAND)
    out["in_band"] = out["status"] == IN_BAND
    return out.rename_axis("network_id").astype({"name": str, "status": str})


def check(tables: PlanTables) -> None:
    """Raise DataError unless practices, assignment, networks and areas belong together."""
    _same(tables.practices.index, tables.assignment, "practices in no network")
    _same(tables.assignment, tables.practices.index, "practices assigned but not in the table")
    _same(tables.assignment.values(), tables.networks.index, "networks not in the network table")
    _same(tables.networks.index, tables.areas.index, "networks without an area")
    missing = [name for name in NEEDED if name not in tables.networks]
    if missing:
        raise DataError("columns missing from the network table", rows=missing)


def _same(these: Any, those: Any, what: str) -> None:
    missing = sorted({str(one) for one in these} - {str(one) for one in those})
    if missing:
        raise DataError(what, rows=missing, remedy="Make the tables from one plan")
