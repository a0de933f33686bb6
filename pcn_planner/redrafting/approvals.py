"""What of today's networks is approved: all that is outside the rules, some kinds, or a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from boundaries.adjacency import edge_table
from boundaries.errors import DataError
from boundaries.files import columns, heard, strangers
from boundaries.files import text as files
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs.list_sizes import lists
from optimise.problem.rules import APPROVED, BORDERS, DOUGHNUTS, PIECES, SIZE, Approval, Rules
from optimise.verify import verify
from pcn_planner import safe_text
from pcn_planner.proposal import today
from pcn_planner.study.reading.load import with_borders
from pcn_planner.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
COLUMNS = ("network_id", "reason", "kinds", "approved_on")  #: of a table of approvals
KINDS = {"band": SIZE, "contiguity": PIECES, "borders": BORDERS, "no_doughnuts": DOUGHNUTS}


class ListedApproval(NamedTuple):
    """What a table says of a network that it approves."""

    reason: str
    day: str
    kinds: tuple[str, ...] = APPROVED


def irregular(study: Study, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Networks of today that are outside the rules -> in what, out of ``APPROVED``."""
    study = with_borders(study, rules.within)
    plain = Rules(
        floor=rules.floor,
        ceiling=rules.ceiling,
        within=rules.within,
        size=rules.size,
        no_doughnuts=rules.no_doughnuts,
    )
    checked = verify.verify(
        today.assignment(study), study.practices, study.graph, plain,
        units=study.units, outer=study.outer if rules.no_doughnuts else None,
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for finding in checked.findings:
        if finding.check in KINDS and finding.network_id is not None:
            found.setdefault(finding.network_id, set()).add(KINDS[finding.check])
    return {network: tuple(sorted(found[network])) for network in sorted(found)}


def approve(
    study: Study,
    rules: Rules,
    kinds: tuple[str, ...],
    *,
    counted: tuple[str, ...] = (),
    reasons: Mapping[str, tuple[str, str]] | None = None,
) -> Rules:
    """The rules with today's networks approved in these kinds, as far as they are irregular.

    ``reasons`` maps the networks approved to reason and date; ``None`` approves every one.
    ``counted`` kinds are still to be made fewer.
    """
    now = today.assignment(study)
    approved = []
    for network, wrong in irregular(study, rules).items():
        own = tuple(kind for kind in wrong if kind in kinds)
        if own and (reasons is None or network in reasons):
            reason, day = ("", "") if reasons is None else reasons[network]
            practices = tuple(sorted(code for code, n in now.items() if n == network))
            still = tuple(kind for kind in own if kind in counted)
            approved.append(Approval(network, practices, own, reason, day, still))
    return replace(rules, approved=tuple(approved))


def limited(
    study: Study,
    rules: Rules,
    approved: "Source | str | None",
    listed: Source | None = None,
    *,
    still: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Rules:
    """The rules with what may stay outside them, and with networks of today that do not change.

    ``approved`` as ``stated`` takes it, or a table; ``still`` as ``standing_still``.

    Raises
    ------
    DataError
        Today's networks are not known, or a name or text means nothing.
    """
    networks, only = map(tuple, still)
    groups = standing_still(study, networks, only) if networks or only else ()
    made = replace(rules, fixed=(*rules.fixed, *groups))
    if approved is None:
        return made
    if isinstance(approved, str | Path):
        return stated(study, made, str(approved), listed)
    return stated(study, made, name_of(approved), approved)


def stated(study: Study, rules: Rules, text: str, listed: Source | None = None) -> Rules:
    """The rules with what ``--approved`` says: ``all``, kinds, or a file of networks.

    ``listed`` is the table of that file, where a sheet of it is asked for.

    Raises
    ------
    DataError
        Today's networks are not known, or the text means nothing.
    """
    if study.current is None:
        raise DataError(
            "only networks of today can be approved",
            remedy="Name their column with --current",
        )
    if text.strip().casefold() == ALL:
        return approve(study, rules, APPROVED)
    kinds = tuple(part.strip() for part in text.split(","))
    if set(kinds) <= set(APPROVED):
        return approve(study, rules, kinds)
    rows = read(Path(text).expanduser() if listed is None else listed)
    known = sorted(set(today.assignment(study).values()))
    strange = sorted(set(rows) - set(known))
    strangers.refuse_alike(
        strange, known, what="networks approved", among="today's networks", source=text
    )
    if strange:
        raise DataError(
            "these are no networks of today",
            rows=strange,
            remedy=f"Use the values of the column named with --current: {columns.listed(known)}",
            source=text,
        )
    made = approve(
        study, rules, APPROVED, reasons={n: (row.reason, row.day) for n, row in rows.items()}
    )
    approved = tuple(_of_kinds(made.approved, rows))
    heard.tell(_idle(rows, made.approved, approved, text))
    return replace(made, approved=approved)


def read(path: Source) -> dict[str, ListedApproval]:
    """Network -> what is approved of it, from a table of ``COLUMNS``, in any capitals.

    Raises
    ------
    DataError
        The file cannot be read, has no column ``network_id``, or rows mean nothing.
    """
    table = edge_table.spelt(safe_text.restore(files.text_table(path)), COLUMNS)
    source = name_of(path)
    columns.refuse_repeated(table.columns, COLUMNS, source)
    if "network_id" not in table:
        raise DataError(
            "no column network_id",
            remedy=f"Give all, some of {', '.join(APPROVED)}, or a table of {', '.join(COLUMNS)}",
            source=source,
        )
    texts = table.reindex(columns=list(COLUMNS), fill_value="").fillna("").astype(str)
    wrong = [f"row {row}" for row in texts.index[texts["network_id"] == ""]]
    _refuse(wrong, "rows name no network", "Write the network in the column network_id", source)
    rows = texts.assign(approved_on=_dates(texts["approved_on"], source))
    rows["kinds"] = _kinds(texts["kinds"], source)
    _refuse_twice(rows, source)
    return {
        n: ListedApproval(reason, day, kinds)
        for n, reason, kinds, day in rows.itertuples(index=False)
    }


def _dates(cells: "pd.Series[str]", source: str) -> list[str]:
    """Each date as ISO has it, blank where there is none."""
    days = {text: day for day, texts in lists.iso_dates(cells, source).items() for text in texts}
    return [days.get(text, "") for text in cells]


def _kinds(cells: "pd.Series[str]", source: str) -> "pd.Series[Any]":
    """The kinds that each cell names; all of them where it is blank."""
    named = cells.str.casefold().str.findall(r"[^\s,;]+").map(tuple)
    known = zip(cells.index, cells, named, strict=True)
    wrong = [f"row {row}: {text!r}" for row, text, own in known if set(own) - set(APPROVED)]
    remedy = f"Write some of {', '.join(APPROVED)}, or leave the cell blank for all of them"
    _refuse(wrong, "rows approve what is no kind", remedy, source)
    return named.map(lambda own: own or APPROVED)


def _refuse_twice(rows: "pd.DataFrame", source: str) -> None:
    """Raise DataError where a network is approved in two ways."""
    apart = rows.drop_duplicates()
    twice = apart[apart["network_id"].duplicated(keep=False)].sort_values("network_id")
    told = [
        f"row {row} ({n}): {reason or 'no reason'}; {', '.join(kinds)}; {day or 'no date'}"
        for row, n, reason, kinds, day in twice.itertuples()
    ]
    remedy = "Keep one row for each network, with all its kinds in one cell"
    _refuse(told, "networks are approved in two ways", remedy, source)


def _refuse(rows: list[str], said: str, remedy: str, source: str) -> None:
    if rows:
        raise DataError(said, rows=rows, remedy=remedy, source=source)


def _of_kinds(made: Sequence[Approval], rows: Mapping[str, ListedApproval]) -> Iterator[Approval]:
    """The approvals in the kinds that are listed, those without any left out."""
    for one in made:
        kinds = tuple(kind for kind in one.kinds if kind in rows[one.network_id].kinds)
        if kinds:
            yield replace(one, kinds=kinds)


def _idle(
    rows: Mapping[str, ListedApproval],
    outside: Sequence[Approval],
    made: Sequence[Approval],
    source: str,
) -> Iterator[str]:
    """A sentence for each network listed whose approval does nothing."""
    wrong = {one.network_id: one.kinds for one in outside}
    for network in sorted(set(rows) - {one.network_id for one in made}):
        why = f"outside the rules in {', '.join(wrong[network])} alone" if network in wrong else (
            "within the rules")  # fmt: skip
        yield f"{source}: The approval of {network} does nothing: today it is {why}."


def standing_still(
    study: Study, networks: tuple[str, ...], only: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """Practices of each network that must not change: those named, and all but ``only``.

    Raises
    ------
    DataError
        A name is no network of today.
    """
    now = today.assignment(study)
    known = set(now.values())
    strange = sorted({*networks, *only} - known)
    if strange:
        raise DataError(
            "these are no networks of today",
            rows=strange,
            remedy="Use the values of the column named with --current",
        )
    still = set(networks) | (known - set(only) if only else set())
    return tuple(tuple(sorted(c for c, n in now.items() if n == one)) for one in sorted(still))
