"""What still stops the registration of networks, and where that is mended."""

from dataclasses import dataclass
from datetime import date

from pcn_planner.papers.material import Material
from pcn_planner.papers.networks import excused, failed
from pcn_planner.words import counted, spoken

FACTS = "facts"  #: where facts of networks are written


@dataclass(frozen=True)
class Stop:
    """Something that stops registration, and where in the app it is mended.

    Parameters
    ----------
    network
        The network's id, blank for the whole plan.
    why
        A sentence without a full stop.
    where
        The page of the app, ``FACTS`` for the table of facts on the page Documents.
    mend
        What is to be done there.
    """

    network: str
    why: str
    where: str
    mend: str


def stops(material: Material) -> list[Stop]:
    """What still stops registration, that of the whole plan first."""
    failing = [Stop(key, why, "draft", "Mend the plan") for key, why in failed.checks(material)]
    out = [one for one in failing if not one.network]
    if not material.of_areas:
        out += _of_lists(material)
    for key in map(str, material.tables.networks.index):
        out += [one for one in failing if one.network == key]
        out += [Stop(key, why, FACTS, mend) for why, mend in _missing(material, key)]
    return out


def _of_lists(material: Material) -> list[Stop]:
    """What is wrong of the date of the lists."""
    out = []
    if (why := wrong_date(material.lists_date)) is not None:
        out.append(Stop("", why, "start", "Load lists of 1 January"))
    if len(material.lists_dates) > 1:
        why = f"List sizes are of {_spoken_days(material)}, not of one date"
        out.append(Stop("", why, "start", "Load lists of one date"))
    return out


def nothing(material: Material) -> str:
    """A sentence where nothing is still to do."""
    asked = "every network has what registration asks for"
    return "Nothing is missing." if material.of_areas else f"Nothing is missing: {asked}."


def stopped(material: Material, where: str = "") -> str:
    """A sentence on how many things are still to do, and what lists them; blank where none is."""
    return said(len(stops(material)), where, of_areas=material.of_areas)


def said(count: int, where: str = "", *, of_areas: bool = False) -> str:
    """As ``stopped``, of so many things, which of areas stop no registration."""
    if not count:
        return ""
    them = "it" if count == 1 else "them"
    verb = ("is" if count == 1 else "are") if of_areas else ("stops" if count == 1 else "stop")
    still = f"{verb} still open" if of_areas else f"still {verb} registration"
    return f"{counted(count, 'thing')} {still}{f'; {where} lists {them}' if where else ''}."


def _missing(material: Material, key: str) -> list[tuple[str, str]]:
    """What people have not given of a network yet."""
    out = []
    if (missing := material.facts.missing(key)) and not material.of_areas:
        verb = "is" if len(missing) == 1 else "are"
        blank = " and ".join(missing).lower()
        out.append((f"{blank.capitalize()} {verb} blank", f"Write {blank}"))
    exception = material.tables.networks["exception"].get(key, "")
    if exception and not excused.reason(material, key):
        out.append(("It is outside the band and nobody has given a reason", "Give the reason"))
    return out


def wrong_date(lists_date: str | None) -> str | None:
    """Why the date of the lists is not what registration asks for; ``None`` where it is."""
    if lists_date is None:
        return "The date of the list sizes is not known; it has to be 1 January"
    day = date.fromisoformat(lists_date)
    if (day.day, day.month) == (1, 1):
        return None
    return f"List sizes are of {spoken(day)}; registration asks for 1 January"


def called_paper(material: Material) -> str:
    """What other papers call this one."""
    return f"the {'proposal' if material.of_areas else 'registration'} paper"


def heading(material: Material) -> str:
    """What stands above the things that are still to do."""
    return f"Before this can be {'decided' if material.of_areas else 'submitted'}"


def lists_day(material: Material) -> str:
    """The date of the lists in words, all of them where there are several; blank where unknown."""
    if len(material.lists_dates) > 1:
        return _spoken_days(material)
    known = material.lists_date
    return spoken(date.fromisoformat(known)) if known else ""


def _spoken_days(material: Material) -> str:
    """All dates of the lists in words: "1 October 2020 and 1 January 2021"."""
    days = [spoken(date.fromisoformat(one)) for one in material.lists_dates]
    return " and ".join(filter(None, (", ".join(days[:-1]), *days[-1:])))
