"""Conflicts with community teams in plain words: what each is, and what one move would mend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from boundaries.teams.best_moves import travel_change
from boundaries.teams.conflicts import Conflicts, misaligned_patients
from boundaries.teams.joined import parted
from boundaries.teams.layers import REMOVES
from boundaries.teams.matrix import counted_overlaps
from pcn_planner.maps.texts import short
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.safe_text import is_missing

KINDS = {
    "network_split": "Network split",
    "team_split": "Team split",
    "practice_apart": "Practice apart",
}
NOTHING = "No single move that keeps the rules removes any of it."
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Headline:
    """The whole of a plan's conflicts in five figures, and how patients are counted."""

    patients: int
    misaligned: int
    networks_split: int
    teams_split: int
    practices_apart: int
    counted: str


@dataclass(frozen=True)
class Names:
    """What people call networks, teams and practices; ids stand in for missing names."""

    networks: Mapping[str, str]
    teams: Mapping[str, str]
    practices: Mapping[str, str]

    def network(self, key: str) -> str:
        """A network's id with its name, where it has one of its own."""
        return _called(key, self.networks)

    def called(self, key: str) -> str:
        """A network's id with its name, without brackets, as a figure in brackets follows."""
        name = self.networks.get(key)
        return f"{key} {name}" if name and name != key else key

    def team(self, key: str) -> str:
        """A team's name without what all teams are called, or its id."""
        return short(str(self.teams.get(key) or key))

    def practice(self, key: str) -> str:
        """A practice's name with its code."""
        name = self.practices.get(key)
        return f"{name} ({key})" if name and name != key else key


def headline(found: Conflicts) -> Headline:
    """Count what a plan splits; small overlaps do not count as splits."""
    return Headline(
        patients=int(found.matrix.to_numpy().sum()),
        misaligned=misaligned_patients(found.matrix),
        networks_split=int((found.networks["teams_needed"] > 1).sum()),
        teams_split=int((found.teams["mdts"] > 1).sum()),
        practices_apart=int((found.rows["kind"] == "practice_apart").sum()),
        counted=found.counted,
    )


def split_teams(found: Conflicts) -> list[str]:
    """Teams that more than one network needs."""
    return [str(key) for key in found.teams.index[found.teams["mdts"] > 1]]


def names_of(found: Conflicts, networks: pd.DataFrame, practices: pd.DataFrame) -> Names:
    """Names from the tables of a plan: ``name`` by network id and by practice code."""
    called = networks["name"].astype(str).map(readable)
    return Names(_texts(called), _texts(found.teams["name"]), _texts(practices["name"]))


def ranked(found: Conflicts, names: Names) -> pd.DataFrame:
    """The conflicts for people to read, most patients first.

    Returns
    -------
    Index as in ``found.rows``; ``rank``, ``kind`` (in words), ``where`` (the network, team or
    practice), ``patients`` (those in small overlaps included), ``others`` (the teams or networks
    it is split over, small overlaps left out), ``practices`` (names), ``removed``: how many
    patients the best single move takes out of the conflict, 0 where none does; ``small``.
    """
    rows = [_ranked(found, row, names) for row in records(found)]
    columns = ["rank", "kind", "where", "patients", "others", "practices", "removed", "small"]
    return pd.DataFrame(rows, index=found.rows.index, columns=columns)


def records(found: Conflicts) -> list[dict[Any, Any]]:
    """The conflict rows without their shapes, in order of rank."""
    out: list[dict[Any, Any]] = pd.DataFrame(found.rows.drop(columns="geometry")).to_dict("records")
    return out


def sentence(found: Conflicts, row: Row, names: Names) -> str:
    """What a conflict is, as a sentence."""
    patients = f"{_patients(row):,} patients"
    first, others = parted(row["team_ids"])[0], _list(_others(found, row, names))
    if row["kind"] == "network_split":
        network = names.network(parted(row["network_ids"])[0])
        lead = f"not to its lead team, {names.team(first)}"
        return f"{patients} of network {network} belong to {others or 'other teams'}, {lead}."
    if row["kind"] == "team_split":
        where = f": {others}" if others else ", a few in each"
        return f"{patients} of {names.team(first)} are in networks that other teams lead{where}."
    practice = names.practice(parted(row["practices"])[0])
    return (
        f"{practice} is run from {names.team(first)}, while most of its "
        f"patients belong to {others}: {patients} belong elsewhere."
    )


def mends(row: Row, names: Names) -> list[str]:
    """The best single moves for a conflict with their prices: of a practice, of a team's edge."""
    out = []
    if row["move_practice_code"]:
        out.append(_practice_move(row, names))
    if row["edge_place_code"]:
        out.append(_edge_move(row, names))
    return out or [NOTHING]


def best_mend(row: Row, names: Names) -> str:
    """The one of the two moves that takes more patients out of the conflict."""
    by_edge = _number(row["edge_removes"]) > _number(row["move_removes"])
    return mends(row, names)[-1 if by_edge else 0]


def _practice_move(row: Row, names: Names) -> str:
    start, goal = row["move_from_network_id"], row["move_to_network_id"]
    change, unit = travel_change(row)
    travel = round(change)
    price = f"travel changes by {travel:+,} {unit}" if travel else "travel stays the same"
    return (
        f"Move {names.practice(row['move_practice_code'])}, {row['move_patients']:,} patients, "
        f"from {names.network(start)} to {names.network(goal)}: {_removes(row, 'move')}. Then "
        f"{start} has {row['move_from_patients_after']:,} patients and {goal} "
        f"{row['move_to_patients_after']:,}; {price}."
    )


def _edge_move(row: Row, names: Names) -> str:
    start, goal = names.team(row["edge_from_team_id"]), names.team(row["edge_to_team_id"])
    code = row["edge_place_code"]
    place = names.practice(code) if row["edge_place"] == "practice" else f"small area {code}"
    return (
        f"Give {place}, {row['edge_patients']:,} patients, from {start} to {goal}: "
        f"{_removes(row, 'edge')}. No network changes; then {start} has "
        f"{row['edge_from_team_patients_after']:,} patients and {goal} "
        f"{row['edge_to_team_patients_after']:,}."
    )


def _removes(row: Row, move: str) -> str:
    here, all_over = int(row[f"{move}_removes"]), int(row[f"{move}_removes_plan"])
    said = f"{here:,} fewer patients in this conflict, {all_over:,} fewer in the whole plan"
    return said + (_elsewhere(row) if move == "move" else "")


def _elsewhere(row: Row) -> str:
    """What a practice's move does to patients outside lead teams in the other layers."""
    others = [str(name) for name in row if str(name).startswith(REMOVES)]
    told = [f"{name.removeprefix(REMOVES)} {-int(row[name]):+,}" for name in others]
    return f", and outside the lead teams of other layers: {', '.join(told)}" if told else ""


def _ranked(found: Conflicts, row: Row, names: Names) -> tuple[object, ...]:
    first = names.team(parted(row["team_ids"])[0])
    where = {
        "network_split": names.network(parted(row["network_ids"])[0]),
        "practice_apart": names.practice(parted(row["practices"])[0]),
    }
    return (
        row["rank"],
        KINDS.get(row["kind"], row["kind"]),
        where.get(row["kind"], first),
        _patients(row),
        ", ".join(_others(found, row, names)),
        ", ".join(parted(row["practice_names"])),
        max(_number(row["move_removes"]), _number(row["edge_removes"])),
        bool(row["small"]),
    )


def _others(found: Conflicts, row: Row, names: Names) -> list[str]:
    """What a network, team or practice is split over, as far as it matters, with patients."""
    if row["kind"] == "practice_apart":
        return [names.team(parted(row["team_ids"])[1])]
    counted = counted_overlaps(found.matrix, found.thresholds)
    if row["kind"] == "network_split":
        network, keys = parted(row["network_ids"])[0], parted(row["team_ids"])[1:]
        pairs = [(names.team(key), key, network) for key in keys]
    else:
        team = parted(row["team_ids"])[0]
        pairs = [(names.called(key), team, key) for key in parted(row["network_ids"])]
    patients = found.matrix.stack().to_dict()
    return [
        f"{name} ({patients[team, network]:,})"
        for name, team, network in pairs
        if counted.loc[team, network]
    ]


def _patients(row: Row) -> int:
    """Patients in overlaps that count, or in small ones where all are small."""
    return int(row["patients"] or row["patients_small"])


def _number(value: Any) -> int:
    return 0 if is_missing(value) else int(value)


def _called(key: str, names: Mapping[str, str]) -> str:
    name = names.get(key)
    return f"{key} ({name})" if name and name != key else key


def _list(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _texts(names: "pd.Series[str]") -> dict[str, str]:
    return {str(key): "" if is_missing(name) else str(name) for key, name in names.items()}
