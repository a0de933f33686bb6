"""The fewest of a person's rules that leave no plan between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from optimise.problem.rules import TOLD, Group, Rules


def groups_by_rule(rules: Rules) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Rule name -> its groups, in the order in which they are named to people."""
    alone = tuple((code,) for code in rules.alone)
    return (
        ("together", rules.together),
        ("apart", rules.apart),
        ("fixed", rules.fixed),
        ("alone", alone),
    )


def named(rule: str, group: Group) -> str:
    """One rule as people read it: ``together: A, B``."""
    return f"{rule}: {', '.join(group)}"


def networks_asked(rules: Rules) -> str:
    """The number of networks asked for as people read it."""
    least, most = rules.networks or (None, None)
    at_least = f"at least {least}" if least is not None else ""
    at_most = f"at most {most}" if most is not None else ""
    return "networks: " + " and ".join(part for part in (at_least, at_most) if part)


#: Rule that is not about a group -> its value where nothing is asked, and its name for people.
SETTINGS: Mapping[str, tuple[Any, str]] = {
    "networks": (None, "{}"),
    "stay": ((), "stay: {} (--stay)"),
    "moves_max": (None, "at most {} practices move (--moves-max)"),
    "patients_moved_max": (None, "at most {} patients move (--patients-moved-max)"),
    "same_premises": (TOLD, "practices at one place {} (--same-premises told parts them)"),
    "no_doughnuts": (False, "no network encloses another (--allow-doughnuts lets one)"),
}


@dataclass(frozen=True)
class _Stated:
    """One rule as a person stated it; ``said`` where it is of no group."""

    rule: str
    group: Group
    said: str = ""

    def __str__(self) -> str:
        return self.said or named(self.rule, self.group)


def _settings(rules: Rules) -> list[_Stated]:
    """The rules of no group that ask for anything."""
    asked = {rule: getattr(rules, rule) for rule in SETTINGS}
    told = asked | {"networks": networks_asked(rules), "stay": ", ".join(rules.stay)}
    return [
        _Stated(rule, (), said.format(told[rule]))
        for rule, (nothing, said) in SETTINGS.items()
        if asked[rule] != nothing
    ]


def smallest_conflicting_rules(
    rules: Rules, infeasible: Callable[[Rules], bool]
) -> tuple[str, ...]:
    """Rules that together leave no plan, none of which could be spared.

    Deletion filtering (Chinneck and Dravnieks 1991, ORSA Journal on Computing 3(2), 157-168),
    trying to drop many rules at once before single ones.

    Parameters
    ----------
    rules
        Rules that leave no plan.
    infeasible
        Whether the rules given leave no plan; asked again and again. Monotone: fewer rules
        never make it true.

    Returns
    -------
    The rules by name (``"together: A, B"``), in the order together, apart, fixed, alone, and
    those of ``SETTINGS``; empty where the rules do leave a plan, or none of these is to blame.
    """
    stated = [_Stated(rule, group) for rule, groups in groups_by_rule(rules) for group in groups]
    stated += _settings(rules)
    if not infeasible(rules):
        return ()
    chunk = len(stated)
    while chunk >= 1:
        for start in range(len(stated) - chunk, -1, -chunk):
            fewer = stated[:start] + stated[start + chunk :]
            if infeasible(_only(rules, fewer)):
                stated = fewer
        chunk //= 2
    return tuple(map(str, stated))


def _only(rules: Rules, stated: list[_Stated]) -> Rules:
    """The rules reduced to those stated."""
    of = {
        name: tuple(s.group for s in stated if s.rule == name) for name, _ in groups_by_rule(rules)
    }
    kept = {one.rule for one in stated}
    rules = replace(rules, **{s: none for s, (none, _) in SETTINGS.items() if s not in kept})
    return replace(
        rules,
        together=of["together"],
        apart=of["apart"],
        fixed=of["fixed"],
        alone=tuple(code for (code,) in of["alone"]),
    )
