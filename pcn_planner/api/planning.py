"""Proposing networks, and checking those that exist."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import heard
from boundaries.files.tables.in_memory import as_text, with_columns
from boundaries.nhs import successors
from boundaries.practices.table import Practices
from optimise.alternatives import Wish
from optimise.problem.earlier import EarlierPrices
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from optimise.progress import Limits, Tell
from pcn_planner import pipeline
from pcn_planner.api import described_plan
from pcn_planner.api.described_plan import DescribedPlan
from pcn_planner.files import assignments
from pcn_planner.proposal import alternatives as near_best
from pcn_planner.proposal import presets
from pcn_planner.proposal.alternatives import Alternatives
from pcn_planner.proposal.levels import tiers as above
from pcn_planner.study import tier_rules
from pcn_planner.study.reading import neighbourhoods
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import Tier

#: Rules, or a TOML file of them.
AskedRules: TypeAlias = Rules | str | Path | None
#: A TOML file of levels, or its tables.
AskedLevels: TypeAlias = str | Path | Sequence[Mapping[str, Any]] | None
#: A plan; code -> network; a table with both columns; a column's name, a file or a folder.
AnyPlan: TypeAlias = DescribedPlan | Mapping[str, str] | pd.Series | pd.DataFrame | str | Path

_LISTS = ("within", "alone", "floor_waived")


def propose(
    study: Study,
    rules: AskedRules = None,
    *,
    gap: float = 0.0,
    time_limit: float | None = None,
    seed: int = 1,
    jobs: int = 1,
    progress: Tell | None = None,
    tiers: AskedLevels = None,
    earlier: DescribedPlan | None = None,
    **asked: Any,
) -> DescribedPlan:
    """Propose networks: the best plan there is, proven, verified, measured and drawn.

    Parameters
    ----------
    study
        What ``read`` returns.
    rules
        The rules, or a TOML file of them. Without borders of their own they hold within those
        that the study was read with.
    gap
        Stop this near the best possible, a share of the objective; 0 asks for a proof.
    time_limit
        Keep the best plan after so many seconds.
    seed
        The same input, rules and seed give the same plan.
    jobs
        Processes that solve border units side by side.
    progress
        Called with a ``Progress`` whenever a better plan or bound is found.
    tiers
        Levels above the networks, each built upon the one below: a TOML file, or its tables:
        ``[{"name": "place", "band": [250_000, 500_000], "together": True}]``. Where they cannot
        be made, ``notes`` of the plan say why.
    earlier
        A plan proposed before under nearly the same rules. The prices that its proof ended with
        are what this one begins with, which saves time and decides nothing.
    **asked
        Members of ``Rules`` that replace those of ``rules``: ``floor``, ``ceiling``,
        ``weights``, ``networks``, ``alone`` and so on; ``networks`` may be one number, ``weights``
        the name of a preset (``"whole-teams"``).

    Returns
    -------
        The plan. Where there is none, its ``status`` and ``reasons`` say why.

    Raises
    ------
    DataError
        A rule is unknown, means nothing, or asks for data that the study does not have.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code", where={"ccg_code": "Z3C"})
    >>> plan = pcn.propose(study, weights={"travel": 1.0})
    >>> plan.status, plan.verified, plan.gap
    (<Status.OPTIMAL: 'optimal'>, True, 0.0)
    """
    levels = tier_rules.spelt(_levels(tiers), study.practices)
    limits = limits_of(gap, time_limit, jobs)
    stated = rules_of(study, rules, asked)
    made = pipeline.propose(
        study,
        tier_rules.with_columns(stated, levels),
        limits=limits,
        seed=seed,
        jobs=jobs,
        progress=progress,
        earlier=_prices_of(earlier),
    )
    return described_plan.of(above.tried(made, levels, limits=limits, seed=seed))


def _levels(asked: AskedLevels) -> tuple[Tier, ...]:
    """Levels from a file or from tables, innermost first."""
    if asked is None:
        return ()
    if isinstance(asked, str | Path):
        return tier_rules.read(Path(asked).expanduser())
    return tier_rules.stated(asked)


def _prices_of(earlier: DescribedPlan | None) -> tuple[EarlierPrices, ...]:
    made = None if earlier is None else earlier.made
    return () if made is None else made.result.prices


def alternatives(
    study: Study,
    plan: DescribedPlan,
    number: int = 3,
    *,
    near: float = 0.02,
    different: int = 20_000,
    seed: int = 1,
) -> Alternatives:
    """Find plans nearly as good as a proposed one that differ from it and from each other.

    Parameters
    ----------
    study
        What ``read`` returns.
    plan
        What ``propose`` made of it, with a proven bound.
    number
        How many alternatives to seek.
    near
        The largest gap to the best possible, a share.
    different
        Registered patients by which any two differ, after the best relabelling.
    seed
        The same input and seed give the same alternatives.

    Returns
    -------
        ``plans`` (the best first), ``table()``, ``practices`` with those that swing,
        ``sentences``.

    Raises
    ------
    DataError
        The numbers mean nothing, or the plan was opened from a folder.
    """
    if plan.made is None:
        raise DataError(
            "alternatives need the plan as it was proposed", remedy="Give what propose() returned"
        )
    return near_best.of(replace(plan.made, study=study), Wish(number, near, different), seed=seed)


def check(
    study: Study,
    assignment: AnyPlan,
    rules: AskedRules = None,
    *,
    names: Mapping[str, str] | None = None,
    **asked: Any,
) -> DescribedPlan:
    """Verify, measure and draw networks that exist, without optimising.

    Parameters
    ----------
    study
        What ``read`` returns.
    assignment
        Practice code -> network id as a mapping, ``Series`` or table (``practice_code``,
        ``network_id``); the name of a column of the practice table; an ``assignment.csv``; a
        plan's folder; or a plan. Blank and ``U`` count as no network. Of small areas also a map
        of neighbourhoods, whose overlaps and gaps are mended, and told.
    rules, **asked
        See ``propose``.
    names
        Network id -> name, where the assignment has none.

    Returns
    -------
        The plan; ``findings`` has what breaks a rule, and ``verified`` says if nothing does.

    Raises
    ------
    DataError
        The assignment cannot be read, or places no practice of the study.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code")
    >>> today = pcn.check(study, "pcn_code")
    >>> today.verified, sorted(set(today.findings["check"]))
    (False, ['band', 'borders', 'contiguity', 'coverage'])
    """
    with heard.hearing() as noted:
        placed, called, mended = _given(assignment, study)
    declared = assignment.exceptions if isinstance(assignment, DescribedPlan) else ()
    made = pipeline.judge(
        study,
        rules_of(study, rules, asked),
        placed,
        names=called | dict(names or {}),
        declared=declared,
    )
    told = (*mended, *made.notes)
    return described_plan.of(replace(made, notes=(*heard.untold(noted, told), *told)))


def _given(plan: AnyPlan, study: Study) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Read as ``assignment_of`` does; for small areas also a map, and what was mended in it."""
    drawn = study.inputs.of_areas and isinstance(plan, str | Path)
    path, areas = Path(str(plan)).expanduser(), study.small_areas
    if drawn and areas is not None and neighbourhoods.is_map(path):
        return neighbourhoods.assigned(path, areas)
    found, names = assignment_of(plan, study.practices)
    followed, told = successors.assigned(found, study.inputs.succession)
    return followed, names, told


def rules_of(study: Study, rules: AskedRules, asked: Mapping[str, Any]) -> Rules:
    """The given rules with the members of ``asked`` put in, checked, within the study's borders.

    A member that is ``None`` is as if nobody had stated it.
    """
    given = rules_toml.read(Path(rules).expanduser()) if isinstance(rules, str | Path) else rules
    plain = rules_toml.to_dict(given or Rules())
    if isinstance(asked.get("weights"), str):
        asked = {**asked, "weights": presets.weights(asked["weights"])}
    stated = plain | {name: _plain(name, one) for name, one in asked.items()}
    kept = {name: one for name, one in stated.items() if asked.get(name, one) is not None}
    made = rules_toml.from_dict(kept)
    if not made.within and "within" not in asked:
        made = replace(made, within=study.within)
    rules_toml.check(made)
    return made


def assignment_of(plan: AnyPlan, practices: Practices) -> assignments.Assignment:
    """Practice code -> network id, and network id -> name, from any form of a plan.

    Raises
    ------
    DataError
        The file or column is not there, or a table lacks a column.
    """
    if isinstance(plan, DescribedPlan):
        return plan.assignment, plan.names
    if isinstance(plan, str | Path):
        return assignments.of_either(str(plan), practices)
    if isinstance(plan, pd.DataFrame):
        return assignments.of_table(with_columns(plan))
    return {as_text(code): as_text(key) for code, key in plan.items()}, {}


def limits_of(gap: float, time_limit: float | None, jobs: int) -> Limits:
    """When a solve stops; ``DataError`` where a number means nothing."""
    if not 0 <= gap < 1:
        raise DataError(f"gap cannot be {gap:g}", remedy="Give a share such as 0.005")
    for value, name in ((time_limit, "time_limit"), (jobs, "jobs")):
        if value is not None and not 0 < value < float("inf"):
            raise DataError(f"{name} cannot be {value:g}", remedy="Give a number above 0")
    return Limits(gap, time_limit)


def _plain(name: str, value: Any) -> Any:
    """A member of ``Rules`` in the form that TOML has it."""
    if name == "networks":
        ends = (value, value) if isinstance(value, int) else value or (None, None)
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            return value  # refused with the rest of the rules
        pairs = zip(("least", "most"), ends, strict=True)
        return {end: number for end, number in pairs if number is not None}
    if name in _LISTS and isinstance(value, str):
        return [value]
    return [_plain("", one) for one in value] if isinstance(value, tuple | list) else value
