"""Network areas from where patients live: every small area to one network, whole and proven.

Maximise the patients who live inside their own network's area, so that each area is one piece
and none shuts in another. Rounds: solve without the shape rules, see what is in pieces or shut
in, state the rows that forbid it, solve again. Every round's optimum bounds the true one, and
every round's map is mended by ``boundaries.network_areas.repair`` into one that may be shown.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx
import numpy as np
import pandas as pd

from boundaries.network_areas.numbering import Numbered, number
from boundaries.network_areas.pieces import UNASSIGNED, Ints, enclosed, pieces
from optimise.network_areas.rounds import ROUNDS, WITHIN, Rounds
from optimise.problem.plan import Status

METHOD = (
    "each small area to one network so that every area is one piece without doughnuts and most "
    "patients live inside (integer program, contiguity by cuts)"
)


@dataclass(frozen=True)
class Allocation:
    """A map of small areas and what is known of it. Patients are whole numbers.

    Parameters
    ----------
    area_network
        Index ``area_code`` (sorted), values network id.
    patients_inside, patients_total
        Patients who live inside their own network's area, of all in the table.
    patients_plurality
        Patients inside when every area simply goes where most of its patients are registered:
        the bound without contiguity.
    patients_bound
        No whole map has more patients inside.
    status
        ``OPTIMAL`` when the bound is reached, else ``FEASIBLE``.
    notes
        Sentences for people: networks on two islands or two parts of their border unit, without
        the area of any of their practices, without an area, exclaves given away, doughnuts a
        hard border forces.
    stretches
        Network -> parts of one island that its area has to lie in, where these are several:
        parts of its border unit that touch elsewhere only, and exclaves given away.
    """

    area_network: pd.Series
    patients_inside: int
    patients_total: int
    patients_plurality: int
    patients_bound: int
    status: Status
    notes: tuple[str, ...] = ()
    stretches: Mapping[str, int] = field(default_factory=dict)
    rounds: int = 0
    rows: int = 0
    seconds: float = 0.0
    method: str = METHOD

    @property
    def proven(self) -> bool:
        """No whole map keeps more patients inside."""
        return self.status is Status.OPTIMAL

    @property
    def gap(self) -> float:
        """Share of the patients inside that the bound leaves open."""
        return max(self.patients_bound - self.patients_inside, 0) / max(self.patients_inside, 1)


def allocate(
    graph: "nx.Graph[str]",
    patients: pd.DataFrame,
    homes: Mapping[str, Collection[str]],
    *,
    area_units: pd.Series | None = None,
    network_units: Mapping[str, Collection[str]] | None = None,
    gap: float = 0.0,
    rounds: int = ROUNDS,
    time_limit: float | None = 60.0,
    cancelled: Callable[[], bool] | None = None,
) -> Allocation:
    """Allot small areas to networks.

    Parameters
    ----------
    graph
        Small areas by code, an edge where two share a border; node attributes ``faces`` or
        ``outside_m`` say which touch the outside (``boundaries.network_areas.draw.area_graph``).
    patients
        Registered patients, one row for each small area, one column for each network.
    homes
        Network id -> small areas its practices lie in. A network is present on the islands
        where it has a practice, and keeps the area of one of them there where that is
        possible.
    area_units, network_units
        Hard border: small area -> unit, network -> units it may have areas in (default: those
        of its practices). Units that no network serves are open to all.
    gap
        Share of the patients inside that the bound may leave open at the end.
    rounds
        After how many rounds of rows and programs the best whole map so far is returned: the
        same one on every machine.
    time_limit
        Seconds; the best whole map so far is returned with its bound. ``None`` for none.
    cancelled
        Asked between and during solves.

    Raises
    ------
    DataError
        The tables do not speak of the same areas or networks.
    """
    started = time.monotonic()
    numbered = number(graph, patients, homes, area_units, network_units)

    def stopped() -> bool:
        late = time_limit is not None and time.monotonic() - started >= time_limit
        return late or (cancelled is not None and cancelled())

    search = Rounds(numbered, stopped, gap, rounds)
    search.run()
    return replace(_allocation(search), seconds=time.monotonic() - started)


def _allocation(search: Rounds) -> Allocation:
    """What the search came to, by code."""
    numbered, labels = search.numbered, search.best
    every = np.arange(len(numbered.areas))
    inside = round(numbered.patients[every, labels].sum())
    plurality = round(numbered.patients[every, search.plurality].sum())
    bound = plurality if search.owed else min(int(search.bound + WITHIN / 10), plurality)
    index = pd.Index(numbered.areas, name="area_code")
    names = [numbered.networks[k] for k in labels]
    stretches = _stretches(numbered, labels)
    return Allocation(
        area_network=pd.Series(names, index=index, name="network_id", dtype="str"),
        patients_inside=inside,
        patients_total=round(numbered.patients.sum()),
        patients_plurality=plurality,
        patients_bound=inside if search.proven else max(bound, inside),
        status=Status.OPTIMAL if search.proven else Status.FEASIBLE,
        notes=tuple(_notes(numbered, labels, stretches)),
        stretches=stretches,
        rounds=search.rounds,
        rows=len(search.rows),
    )


def _stretches(numbered: Numbered, labels: Ints) -> dict[str, int]:
    """See ``Allocation.stretches``."""
    ground, found = numbered.ground, dict[str, int]()
    piece = pieces(ground.tiling, labels)
    for k, name in enumerate(numbered.networks):
        mine = np.flatnonzero(labels == k)
        own = ground.parts[mine, k]
        apart = np.where(own == UNASSIGNED, piece[mine], own)
        lying = np.unique(np.column_stack([ground.tiling.parts[mine], own, apart]), axis=0)
        most = int(np.bincount(lying[:, 0]).max(initial=0))
        if most > 1:
            found[name] = most
    return found


def _notes(numbered: Numbered, labels: Ints, stretches: Mapping[str, int]) -> list[str]:
    """Sentences on what a reader of the map should know."""
    ground, names = numbered.ground, numbered.networks
    notes = []
    for k, name in enumerate(names):
        mine = np.flatnonzero(labels == k)
        homes = [a for (network, _), areas in numbered.homes.items() if network == k for a in areas]
        if not len(mine):
            notes.append(f"{name} has no area: other networks hold all small areas of its patients")
        elif homes and not set(homes) & set(mine.tolist()):
            notes.append(f"{name} has its practices outside its area, in one that another leads")
        if len(set(ground.tiling.parts[mine].tolist())) > 1:
            notes.append(f"{name} has areas on more than one island")
        if name in stretches:
            notes.append(
                f"{name} has an area of {stretches[name]} parts: the land that it may have lies "
                "apart, as a border, or water that only a link crosses, runs between"
            )
    for code in numbered.given_away:
        notes.append(
            f"{code} has no practice on its island or exclave and went whole to one network"
        )
    for network, _, inside in enclosed(ground.tiling, labels):
        shut = sorted({names[k] for k in labels[inside]})
        notes.append(f"{', '.join(shut)} lies inside {names[network]}: a border leaves no way out")
    return notes
