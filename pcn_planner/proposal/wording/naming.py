"""Names for networks: today's where a network goes on, else its hub practice's."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from boundaries.files.columns import in_any_case
from boundaries.practices.table import Practices
from optimise.problem import criteria
from optimise.problem.problem import NONE, Problem
from optimise.problem.rules import Group
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import PRACTICES

SUFFIX = "network"
_SMALL = {"and", "at", "by", "for", "in", "near", "of", "on", "the", "to", "upon"}
_STARTS = re.compile(r"(?<![\w'’])(?:[^\W\d_]['’])?[^\W\d_]")  #: O'Neill, but James's
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,4}")  #: nobody can say SWB, so it stays
_TITLES = {"ST", "DR", "MR", "MRS", "MT"}
_ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")
#: letters and digits in one word, which no word of a name has: UZ0017, 00Q, Z1A-03
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]+([-_./][A-Z0-9]+)*")
_CAPITALS = {"GP", "GPS", "NHS", "PCN", "CCG", "ICB", "II", "III", "IV", "PMS", "APMS", "GMS"}


def name_networks(
    problem: Problem,
    networks: Mapping[str, Group],
    practices: Practices,
    current: str | None,
    *,
    planned: str = PRACTICES,
) -> dict[str, str]:
    """Network id -> name, each name used once.

    Where ``change`` has a weight, a network keeps the name of the one it continues, as the
    column beside ``current`` tells it (``pcn_name`` for ``pcn_code``); any other is called
    after the practice at its hub.
    """
    suffix = planned_words.said(SUFFIX, planned)
    groups = [problem.rows(codes) for codes in networks.values()]
    kept = _kept(problem, groups, practices, current)
    out: dict[str, str] = {}
    taken = {name.casefold() for name in kept if name}
    for key, group, name in zip(networks, groups, kept, strict=True):
        hub = problem.codes[criteria.hub(problem, group)]
        out[key] = name or _unused(f"{readable(practices['name'][hub])} {suffix}", taken)
        taken.add(out[key].casefold())
    return out


def names_of_column(practices: Practices, column: str) -> dict[str, str]:
    """Network code -> name, from the column of names beside a column of codes.

    Empty without such a column; codes with several names, or none, are left out, and names
    that several codes share are told apart by the code.
    """
    wanted = re.sub(r"code$", "name", column, flags=re.IGNORECASE)
    beside = in_any_case(map(str, practices.columns), wanted)
    if wanted == column or beside is None:
        return {}
    pairs = practices[[column, beside]].drop_duplicates().astype(str)
    pairs = pairs[(pairs[beside] != "") & ~pairs[column].duplicated(keep=False)]
    shared = pairs[beside].duplicated(keep=False)
    named = pairs[beside].where(~shared, pairs[beside] + " (" + pairs[column] + ")")
    return dict(zip(pairs[column], named, strict=True))


def readable(name: str) -> str:
    """A name as people write it: ``THE SURGERY AT ST. JAMES'S`` -> ``The Surgery at St. James's``.

    Names that already have small letters are left alone, but for blanks in a row; so are codes.
    """
    words = name.split()
    if name != name.upper():
        return " ".join(words)
    return " ".join(_cased(word, first=k == 0) for k, word in enumerate(words))


def readable_names(names: "pd.Series[str]") -> dict[str, str]:
    """Id -> name as people write it; one that is the id in any capitals is the id as written."""
    pairs = ((str(key), str(name)) for key, name in names.items())
    return {
        key: key if name.casefold() == key.casefold() else readable(name) for key, name in pairs
    }


def _cased(word: str, *, first: bool) -> str:
    bare = word.strip("().,")
    if bare in _CAPITALS or (_INITIALS.fullmatch(bare) and bare not in _TITLES):
        return word
    if _CODE.fullmatch(bare) and not _ORDINAL.fullmatch(bare):
        return word
    if word.casefold() in _SMALL and not first:
        return word.casefold()
    return _STARTS.sub(lambda found: found[0].upper(), word.lower())


def _kept(
    problem: Problem, groups: Sequence[tuple[int, ...]], practices: Practices, column: str | None
) -> list[str]:
    """The name each network keeps, blank for none."""
    if problem.current is None or column is None or not problem.rules.weights.get("change"):
        return [""] * len(groups)
    names = names_of_column(practices, column)
    labels = criteria.keep_names(problem, groups)
    codes = ["" if k == NONE else problem.current.names[k] for k in labels]
    return [names.get(code, code) for code in codes]


def _unused(name: str, taken: set[str]) -> str:
    tried, k = name, 1
    while tried.casefold() in taken:
        k += 1
        tried = f"{name} {k}"
    return tried
