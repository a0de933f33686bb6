"""What was considered beside the proposal: the frontier of change, and why practices move."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.practices import table as practice_tables
from optimise.problem.travel_unit import of_columns
from pcn_planner import safe_text
from pcn_planner.files import area_columns
from pcn_planner.papers.formats.document import Block, Text, table
from pcn_planner.projects.project import Recorded
from pcn_planner.proposal.compare import MovedPractice, Pair
from pcn_planner.proposal.tables import ABOVE, BAND, BELOW, PlanTables
from pcn_planner.redrafting import files
from pcn_planner.redrafting.frontier import Step

COLUMNS = [
    "moves_max", "status", "practices_moved", "patients_moved", "networks",
    "networks_outside_band", "travel_patient_km",
]  # fmt: skip
IN_PIECES, MISALIGNED = "networks_in_pieces", "misaligned_patients"  #: not of every step
MOST = 1e12  #: patient-kilometres of all England are fewer
NO_REASON = "no reason is given"
MOVE = ["practice_code", "network_before", "network_after"]


@dataclass(frozen=True)
class Considered:
    """The steps of a redraft.

    Parameters
    ----------
    steps
        One row a step with a plan: ``COLUMNS``, travel in its unit's column, and more, see
        ``redraft.files.table``.
    moves
        One row a move of a step: ``MOVE`` and ``reason``, see ``redraft.files.moves``.
    """

    steps: pd.DataFrame
    moves: pd.DataFrame

    def reason(self, code: str, before: str, after: str) -> str:
        """Why a practice moves so, as the last step that has the move says; blank if none does."""
        same = self.moves[(self.moves[MOVE] == [code, before, after]).all(axis=1)]
        return "" if same.empty else str(same["reason"].iloc[-1])


def read(folder: Path | None) -> Considered | None:
    """Read what ``pcn redraft --out`` wrote.

    Raises
    ------
    DataError
        The folder holds no redraft, or its tables are not as they were written.
    """
    if folder is None:
        return None
    steps, moves = (_table(folder / name) for name in (files.TABLE, files.MOVES))
    wanted = _columns(steps)
    missing = [name for name in wanted if name not in steps]
    missing += [name for name in (*MOVE, "reason") if name not in moves]
    if missing:
        raise DataError(
            f"the redraft has no column {', '.join(missing)}", source=str(folder), remedy=_REMEDY
        )
    _refuse_odd(steps, wanted, folder)
    return _known(steps, moves)


def _refuse_odd(steps: pd.DataFrame, wanted: Sequence[str], folder: Path) -> None:
    """A figure is a number of 0 or more, or blank where a step has no plan."""
    rows = [
        f"row {at + 2}: {name} {str(value)!r}"
        for name in wanted if name != "status"
        for at, value in enumerate(steps[name].fillna("").astype("str").str.strip())
        if value and not 0 <= pd.to_numeric(value, errors="coerce") <= MOST
    ]  # fmt: skip
    if rows:
        raise DataError(
            f"{files.TABLE} has figures that are no number", rows=rows, source=str(folder),
            remedy=_REMEDY,
        )  # fmt: skip


def of_steps(steps: tuple[Step, ...], towards: str) -> Considered:
    """Take what was considered from a redraft in memory."""
    return _known(files.table(steps, towards), files.moves(steps))


def _columns(steps: pd.DataFrame) -> list[str]:
    """``COLUMNS``, travel in the unit that the steps count it in."""
    return [*COLUMNS[:-1], of_columns(steps.columns).total_column]


def _known(steps: pd.DataFrame, moves: pd.DataFrame) -> Considered:
    """Steps without a plan left out."""
    wanted = _columns(steps)
    numbers = [name for name in wanted if name != "status"]
    plain = steps.reindex(columns=[*steps.columns, *(set(wanted) - set(steps.columns))])
    counted = plain.assign(**{n: pd.to_numeric(plain[n], errors="coerce") for n in numbers})
    return Considered(counted[counted[numbers].notna().all(axis=1)].reset_index(drop=True), moves)


def frontier(found: Considered, moved: int, *, joins: bool = False) -> list[Block]:
    """The steps as a table; that with as many moves as the proposal is marked.

    ``joins`` says that practices of no network join one, as they do in every step.
    """
    unit = of_columns(found.steps.columns)
    rows = [
        (int(row["moves_max"]), int(row["practices_moved"]), int(row["patients_moved"]),
         int(row["networks_outside_band"]), step_count(row, IN_PIECES),
         round(float(row[unit.total_column])),
         "proven" if row["status"] == "optimal" else "not proven",
         _remark(int(row["practices_moved"]), moved, joins=joins))
        for row in found.steps.to_dict("records")
    ]  # fmt: skip
    head = (
        "Limit", "Moves", "Patients", "Outside band", "In pieces", f"Travel, {unit.total}", "Proof",
        "Remark",
    )  # fmt: skip
    return [
        Text(
            "The best plan for each limit on how many practices may move, and what it buys: moves "
            "made, patients by list, networks outside the band, networks in pieces."
        ),
        table(head, rows, (0.7, 0.8, 1.1, 1.2, 0.9, 1.3, 1.1, 1.4), 0, 1, 2, 3, 4, 5),
    ]


def _remark(moves: int, moved: int, *, joins: bool) -> str:
    if not moves and not joins:
        return "as networks are"
    if moves == moved:
        return "as many as the proposal"
    return "" if moves else "only joiners"


def step_count(step: "Mapping[Hashable, Any] | pd.Series[float]", name: str) -> int | None:
    """A figure of a step that not every redraft has; ``None`` where this one has not."""
    found = pd.to_numeric(pd.Series([step.get(name)]), errors="coerce").iloc[0]
    return None if pd.isna(found) else int(found)


def of_history(changes: Iterable[Recorded]) -> dict[str, str]:
    """Practice code -> why it is where it is, as a person wrote with the change or afterwards.

    A later change of the same practice, or a whole plan in the draft's place, ends a reason; that
    of a whole plan stands under the code ``""``.
    """
    known: dict[str, str] = {}
    for one in changes:
        said = one.reason or str(one.change.payload.get("reason", ""))
        kind, details = one.change.kind, one.change.payload
        if kind == "set_plan":
            known = {"": said}
        elif kind in ("move_practice", "move_practices"):
            codes = details.get("practices", []) or [details.get("practice", "")]
            known |= dict.fromkeys(map(str, codes), said)
    return {code: why for code, why in known.items() if why}


def why(
    move: MovedPractice,
    persons: Mapping[str, str],
    found: Considered | None,
    sides: tuple[PlanTables, PlanTables],
    pairs: Sequence[Pair],
) -> str:
    """Why a practice moves: as a person says, else the redraft, else what size says; never blank.

    ``sides`` are the plan before and the proposal, ``pairs`` which network continues which.
    """
    redraft = "" if found is None else found.reason(
        move.practice_code, move.network_before, move.network_after
    )  # fmt: skip
    own = persons.get(move.practice_code, "")
    return own or redraft or of_size(move, *sides, pairs) or persons.get("", "") or NO_REASON


def of_size(
    move: MovedPractice, before: PlanTables, after: PlanTables, pairs: Sequence[Pair]
) -> str:
    """What the band says of the networks that a practice leaves and joins; blank if nothing.

    A network above the ceiling is a reason to leave it, one below the floor a reason to join it.
    """
    goes_on = {pair.network_before for pair in pairs if pair.network_after is not None}
    came_from = {pair.network_after: pair.network_before for pair in pairs}.get(move.network_after)
    if move.network_before not in goes_on:
        return f"{move.network_before} ends ({_size(before, move.network_before)})"
    for network, astray in ((move.network_before, ABOVE), (came_from, BELOW)):
        if network is not None and before.networks["status"].get(network) == astray:
            return _verdict(before, network)
    if came_from is None:
        return f"{move.network_after} is new ({_size(after, move.network_after)})"
    return ""


def _verdict(tables: PlanTables, network: str) -> str:
    return f"{network} was {tables.networks['status'][network]} ({_size(tables, network)})"


def _size(tables: PlanTables, network: str) -> str:
    counted = BAND if BAND in tables.networks else "patients"
    return f"{int(tables.networks[counted][network]):,}"


def third(found: Considered | None, moved: int) -> "pd.Series[float] | None":
    """A step between nothing and the proposal: the most moves below it, else the fewest above."""
    if found is None:
        return None
    steps = found.steps[found.steps["practices_moved"] > 0]
    below = steps[steps["practices_moved"] < moved]
    above = steps[steps["practices_moved"] > moved]
    if len(below):
        return below.iloc[-1]
    return above.iloc[0] if len(above) else None


_REMEDY = "Name the folder that pcn redraft --out wrote"


def _table(path: Path) -> pd.DataFrame:
    """A table of a redraft, with columns as of practices where it is one of small areas."""
    if not path.is_file():
        raise DataError(f"there is no {path.name}", source=str(path.parent), remedy=_REMEDY)
    if path.name == files.MOVES and len(path.read_bytes().splitlines()) == 1:  # nobody moves
        return pd.DataFrame(columns=[*MOVE, "reason"], dtype=str)
    return area_columns.read_back(safe_text.restore(practice_tables.read_rows(path)))
