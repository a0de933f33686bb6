"""The one environment of our own templates: pages, printed sheets and styles of layers."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from boundaries.words import agreed
from pcn_planner.maps import texts as map_texts
from pcn_planner.safe_text import is_missing

ASSETS = Path(__file__).parents[1] / "assets"


def rendered(name: str, **facts: Any) -> str:
    """A template of ``pcn_planner/assets`` with its facts, every one of them escaped."""
    return _environment().get_template(name).render(facts)


@cache
def asset(name: str) -> str:
    """The text of a file in ``pcn_planner/assets``."""
    return (ASSETS / name).read_text(encoding="utf-8").strip()


def cell(value: Any) -> str:
    """A table cell for people: thousands separators, two decimals, lists joined."""
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.number):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


@cache
def _environment() -> jinja2.Environment:
    out = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    out.filters |= {"count": map_texts.count, "cell": cell, "agreed": agreed}
    return out
