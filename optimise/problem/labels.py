"""What each practice carries: a label, or patients of several community teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NONE = -1  #: label of a practice that has none


@dataclass(frozen=True)
class Labels:
    """One label a practice out of a list of names; ``NONE`` for practices without one."""

    of: Ints
    names: tuple[str, ...]

    @classmethod
    def from_series(cls, series: pd.Series, codes: Sequence[str]) -> "Labels":
        """Number the labels of a table column in sorted order; blank and missing become NONE."""
        texts = series.reindex(list(codes)).astype("object")
        clean = ["" if pd.isna(text) else str(text).strip() for text in texts]
        names = tuple(sorted({text for text in clean if text}))
        place = {name: k for k, name in enumerate(names)}
        return cls(np.array([place.get(text, NONE) for text in clean], np.int64), names)

    def borne(self) -> "Labels":
        """These labels with only the names that some practice bears, numbered anew."""
        numbers = np.unique(self.of[self.of != NONE])
        place = np.append(np.full(len(self.names), NONE), NONE)  # NONE finds the last
        place[numbers] = np.arange(numbers.size)
        return Labels(place[self.of], tuple(self.names[k] for k in numbers))

    def take(self, rows: Ints) -> "Labels":
        """The labels of some practices, numbering unchanged."""
        return Labels(self.of[rows], self.names)


@dataclass(frozen=True)
class Places:
    """The place that each practice lies in, and the patients of the whole place (n).

    ``people`` counts all practices of the whole area, also where only some are looked at.
    """

    labels: Labels
    people: Ints

    @classmethod
    def from_series(cls, series: pd.Series, codes: Sequence[str], patients: Ints) -> "Places":
        """Number the places, given the name of each practice's place."""
        labels = Labels.from_series(series, codes)
        sums = np.zeros(len(labels.names) + 1, np.int64)  # NONE finds the last
        np.add.at(sums, labels.of, patients)
        return cls(labels, sums[labels.of])

    def take(self, rows: Ints) -> "Places":
        """The places of some practices."""
        return Places(self.labels.take(rows), self.people[rows])


@dataclass(frozen=True)
class TeamPatients:
    """Patients of each practice by community team (n, t); those of no team are in no column."""

    of: Ints
    names: tuple[str, ...]

    @classmethod
    def from_table(
        cls, table: "pd.Series | pd.DataFrame", codes: Sequence[str], patients: Ints
    ) -> "TeamPatients":
        """Read counts (practices x teams, by home), or one team per practice (by list)."""
        if isinstance(table, pd.DataFrame):
            counts = table.reindex(list(codes)).fillna(0)
            return cls(counts.to_numpy(np.int64), tuple(map(str, counts.columns)))
        labels = Labels.from_series(table, codes)
        here = labels.of[:, None] == np.arange(len(labels.names))
        return cls(np.where(here, patients[:, None], 0).astype(np.int64), labels.names)

    def take(self, rows: Ints) -> "TeamPatients":
        """The counts of some practices, teams without any of their patients left out."""
        met = np.flatnonzero(self.of[rows].any(axis=0))
        return TeamPatients(self.of[np.ix_(rows, met)], tuple(self.names[k] for k in met))


#: One team a practice (by list), or patients by practice and team (by home).
TeamTable = pd.Series | pd.DataFrame


def layers_of(
    given: "TeamTable | Mapping[str, TeamTable] | None", codes: Sequence[str], patients: Ints
) -> dict[str, TeamPatients]:
    """Layer -> patients by team; a table that is no mapping is the one layer without a name."""
    if given is None:
        return {}
    tables = {"": given} if isinstance(given, pd.Series | pd.DataFrame) else dict(given)
    return {name: TeamPatients.from_table(one, codes, patients) for name, one in tables.items()}
