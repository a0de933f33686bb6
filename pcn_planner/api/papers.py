"""Papers from a notebook: the same material as ``pcn pack`` gathers."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import heard
from boundaries.files.tables.in_memory import Source
from pcn_planner.described.described import Described
from pcn_planner.money import populations as population_tables
from pcn_planner.papers import facts, opening
from pcn_planner.papers.beside import Further
from pcn_planner.papers.material import Material
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study.study import Study

#: fields of ``Further`` that may be given as the name of a file
FILES = {"staff", "registrations", "areas", "need_counts", "places", "projections", "considered"}


@dataclass(frozen=True)
class Given:
    """What ``DescribedPlan.papers`` was given, under its names."""

    before: Described | str | Path | None
    facts: Source | str | None
    year: str
    populations: Source | str | None
    rates: Source | str | None
    further: Mapping[str, Any]


def of_plan(plan: Described, given: Given) -> Material:
    """See ``DescribedPlan.papers``."""
    tables, study = plan.shown, opening.study_of(plan)
    people, rate_table = _source(given.populations), _source(given.rates)
    with heard.hearing() as noted:
        made = opening.of_plan(
            plan,
            before=before_of(plan, given.before, study),
            facts=facts.read(_source(given.facts), tables.networks.index),
            year=given.year,
            people=population_tables.read(people),
            rate_table=rate_table,
            further=_further(given.further),
            study=study,
        )
    return replace(made, noted=tuple(noted))


def before_of(
    plan: Described, given: Described | str | Path | None, study: Study | None
) -> PlanTables | None:
    """The plan that is changed; without one given today's networks where the plan knows them."""
    if isinstance(given, Described):
        return opening.before(given.shown, plan.shown, plan.rules, study)
    text = opening.inputs_of(plan)[1] if given is None else str(given)
    return opening.before(text, plan.shown, plan.rules, study)


def _further(asked: Mapping[str, Any]) -> Further:
    known = {one.name for one in fields(Further)}
    if strange := sorted(set(asked) - known):
        raise DataError(
            "papers take no such thing", rows=strange, remedy=f"Use {', '.join(sorted(known))}"
        )
    plain: dict[str, Any] = {
        name: _source(one) if name in FILES else one for name, one in asked.items()
    }
    return Further(**plain)


def _source(given: Any) -> Source | None:
    if given is None or isinstance(given, pd.DataFrame):
        return given
    return Path(given).expanduser()
