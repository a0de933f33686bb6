"""Two plans side by side: who moves, how many patients, how alike, whose size changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.unallocated import is_unallocated
from boundaries.words import unbroken
from optimise.problem.continuing import matched, worth
from pcn_planner.proposal.change_asked import NOTHING, ChangeAsked
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import counted


@dataclass(frozen=True)
class MovedPractice:
    """A practice whose network is another one, after the best relabelling."""

    practice_code: str
    name: str
    network_before: str
    network_after: str
    patients: int


@dataclass(frozen=True)
class Pair:
    """A network before and the one that continues it; ``None`` for one dissolved or new.

    ``patients_shared`` are registered with practices that both have.
    """

    network_before: str | None
    network_after: str | None
    patients_before: int
    patients_after: int
    patients_shared: int

    @property
    def patients_change(self) -> int:
        """By how many patients the network grows."""
        return self.patients_after - self.patients_before


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between two plans.

    ``patients_parted`` are registered with practices outside the largest part that their network
    of before is in after, whatever the network is called.
    ``pairs`` holds every network of both plans, continued ones first; ``moves`` is sorted by
    patients, most first. Moves and ``adjusted_rand`` are about the practices that both plans
    place; ``only_before``, ``only_after`` and ``nowhere`` are the others of the practice
    table, ``unknown`` the codes of either plan that the table does not have. ``notes`` say how
    the plans were read, such as which practices count under a successor's code.
    """

    pairs: tuple[Pair, ...]
    moves: tuple[MovedPractice, ...]
    practices_compared: int
    patients_compared: int
    practices_parted: int
    patients_parted: int
    adjusted_rand: float
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    nowhere: tuple[str, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def practices_moved(self) -> int:
        """Practices in another network than before."""
        return len(self.moves)

    @property
    def patients_moved(self) -> int:
        """Registered patients of practices that move: the fewest that any relabelling leaves."""
        return sum(move.patients for move in self.moves)

    @property
    def sentences(self) -> tuple[str, str, str]:
        """How much differs, for people."""
        share = self.patients_moved / max(self.patients_compared, 1)
        alone = self.practices_parted == 1
        return (
            f"{self.practices_moved} of {self.practices_compared} practices with "
            f"{self.patients_moved:,} of {self.patients_compared:,} patients ({share:.1%}) "
            f"{'is' if self.practices_moved == 1 else 'are'} in another network, after the best "
            "relabelling.",
            f"{counted(self.practices_parted, 'practice')} with {self.patients_parted:,} patients "
            + (
                "is parted from the largest part of the network it was in."
                if alone
                else "are parted from the largest part of the network they were in."
            ),
            f"Adjusted Rand index {self.adjusted_rand:.3f} (1 the same, 0 as alike as chance).",
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """Which practices are not compared, and why, for people."""
        named = {
            "in the plan before only": self.only_before,
            "in the plan after only": self.only_after,
            "in neither plan": self.nowhere,
            "in no practice table": self.unknown,
        }
        return tuple(
            f"Not compared, {where}: {', '.join(codes)}." for where, codes in named.items() if codes
        )

    def __repr__(self) -> str:
        lines = [" ".join(self.sentences), *self.left_out, *self.notes]
        return "\n".join(map(unbroken, lines))

    def to_table(self) -> pd.DataFrame:
        """One row for each move: ``practice_code, name, network_before, ..., patients``."""
        columns = list(MovedPractice.__dataclass_fields__)
        return pd.DataFrame([asdict(move) for move in self.moves], columns=columns)

    def sizes_table(self) -> pd.DataFrame:
        """One row for each network of either plan, with its size before and after."""
        columns = [*Pair.__dataclass_fields__, "patients_change"]
        rows = [{**asdict(pair), "patients_change": pair.patients_change} for pair in self.pairs]
        return pd.DataFrame(rows, columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a report."""
        totals = {
            "practices_moved": self.practices_moved,
            "patients_moved": self.patients_moved,
        }
        return {**totals, **asdict(self)}


def compare(
    before: Mapping[str, str],
    after: Mapping[str, str],
    practices: pd.DataFrame,
    asked: ChangeAsked = NOTHING,
) -> Comparison:
    """Compare two plans, also with different numbers of networks and different labels.

    Networks are matched one to one so that as many patients as possible stay where they are
    (Kuhn 1955; ``optimise.problem.continuing``); ties go to more practices, then to
    equal labels.

    Parameters
    ----------
    before, after
        Practice code -> network id. Blank labels and the publications' ``U`` count as none.
    practices
        Index ``practice_code``; columns ``patients``, and ``name`` where known.
    asked
        What the rules of the plan after ask of change. Where ``before`` are the networks of today
        that they are about, networks are matched as the rules match them: those who must stay
        do, and no more move than may, where they can be matched so.

    Raises
    ------
    DataError
        No practice of the table is in a network of both plans.
    """
    patients = {str(code): int(w) for code, w in practices["patients"].items()}
    old, new = _placed(before, patients), _placed(after, patients)
    both = sorted(set(old) & set(new))
    if not both:
        raise _nothing_in_common(before, after, patients)
    meant = asked if _placed(asked.today, patients) == old else NOTHING
    continued = _match({c: (old[c], new[c]) for c in both}, patients, meant)
    names = practices["name"] if "name" in practices else pd.Series("", index=practices.index)
    moves = (
        MovedPractice(c, str(names[c]), old[c], new[c], patients[c])
        for c in both
        if continued.get(old[c]) != new[c]
    )
    parted = _parted({c: old[c] for c in both}, new, patients)
    return Comparison(
        pairs=tuple(_pairs(old, new, continued, patients)),
        moves=tuple(sorted(moves, key=lambda move: (-move.patients, move.practice_code))),
        practices_compared=len(both),
        patients_compared=sum(patients[c] for c in both),
        practices_parted=len(parted),
        patients_parted=sum(patients[c] for c in parted),
        adjusted_rand=adjusted_rand([old[c] for c in both], [new[c] for c in both]),
        only_before=tuple(sorted(set(old) - set(new))),
        only_after=tuple(sorted(set(new) - set(old))),
        nowhere=tuple(sorted(set(patients) - set(old) - set(new))),
        unknown=tuple(sorted((_codes(before) | _codes(after)) - set(patients))),
    )


def of_tables(before: PlanTables, after: PlanTables) -> Comparison:
    """Compare two plans with all that is known of them, counted by the later one's lists."""
    return compare(before.assignment, after.assignment, after.practices, after.change_asked)


def _nothing_in_common(
    before: Mapping[str, str], after: Mapping[str, str], patients: Mapping[str, int]
) -> DataError:
    named = {"before": _codes(before), "after": _codes(after), "practice table": set(patients)}
    return DataError(
        "the two plans have no practice of the table in common",
        rows=[
            f"{where}: {', '.join(sorted(codes)[:3]) or 'no practice in a network'}"
            for where, codes in named.items()
        ],
        remedy="Give two plans of the practices in the table, with the same codes",
    )


def adjusted_rand(before: list[str], after: list[str]) -> float:
    """How alike two partitions of the same practices are: 1 the same, 0 as alike as chance.

    The index of Hubert and Arabie (1985, Journal of Classification 2, 193-218), each practice
    counting once, from the contingency table in exact arithmetic. Two partitions that leave
    chance no room (all in one, or all alone, in both) are the same: 1.
    """
    shared = _pairs_within(zip(before, after, strict=True))
    rows, columns = _pairs_within(before), _pairs_within(after)
    every = comb(len(before), 2)
    if every == 0:
        return 1.0
    by_chance = Fraction(rows * columns, every)
    most = Fraction(rows + columns, 2)
    return 1.0 if most == by_chance else float((shared - by_chance) / (most - by_chance))


def _pairs_within(labels: Any) -> int:
    """Pairs of practices with the same label."""
    return sum(comb(count, 2) for count in Counter(labels).values())


def _codes(assignment: Mapping[str, str]) -> set[str]:
    return {str(code) for code, label in assignment.items() if not is_unallocated(label)}


def _placed(assignment: Mapping[str, str], patients: Mapping[str, int]) -> dict[str, str]:
    known = {str(code): str(label) for code, label in assignment.items()}
    return {c: known[c] for c in sorted(_codes(assignment) & set(patients))}


def _match(
    both: Mapping[str, tuple[str, str]], patients: Mapping[str, int], asked: ChangeAsked
) -> dict[str, str]:
    """Network before -> network after, for those that share a practice."""
    sides = np.array(list(both.values()), str).T
    (rows, row), (columns, column) = (np.unique(one, return_inverse=True) for one in sides)
    total, shared, held = (np.zeros((len(rows), len(columns)), np.int64) for _ in range(3))
    stay = np.isin(list(both), list(asked.stay))
    each = worth(np.array([patients[c] for c in both]), stay)
    np.add.at(total, (row, column), each * (min(len(rows), len(columns)) + 1))
    np.add.at(shared, (row, column), 1)
    np.add.at(held, (row, column), stay)
    equal = rows[:, None] == columns[None, :]
    least = 0 if asked.moves_max is None else len(both) - asked.moves_max
    pairs = matched(total + equal, shared, least, held)
    return {str(rows[i]): str(columns[j]) for i, j in pairs.items() if shared[i, j]}


def _parted(
    old: Mapping[str, str], new: Mapping[str, str], patients: Mapping[str, int]
) -> list[str]:
    """Practices outside the largest part of their network; of equal parts the first id's stays."""
    parts: dict[str, Counter[str]] = {}
    for code, label in old.items():
        parts.setdefault(label, Counter())[new[code]] += patients[code]
    largest = {label: min(part, key=lambda n: (-part[n], n)) for label, part in parts.items()}
    return [code for code, label in old.items() if new[code] != largest[label]]


def _pairs(
    old: Mapping[str, str],
    new: Mapping[str, str],
    continued: Mapping[str, str],
    patients: Mapping[str, int],
) -> list[Pair]:
    before, after, shared = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for code, label in old.items():
        before[label] += patients[code]
        shared[label, new.get(code, "")] += patients[code]
    for code, label in new.items():
        after[label] += patients[code]
    both = [Pair(a, b, before[a], after[b], shared[a, b]) for a, b in sorted(continued.items())]
    dissolved = [Pair(a, None, before[a], 0, 0) for a in sorted(set(before) - set(continued))]
    started = sorted(set(after) - set(continued.values()))
    return [*both, *dissolved, *(Pair(None, b, 0, after[b], 0) for b in started)]
