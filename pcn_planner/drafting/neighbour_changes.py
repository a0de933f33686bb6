"""What a draft says about who is whose neighbour: links made by hand, barriers drawn on the map."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from boundaries.errors import DataError
from pcn_planner.drafting.state import ACTIONS, Barrier, DraftState, Link
from pcn_planner.study.study import Line


def link(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    """Join or part two practices. Raises ``DataError`` without two practices, or a reason."""
    pair, action, reason = tuple(details["practices"]), details["action"], details["reason"].strip()
    if len(pair) != 2 or action not in ACTIONS:
        raise DataError("A link joins or parts two practices", remedy="Choose two")
    if not reason:
        raise DataError("The link has no reason", remedy="Say why; it is printed with the plan")
    return replace(state, links=(*_other_links(state, pair), Link(pair, action, reason)))


def unlink(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    """Say nothing any more about two practices."""
    return replace(state, links=_other_links(state, tuple(details["practices"])))


def draw_barrier(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    """Part what lies on both sides of a line. Raises ``DataError`` without a line, or a reason."""
    line, reason = _line(details["line"]), details["reason"].strip()
    if len(set(line)) < 2:
        raise DataError("A barrier is a line", remedy="Draw it from one place to another")
    if not reason:
        raise DataError(
            "The barrier has no reason", remedy="Say what nobody crosses there, a river for one"
        )
    return replace(state, barriers=(*_other_barriers(state, line), Barrier(line, reason)))


def erase_barrier(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    """Take a barrier away that was drawn."""
    return replace(state, barriers=_other_barriers(state, _line(details["line"])))


def _line(points: Iterable[Iterable[float]]) -> Line:
    return tuple((int(x), int(y)) for x, y in points)


def _other_links(state: DraftState, pair: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(one for one in state.links if one.practices != pair)


def _other_barriers(state: DraftState, line: Line) -> tuple[Barrier, ...]:
    return tuple(one for one in state.barriers if one.line != line)
