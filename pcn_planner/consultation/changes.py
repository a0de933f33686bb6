"""What a plan changes for each practice and each network, in sentences for the public."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from boundaries.files.columns import in_any_case
from boundaries.teams.joined import parted
from pcn_planner.proposal import compare
from pcn_planner.proposal.compare import Comparison
from pcn_planner.proposal.tables import ABOVE, BAND, BELOW, PlanTables
from pcn_planner.proposal.wording.naming import readable, readable_names
from pcn_planner.study.planned_words import Words

_DISTRICT = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}\Z")


@dataclass(frozen=True)
class PracticeLine:
    """A practice as the page lists it.

    ``district`` is that of its postcode and ``team`` what to say of its patients' community team;
    both are blank if unknown.
    """

    code: str
    name: str
    district: str
    patients: int
    network: str
    moves: bool
    change: str
    team: str = ""


@dataclass(frozen=True)
class NetworkLine:
    """A network as the page lists it; ``number`` tells it apart in the page's addresses."""

    number: int
    key: str
    name: str
    patients: int
    sentences: tuple[str, ...]
    practices: tuple[PracticeLine, ...]


def lines(tables: PlanTables, before: PlanTables | None) -> tuple[NetworkLine, ...]:
    """Every network of the plan with its practices, in the words of what is planned.

    Parameters
    ----------
    tables
        The plan.
    before
        The networks of today; ``None`` where they are not known, and then nothing is said of
        change.
    """
    found = None if before is None else compared(tables, before)
    called, words = names(tables), _words(tables, before)
    practices = {
        code: replace(line, change=words.said(line.change), team=words.said(line.team))
        for code, line in _practices(tables, before, found).items()
    }
    groups: dict[str, list[PracticeLine]] = defaultdict(list)
    for line in sorted(practices.values(), key=lambda one: (one.name.casefold(), one.code)):
        groups[line.network].append(line)
    return tuple(
        NetworkLine(
            number, key, called[key], int(tables.networks["patients"][key]),
            tuple(map(words.said, (*_size(tables, key), *_members(key, tables, found, practices)))),
            tuple(groups[key]),
        )
        for number, key in enumerate(map(str, tables.networks.index), start=1)
    )  # fmt: skip


def _words(tables: PlanTables, before: PlanTables | None) -> Words:
    """What is planned; every name that the page says stays as it is."""
    said = map(readable, map(str, tables.practices["name"]))
    today = {} if before is None else names(before)
    prints = [] if tables.footprints is None else map(str, tables.footprints.teams["name"])
    return tables.words.knowing(
        [*said, *names(tables).values(), *today.values(), *map(readable, prints)]
    )


def compared(tables: PlanTables, before: PlanTables) -> Comparison:
    """Who moves, once each network is paired with the one it continues."""
    return compare.of_tables(before, tables)


def names(tables: PlanTables) -> dict[str, str]:
    """Network id -> what the public reads: its name, and its id where that is another word."""
    called = readable_names(tables.networks["name"])
    return {
        key: key if name.casefold() == key.casefold() else f"{name} ({key})"
        for key, name in called.items()
    }


def district(postcode: object) -> str:
    """The district of a whole postcode (``AB12`` of ``AB12 3CD``); blank for anything else."""
    found = _DISTRICT.match(str(postcode).strip().upper())
    return found[1] if found else ""


def _practices(
    tables: PlanTables, before: PlanTables | None, found: Comparison | None
) -> dict[str, PracticeLine]:
    column = in_any_case(map(str, tables.practices.columns), "postcode")
    moved = set() if found is None else {move.practice_code for move in found.moves}
    today, planned = {} if before is None else _called(before), _called(tables)
    teams = _teams(tables)
    rows = zip(map(str, tables.practices.index), tables.practices.to_dict("records"), strict=True)
    return {
        code: PracticeLine(
            code, readable(str(row["name"])), district(row[column]) if column else "",
            int(row["patients"]), str(tables.assignment[code]), code in moved,
            f"Would be in {planned[code]}." if before is None
            else _change(today.get(code), planned[code], moved=code in moved,
                         renumbered=_renumbered(code, tables, before)),
            teams.get(code, ""),
        )
        for code, row in rows
    }  # fmt: skip


def _teams(tables: PlanTables) -> dict[str, str]:
    """Practice code -> whether its patients' community team is that of its network.

    Empty where no community teams are known.
    """
    rows = tables.conflicts
    if rows is None or tables.footprints is None or not set(rows) >= _NEEDED:
        return {}
    called = readable_names(tables.footprints.teams["name"])
    out = {str(code): FITS for code in tables.practices.index}
    known = rows[~rows["small"]] if "small" in rows else rows
    for kind, codes, teams in zip(
        known["kind"], known["practices"], known["team_ids"], strict=True
    ):
        first, *others = parted(teams)
        for code in parted(codes):
            if kind == "network_split" and out.get(code) == FITS:
                out[code] = PARTLY
            if kind == "practice_apart":
                theirs = called.get(others[0], others[0]) if others else ""
                out[code] = (
                    f"The community team of most of its patients is {theirs}, and not the one "
                    f"it would be served by, {called.get(first, first)}."
                )
    return out


_NEEDED = {"kind", "practices", "team_ids"}
FITS = "The community team of its patients is that of its network."
PARTLY = "Some of its patients have another community team than its network works with."


def _called(tables: PlanTables) -> dict[str, str]:
    """Practice code -> the name of its network."""
    called = names(tables)
    return {str(code): called[str(key)] for code, key in tables.assignment.items()}


def _renumbered(code: str, tables: PlanTables, before: PlanTables) -> str:
    """The network of a practice with its old and new id, where only the id changes."""
    if code not in before.assignment:
        return ""
    was, now = str(before.assignment[code]), str(tables.assignment[code])
    old, new = (readable(str(side.networks["name"][key]))
                for side, key in ((before, was), (tables, now)))  # fmt: skip
    alike = new and old == new and was != now
    return f"{new} ({was} today, {now} in the proposal)" if alike else ""


def _change(today: str | None, planned: str, *, moved: bool, renumbered: str = "") -> str:
    if today is None:
        return f"Is in no network today. Would join {planned}."
    if moved:
        return f"Is in {today} today. Would move to {planned}."
    if renumbered:
        return f"Stays in {renumbered}."
    return (
        f"Stays in {planned}." if today == planned else f"Is in {today}, which becomes {planned}."
    )


def _size(tables: PlanTables, key: str) -> list[str]:
    row = tables.networks.loc[[key]].to_dict("records")[0]
    n = row["practices"]
    many = "1 practice" if n == 1 else f"{n} practices"
    out = [f"{many} with {row['patients']:,} registered patients."]
    if BAND in row:
        out.append(f"For its size it counts as {row[BAND]:,} {tables.counted_in}.")
    if row["status"] == BELOW:
        out.append(f"This is fewer than the {tables.floor:,} that a network should have.")
    if row["status"] == ABOVE:
        out.append(f"This is more than the {tables.ceiling:,} that a network should have.")
    return out


def _members(
    key: str,
    tables: PlanTables,
    found: Comparison | None,
    practices: Mapping[str, PracticeLine],
) -> list[str]:
    """Who would join, who would leave, or that nothing changes."""
    if found is None:
        return []
    joins = [practices[m.practice_code].name for m in found.moves if m.network_after == key]
    joins += [practices[c].name for c in found.only_after if str(tables.assignment.get(c)) == key]
    old = {p.network_before for p in found.pairs if p.network_after == key}
    leaves = [practices[m.practice_code].name for m in found.moves if m.network_before in old]
    out = [] if old - {None} else ["This network is new."]
    if joins:
        out.append(f"Practices that would join: {', '.join(sorted(joins))}.")
    if leaves:
        out.append(f"Practices that would leave: {', '.join(sorted(leaves))}.")
    return out or ["It keeps the practices that it has today."]
