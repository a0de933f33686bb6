"""Prices that a solve ended with, for another of nearly the same area to begin from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class EarlierCut(NamedTuple):
    """A set of practices, how many networks meet it at least (0 for none), and its price."""

    practices: tuple[str, ...]
    networks: int
    price: int


class EarlierSet(NamedTuple):
    """A set of practices that may be a network, and the name of today that it keeps, or none."""

    practices: tuple[str, ...]
    name: str | None


@dataclass(frozen=True)
class EarlierPrices:
    """Prices in quanta that one stage of a solve ended with, by practice code and name.

    A solve that begins from them proves its bound anew, whatever they are: they save time, and
    no claim rests on them.

    Parameters
    ----------
    stage
        What was minimised, and among which networks; prices of another stage are of no use.
    practices
        Price of each practice.
    networks, exceptions
        Price of a network, and of a patient in exceptions.
    names
        Price of each kept name of today.
    moves, moved
        Price of each practice and each patient that moves, where these are limited.
    cuts
        Sets of practices with a price.
    divides
        Whether no network was to leave a piece that cannot be divided.
    sets
        Networks near today's that were looked at, where few practices may move.
    """

    stage: str
    practices: Mapping[str, int]
    networks: int = 0
    exceptions: int = 0
    names: Mapping[str, int] = field(default_factory=dict)
    moves: int = 0
    moved: int = 0
    cuts: tuple[EarlierCut, ...] = ()
    divides: bool = False
    sets: tuple[EarlierSet, ...] = ()

    def inside(self, codes: Collection[str]) -> "EarlierPrices":
        """The prices of these practices alone."""
        kept = {code: price for code, price in self.practices.items() if code in codes}
        cuts = tuple(cut for cut in self.cuts if set(cut.practices) <= set(codes))
        sets = tuple(one for one in self.sets if set(one.practices) <= set(codes))
        return replace(self, practices=kept, cuts=cuts, sets=sets)


def prices_over(
    earlier: Iterable[EarlierPrices], stage: str, codes: Sequence[str]
) -> EarlierPrices | None:
    """Prices of a stage over these practices, put together where parts were solved apart.

    ``None`` where some practice has none.
    """
    wanted = set(codes)
    parts = [one.inside(wanted) for one in earlier if one.stage == stage]
    parts = [one for one in parts if one.practices]
    practices = {code: price for one in parts for code, price in one.practices.items()}
    if len(practices) < len(wanted):
        return None
    return replace(
        parts[0],
        practices=practices,
        networks=min(one.networks for one in parts),
        exceptions=max(one.exceptions for one in parts),
        names={name: price for one in parts for name, price in one.names.items()},
        moves=max(one.moves for one in parts),
        moved=max(one.moved for one in parts),
        cuts=tuple(dict.fromkeys(cut for one in parts for cut in one.cuts)),
        divides=all(one.divides for one in parts),
        sets=tuple(one for part in parts for one in part.sets),
    )
