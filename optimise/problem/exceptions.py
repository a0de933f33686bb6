"""Networks outside the band, declared with their cause and a sentence for people."""

from collections.abc import Mapping, Sequence

from optimise.problem import sizes
from optimise.problem.plan import Cause, ExceptionRow
from optimise.problem.problem import Problem
from optimise.problem.rules import SIZE, Approval, Rules, limits_said


def declare(
    problem: Problem, networks: Mapping[str, Sequence[str]], proven: bool
) -> tuple[ExceptionRow, ...]:
    """One row for each network below the floor or above the ceiling.

    ``proven`` says that no plan has fewer patients in exceptions; where the rules limit change,
    the sentences say that it is so of plans within the limit.
    """
    limits = limits_said(problem.rules)
    sure = ", ".join(filter(None, ("proven" if proven else "the best found so far", limits)))
    size_of = dict(zip(problem.codes, problem.size.tolist(), strict=True))
    noun = sizes.counted_in(problem.rules.size) if problem.rules.size else "patients"
    rows = []
    for network, practices in networks.items():
        size = sum(size_of[code] for code in practices)
        astray = min(0, size - problem.rules.floor) or max(0, size - problem.rules.ceiling)
        if astray:
            cause = _cause(problem.rules, practices, size, max(size_of[c] for c in practices))
            said = f"{size:,} {noun}"
            reason = _sentence(cause, practices, said, astray, sure)
            given = _approval(problem.rules, practices, astray)
            if given is not None:
                cause = Cause.APPROVED
                reason = _sentence(cause, practices, said, astray, sure) + _said(given)
            rows.append(ExceptionRow(network, tuple(practices), size, astray, cause, reason))
    return tuple(rows)


def _approval(rules: Rules, practices: Sequence[str], astray: int) -> Approval | None:
    """The approval by which a network is outside the band, where there is one."""
    own = set(practices)
    for one in rules.approved:
        today = set(one.practices)
        excused = SIZE in one.kinds and SIZE not in one.counted
        if excused and (own <= today if astray > 0 else own >= today):
            return one
    return None


def _said(one: Approval) -> str:
    day = f" on {one.approved_on}" if one.approved_on else ""
    return f" ({one.network_id}{day}{f': {one.reason}' if one.reason else ''})"


def _cause(rules: Rules, practices: Sequence[str], size: int, largest: int) -> Cause:
    if set(practices) in [set(group) for group in rules.fixed]:
        return Cause.FIXED
    if len(practices) == 1 and practices[0] in rules.alone:
        return Cause.SET_APART
    if size < rules.floor:
        waived = set(practices) <= set(rules.floor_waived)
        return Cause.FLOOR_WAIVED if waived else Cause.BELOW_FLOOR
    if rules.ceiling_soft and size <= rules.ceiling + rules.oversize_slack:
        return Cause.SOFT_CEILING
    if largest > rules.ceiling:
        return Cause.SINGLE_PRACTICE if len(practices) == 1 else Cause.WITH_LARGE_PRACTICE
    return Cause.ABOVE_CEILING


def _sentence(cause: Cause, practices: Sequence[str], size: str, astray: int, sure: str) -> str:
    who = practices[0] if len(practices) == 1 else f"these {len(practices)} practices"
    verb = "has" if len(practices) == 1 else "have"
    side = f"{astray:,} above the ceiling" if astray > 0 else f"{-astray:,} below the floor"
    claimed = cause in {Cause.ABOVE_CEILING, Cause.BELOW_FLOOR, Cause.WITH_LARGE_PRACTICE}
    return f"{who} {verb} {size}, {side}: {cause.value}{f' ({sure})' if claimed else ''}"
