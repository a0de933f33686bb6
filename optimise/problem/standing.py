"""An approved network of today, in rows of a problem."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from optimise.problem.rules import Approval

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """A network of today that may stay outside the rules named in ``kinds``.

    Parameters
    ----------
    rows
        The network's practices here, sorted.
    piece
        Which piece of the network each of them is in today.
    size
        Patients of the whole network today.
    kinds, counted
        As in ``Approval``.
    whole
        Whether all of its practices are here.
    """

    rows: tuple[int, ...]
    piece: tuple[int, ...]
    size: int
    kinds: frozenset[str]
    counted: frozenset[str]
    whole: bool = True

    def inside(self, place: Ints) -> "Standing | None":
        """A network in a part of the problem; ``place`` has each row's new number, -1 for none."""
        kept = [(int(place[i]), p) for i, p in zip(self.rows, self.piece, strict=True)]
        kept = [(i, p) for i, p in kept if i >= 0]
        if not kept:
            return None
        rows, piece = zip(*kept, strict=True)
        whole = self.whole and len(rows) == len(self.rows)
        return replace(self, rows=rows, piece=piece, whole=whole)


def stand(one: Approval, codes: Sequence[str], graph: "nx.Graph[str]", patients: Ints) -> Standing:
    """An approval in rows of ``codes``, its pieces by the whole graph of neighbours."""
    row = {code: k for k, code in enumerate(codes)}
    here = sorted(code for code in set(one.practices) if code in row)
    own = nx.Graph(graph.subgraph(here))
    own.add_nodes_from(here)
    parts = sorted(sorted(part) for part in nx.connected_components(own))
    piece = {code: k for k, part in enumerate(parts) for code in part}
    rows = tuple(row[code] for code in here)
    return Standing(
        rows=rows,
        piece=tuple(piece[code] for code in here),
        size=int(patients[np.array(rows, np.int64)].sum()),
        kinds=frozenset(one.kinds),
        counted=frozenset(one.counted),
        whole=len(here) == len(set(one.practices)),
    )
