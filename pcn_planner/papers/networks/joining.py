"""Practices that join a network from none, or leave theirs for none: moves without a side."""

from collections.abc import Mapping

from pcn_planner.proposal.compare import Comparison, MovedPractice
from pcn_planner.proposal.tables import PlanTables

NONE = "(none)"  #: the network of a practice that is in none
CAME, WENT = "it was in no network before", "it is in no network any more"  #: why without a person


def all_moves(
    found: Comparison, before: PlanTables, after: PlanTables
) -> tuple[MovedPractice, ...]:
    """The moves from one network to another, then practices that join, then those that leave."""
    join = [_move(code, after, NONE, after.assignment[code]) for code in joining(found)]
    leave = [
        _move(code, before, before.assignment[code], NONE)
        for code in leaving(found)
        if code in before.assignment
    ]
    return (*found.moves, *_by_size(join), *_by_size(leave))


def joining(found: Comparison) -> tuple[str, ...]:
    """Practices in a network for the first time."""
    return found.only_after


def leaving(found: Comparison) -> tuple[str, ...]:
    """Practices that are in a network no more; the plan after does not have most of them."""
    return (*found.only_before, *found.unknown)


def with_others(sentence: str, found: Comparison) -> str:
    """A sentence on moves that also counts who joins a network and who leaves for none."""
    join, leave = len(joining(found)), len(leaving(found))
    told = [
        f"{count:,} {one if count == 1 else many}"
        for count, one, many in (
            (join, "practice joins a network", "practices join a network"),
            (leave, "practice is in no network any more", "practices are in no network any more"),
        )
        if count
    ]
    return ", and ".join([sentence.removesuffix("."), *told]) + "."


def reason(move: MovedPractice, persons: Mapping[str, str]) -> str:
    """Why a practice joins or leaves, as a person says; blank for a move between networks."""
    if NONE not in (move.network_before, move.network_after):
        return ""
    fallback = CAME if move.network_before == NONE else WENT
    return persons.get(move.practice_code) or fallback


def _move(code: str, tables: PlanTables, before: str, after: str) -> MovedPractice:
    row = tables.practices.loc[code]
    return MovedPractice(code, str(row["name"]), before, after, int(row["patients"]))


def _by_size(moves: list[MovedPractice]) -> list[MovedPractice]:
    return sorted(moves, key=lambda move: (-move.patients, move.practice_code))
