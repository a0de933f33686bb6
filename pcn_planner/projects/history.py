"""The history of a project: every change as a sentence, with author, time and reason."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import dist
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.words import unbroken
from pcn_planner import safe_text
from pcn_planner.drafting.draft import apply
from pcn_planner.drafting.state import DraftState
from pcn_planner.projects import scenarios
from pcn_planner.projects.project import Project, Recorded, chain, every_change
from pcn_planner.projects.stored.database import reading
from pcn_planner.words import counted

COLUMNS = ["number", "at", "author", "change", "reason", "standing", "practices", "networks"]
SIMILAR = 5  #: codes that are named where one is not known
WRITTEN = ("author", "change", "reason")  #: hold what people wrote
STANDS, TAKEN_BACK, LEFT = "stands", "taken back", "another line"
CHANGES_SHOWN = 6  #: rules named one by one in a sentence
_WORDS = {
    "floor": "floor", "ceiling": "ceiling", "within": "borders", "weights": "weights",
    "networks": "number of networks",
}  # fmt: skip


def table(project: Project, *, everything: bool = False) -> pd.DataFrame:
    """One row a change, oldest first; columns ``COLUMNS``, index the number of the row.

    ``number`` is blank (0) for what was done to a scenario as a whole. ``standing`` says whether
    the change stands, was taken back, or is of ``another line``; those are listed only with
    ``everything``. ``practices`` and ``networks`` are the codes and ids that it is about. Author,
    change and reason are one line each, whatever people wrote.
    """
    with reading(project.path) as db:
        standing = project.pointers(db)
        made, line = chain(db, standing.head), chain(db, standing.tip)
        every = every_change(db) if everything else line
    stands, known = {one.number for one in made}, {one.number for one in line}
    before = _states(line)
    rows = [_row(one, before.get(one.number, DraftState()), _standing(one, stands, known))
            for one in every]  # fmt: skip
    rows += _events(project, everything)
    found = pd.DataFrame(rows, columns=COLUMNS)
    found = found.assign(**{name: found[name].map(unbroken) for name in WRITTEN})
    return found.sort_values("at", kind="stable").reset_index(drop=True)


def _states(line: Iterable[Recorded]) -> dict[int, DraftState]:
    """Number of a change -> the draft before it."""
    state, out = DraftState(), dict[int, DraftState]()
    for one in line:
        out[one.number] = state
        state = apply(state, one.change)
    return out


def _standing(one: Recorded, stands: set[int], line: set[int]) -> str:
    if one.number in stands:
        return STANDS
    return TAKEN_BACK if one.number in line else LEFT


def _row(one: Recorded, before: DraftState, standing: str) -> tuple[Any, ...]:
    practices, networks = _about(one, before)
    said = sentence(one, before)
    return one.number, one.at, one.author, said, one.reason, standing, practices, networks


def _events(project: Project, everything: bool) -> list[tuple[Any, ...]]:
    return [
        (0, one.at, one.author, f"Scenario {one.scenario}: {one.sentence}.", one.reason, "", (), ())
        for one in scenarios.events(project)
        if everything or one.scenario == project.scenario
    ]


def about(history: pd.DataFrame, word: str) -> pd.DataFrame:
    """The rows about a practice code or network id; whole plans and rules are about all."""
    wanted = [
        word in practices or word in networks or not (practices or networks)
        for practices, networks in zip(history["practices"], history["networks"], strict=True)
    ]
    return history[wanted]


def refuse_unknown(history: pd.DataFrame, state: DraftState, word: str) -> None:
    """Raise DataError where ``word`` is no code or id of the draft or of its history."""
    spoken = {one for name in ("practices", "networks") for row in history[name] for one in row}
    known = sorted({*spoken, *state.assignment, *state.assignment.values()} - {""})
    if word in known:
        return
    alike = [one for one in known if one.casefold() == word.casefold()]
    alike = alike or difflib.get_close_matches(word, known, SIMILAR) or known[:SIMILAR]
    raise DataError(
        f"{word!r} is no practice or network of this project",
        remedy=f"There is {', '.join(alike)}" if alike else "Nobody is in its history yet",
    )


def csv(history: pd.DataFrame) -> bytes:
    """The history as a CSV file for spreadsheets, formulas disarmed."""
    flat = history.assign(
        **{name: history[name].map(" ".join) for name in ("practices", "networks")}
    )
    text: str = safe_text.neutralise(flat).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def sentence(one: Recorded, before: DraftState) -> str:
    """What a change did, for people; ``before`` is the draft it was made to."""
    say = _SENTENCES.get(one.change.kind)
    return f"{one.change.kind.replace('_', ' ').capitalize()}." if say is None else (
        say(one.change.payload, before)
    )  # fmt: skip


def _network(network: str, state: DraftState) -> str:
    if not network:
        return "no network"
    name = state.names.get(network)
    return f"{network} ({name})" if name and name != network else str(network)


def _plan(details: Mapping[str, Any], before: DraftState) -> str:
    after = {code: network for code, network in details["assignment"].items() if network}
    source = details.get("provenance", {}).get("from", "a plan")
    count = counted(len(set(after.values())), "network")
    old = before.assignment
    moved = sum(old.get(code, "") != network for code, network in after.items())
    return f"The whole plan was replaced ({source}): {count}, {counted(moved, 'practice')} moved."


def _moved(details: Mapping[str, Any], before: DraftState) -> str:
    code, new = details["practice"], details["network"]
    here, there = (_network(n, before) for n in (before.assignment.get(code, ""), new))
    return f"Practice {code} moved from {here} to {there}."


def _many_moved(details: Mapping[str, Any], before: DraftState) -> str:
    codes = details["practices"]
    return (
        f"{counted(len(codes), 'practice')} ({', '.join(codes)}) moved to "
        f"{_network(details['network'], before)}."
    )


def _linked(details: Mapping[str, Any], _: DraftState) -> str:
    verb = "made neighbours" if details["action"] == "add" else "parted"
    return f"Practices {' and '.join(details['practices'])} were {verb}: {details['reason']}."


def _drawn(details: Mapping[str, Any], _: DraftState) -> str:
    return f"A barrier of {_km(details['line'])} was drawn: {details['reason'].strip()}."


def _erased(details: Mapping[str, Any], _: DraftState) -> str:
    return f"A barrier of {_km(details['line'])} was erased."


def _km(line: Sequence[Sequence[float]]) -> str:
    return f"{sum(map(dist, line, line[1:])) / 1_000:.1f} km"


def _decided(details: Mapping[str, Any], _: DraftState) -> str:
    what = details["decision"] or "open again"
    comment = f": {details['comment']}" if details["comment"] else ""
    return f"Conflict {details['conflict'].replace('_', ' ')}: {what}{comment}."


def _explained(details: Mapping[str, Any], before: DraftState) -> str:
    network, reason = _network(details["network"], before), details["reason"].strip()
    if not reason:
        return f"Network {network} lost the reason for being outside the band."
    return f"Network {network} may be outside the band: {reason}."


def _renamed(details: Mapping[str, Any], before: DraftState) -> str:
    name, network = details["name"].strip(), details["network"]
    if not name:
        return f"Network {network} lost its name."
    return f"Network {_network(network, before)} was named {name}."


def _about_practice(verb: str) -> Callable[[Mapping[str, Any], DraftState], str]:
    return lambda details, _: f"Practice {details['practice']} was {verb}."


def _about_network(verb: str) -> Callable[[Mapping[str, Any], DraftState], str]:
    return lambda details, before: f"Network {_network(details['network'], before)} was {verb}."


def _about_group(verb: str) -> Callable[[Mapping[str, Any], DraftState], str]:
    return lambda details, _: f"Practices {', '.join(details['practices'])} {verb}."


def _rules(details: Mapping[str, Any], before: DraftState) -> str:
    old, new = dict(before.rules), dict(details["rules"])
    if not old:
        return f"Drafting began with {_rule_list([n for n in _WORDS if n in new], new)}."
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    if not changed:
        return "The rules were set again as they were."
    return f"The rules were changed: {_rule_list(changed, new)}."


def _rule_list(names: Iterable[str], rules: Mapping[str, Any]) -> str:
    listed = [f"{_WORDS.get(n, n.replace('_', ' '))} {_value(rules.get(n))}" for n in names]
    more = len(listed) - CHANGES_SHOWN
    return ", ".join(listed[:CHANGES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_value(one)}" for key, one in value.items()) or "none"
    if isinstance(value, list | tuple):
        return " ".join(map(_value, value)) or "none"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _released(details: Mapping[str, Any], state: DraftState) -> str:
    bond = details.get("bond") or "together or apart"
    return _about_group(f"are no longer kept {bond}")(details, state)


def _note(details: Mapping[str, Any], _: DraftState) -> str:
    whom = f" on {details['about']}" if details["about"] else ""
    return f"Comment{whom}: {details['text']}"


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], DraftState], str]] = {
    "set_plan": _plan,
    "move_practice": _moved,
    "move_practices": _many_moved,
    "lock_practices": _about_group("were locked"),
    "link": _linked,
    "draw_barrier": _drawn,
    "erase_barrier": _erased,
    "decide": _decided,
    "explain": _explained,
    "unlink": _about_group("are neighbours, or not, as the data say"),
    "rename_network": _renamed,
    "lock_practice": _about_practice("locked"),
    "unlock_practice": _about_practice("unlocked"),
    "lock_network": _about_network("locked"),
    "unlock_network": _about_network("unlocked"),
    "keep_together": _about_group("are to share a network"),
    "keep_apart": _about_group("are to be in different networks"),
    "release": _released,
    "set_rules": _rules,
    "add_note": _note,
}


def _about(one: Recorded, before: DraftState) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Practice codes and network ids that a change is about; none for a change of everything."""
    details = one.change.payload
    practices = [str(code) for code in details.get("practices", [])]
    practices += [str(details["practice"])] if "practice" in details else []
    networks = [str(details["network"])] if "network" in details else []
    networks += [before.assignment[code] for code in practices if before.assignment.get(code)]
    if one.change.kind == "add_note":
        words = tuple(str(details["about"]).replace(",", " ").split())
        return words, words
    return tuple(practices), tuple(dict.fromkeys(networks))
