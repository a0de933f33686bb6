"""What of today's networks is approved: all that is outside the rules, some kinds, or a list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from boundaries.errors import DataError
from boundaries.files import columns
from boundaries.files import text as files
from boundaries.files.tables.in_memory import Source, name_of
from optimise.problem.rules import APPROVED, BORDERS, DOUGHNUTS, PIECES, SIZE, Approval, Rules
from optimise.verify import verify
from pcn_planner import safe_text
from pcn_planner.proposal import today
from pcn_planner.study.reading.load import with_borders
from pcn_planner.study.study import Study

ALL = "all"
KINDS = {"band": SIZE, "contiguity": PIECES, "borders": BORDERS, "no_doughnuts": DOUGHNUTS}


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
    reasons = read(Path(text).expanduser() if listed is None else listed)
    known = set(today.assignment(study).values())
    strange = sorted(set(reasons) - known)
    if strange:
        raise DataError("these are no networks of today", rows=strange, source=text)
    return approve(study, rules, APPROVED, reasons=reasons)


def read(path: Source) -> dict[str, tuple[str, str]]:
    """Network -> reason and date, from a table of ``network_id, reason, approved_on``.

    Raises
    ------
    DataError
        The file cannot be read, or has no column ``network_id``.
    """
    table = safe_text.restore(files.text_table(path))
    columns.refuse_repeated(table.columns, ["network_id", "reason", "approved_on"], name_of(path))
    if "network_id" not in table:
        raise DataError(
            "no column network_id",
            remedy=f"Give all, some of {', '.join(APPROVED)}, or a table of network_id, reason, "
            "approved_on",
            source=name_of(path),
        )
    for name in ("reason", "approved_on"):
        table[name] = table.get(name, "")
    rows = table[["network_id", "reason", "approved_on"]].fillna("").astype(str)
    return {n: (reason, day) for n, reason, day in rows.itertuples(index=False)}


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
