"""Streamlit with labels and sentences in the words of what is planned.

Pages are written for practices, patients and networks. Where small areas are planned, what they
say is put about areas, residents and neighbourhoods here, once, on its way to the screen; what
people type, choose and load stays as it is.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit
from streamlit.delta_generator import DeltaGenerator

from pcn_planner.drafting import session as sessions
from pcn_planner.study.inputs import AREAS, PRACTICES
from pcn_planner.study.planned_words import said

if TYPE_CHECKING:
    import streamlit as st

__all__ = ["Worded", "st"]

#: what of a call is text of ours
TEXTS = ("label", "body", "help", "placeholder", "text", "title", "tabs", "captions", "delta")
OWN_CELLS = ("kind", "reason")  #: columns of tables whose cells are sentences of ours
TABLES = ("dataframe", "data_editor", "table")
SPEAKING = frozenset({
    "badge", "button", "caption", "checkbox", "code", "date_input", "dialog", "download_button",
    "error", "expander", "file_uploader", "form_submit_button", "header", "html", "info",
    "link_button", "markdown", "metric", "multiselect", "number_input", "page_link", "pills",
    "popover", "progress", "radio", "segmented_control", "select_slider", "selectbox", "spinner",
    "subheader", "success", "tabs", "text", "text_area", "text_input", "title", "toast", "toggle",
    "warning", "write", *TABLES,
})  # fmt: skip
PLACES = frozenset({"columns", "container", "empty", "form"})
_MARKUP = re.compile(r"(<style.*?</style>|<script.*?</script>|<[^>]*>)", re.DOTALL)


class Worded:
    """Streamlit, or a place on a page, whose text is put in the words of what is planned."""

    def __init__(self, place: Any) -> None:
        self._place = place

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._place, name)
        if name not in SPEAKING | PLACES or _planned() != AREAS:
            return found
        return _worded(found, name)

    def __enter__(self) -> Any:
        return Worded(self._place.__enter__())

    def __exit__(self, *error: Any) -> Any:
        return self._place.__exit__(*error)


def text(one: Any) -> Any:
    """A string, or those of a list, about areas; markup and anything else stays as it is."""
    if isinstance(one, list | tuple):
        return type(one)(map(text, one))
    if not isinstance(one, str):
        return one
    return "".join(p if _MARKUP.fullmatch(p) else said(p, AREAS) for p in _MARKUP.split(one))


def _planned() -> str:
    work = streamlit.session_state.get(sessions.KEY)
    study = None if work is None else work.study
    return PRACTICES if study is None else str(study.inputs.planned)


def _worded(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **more: Any) -> Any:
        bound = _signature(function).bind(*args, **more)
        given = bound.arguments
        for one in TEXTS:
            if one in given:
                given[one] = text(given[one])
        if name == "metric":
            given["value"] = text(given["value"])
        if "format_func" in _signature(function).parameters:
            shown = given.get("format_func") or str
            given["format_func"] = lambda option: text(shown(option))
        if name in TABLES:
            _heads(given, configured=name != "table")
        return _places(function(*bound.args, **bound.kwargs))

    return call


@lru_cache(maxsize=256)
def _of(function: Any) -> inspect.Signature:
    return inspect.signature(function)


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    plain = getattr(function, "__func__", function)
    signature = _of(plain)
    own = list(signature.parameters.values())
    return signature.replace(parameters=own[1:]) if own and own[0].name == "self" else signature


def _heads(given: dict[str, Any], *, configured: bool) -> None:
    """Columns of a table under their names for areas, and cells that are our own words."""
    table = given.get("data")
    if not isinstance(table, pd.DataFrame):
        return
    if not configured:
        given["data"] = table.rename(columns=text)
        return
    cells = {name: table[name].map(text) for name in OWN_CELLS if name in table}
    given["data"] = table.assign(**cells) if cells else table
    asked: Mapping[Any, Any] = given.get("column_config") or {}
    own = {name: said(name, AREAS) for name in table.columns if isinstance(name, str)}
    changed = {name: new for name, new in own.items() if new != name}
    given["column_config"] = changed | {name: _column(one) for name, one in asked.items()}


def _column(one: Any) -> Any:
    if not isinstance(one, dict):
        return text(one)
    return {key: text(v) if key in ("label", "help") else v for key, v in one.items()}


def _places(found: Any) -> Any:
    """Places that a call made, so that what is said there is put in words too."""
    if isinstance(found, list | tuple):
        return type(found)(map(_places, found))
    return Worded(found) if isinstance(found, DeltaGenerator) else found


if not TYPE_CHECKING:
    st = Worded(streamlit)
