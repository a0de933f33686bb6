"""How good a plan is known to be, in the same words on every page and in every file."""

from optimise.problem.plan import Result, Status, UnitResult

PROVEN = "proven, no plan is better"
NO_BOUND = "not proven: no bound yet"
CENTRES = "centres"
GIVEN = "judged as given, not proposed"


def words(result: Result, *, proposed: bool) -> str:
    """``proven, no plan is better``, or how far the plan is from the best possible at most."""
    if result.plan is None:
        return "no plan"
    if not proposed:
        return GIVEN
    if result.status is Status.OPTIMAL:
        return PROVEN
    if result.gap is None:
        return f"not proven: {exceptions(result)}" if exceptions(result) else NO_BOUND
    by = f" ({bound_by(result)})" if bound_by(result) else ""
    return f"not proven: {from_best(result.gap)}{by}"


def bound_by(result: Result | UnitResult) -> str:
    """``bound by centres`` where an open bound forgets that networks hang together; else nothing.

    A bound by connected sets, which is the usual one, is not named.
    """
    units = result.units if isinstance(result, Result) else (result,)
    weak = any(CENTRES in one.bound_by and one.status is not Status.OPTIMAL for one in units)
    return f"bound by {CENTRES}" if weak else ""


def exceptions(result: Result | UnitResult) -> str:
    """Patients in exceptions and the fewest of any plan, where these are not known to be one.

    They come before any cost, so as long as they are open no cost has a bound.
    """
    here, least = result.exceptions_patients, result.exceptions_bound
    if here is None or least is None or here <= least:
        return ""
    return f"{here:,} patients in exceptions, at least {least:,} in any plan"


def from_best(gap: float) -> str:
    """``at most 1.8 % from the best possible``, as every claim says it; ``gap`` is a share."""
    return f"at most {percent(gap)} from the best possible"


def percent(gap: float) -> str:
    """A gap rounded up, so that no plan is called nearer than it is; ``1.8 %``."""
    return f"{-(-gap * 1000 // 1) / 10 if gap else 0.0:.1f} %"


def unproven(result: Result, *, proposed: bool) -> str:
    """The words where a plan was proposed and is not proven best; else nothing."""
    said = words(result, proposed=proposed)
    return said if said.startswith("not proven") else ""
