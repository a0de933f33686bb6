"""Messages as the app says them: no option of the command line, no folder of a session."""

import re
from collections.abc import Mapping
from pathlib import Path

_OPTION = r"--[a-z][a-z-]*"
_VALUE = r"(?:[ =](?:[A-Z_]+|[a-z_]+)=COLUMN|[ =][A-Z]{3,}|[ =]\{[^}]*\}|[ =][a-z]+=\d+)?"
#: what the command line calls by an option -> what the app has for it, first match counts
_SAID = (
    (
        re.compile(
            r"[Nn]ame the file's own (?:columns? )?with --columns(?: \S+=COLUMN)?"
            r"(?: and \S+=COLUMN)?"
        ),
        "choose its column under the file",
    ),
    (re.compile(r"Say which with --columns \S+=COLUMN"), "Choose its column under the file"),
    (re.compile(r"Map the columns with --columns [^,]*"), "Choose these columns under the file"),
    (re.compile(r"--columns cannot map"), "there is no name"),
    (re.compile(r",? or say that the places are meant with --accept-places"),
     ", or say on the page Start that they are meant"),
    (re.compile(r"[;,]? or leave (?:these )?practices out with --exclude(?: [\w,]+)?"),
     ", or leave these rows out"),
    (re.compile(r"\(of rows by sex or age, only those for ALL: --where\)"),
     "(of rows by sex or age, only those for ALL)"),
    (re.compile(
        r"if this is the land, give it with --outline; if its areas are teams, with --footprints"
    ),
     "if this is the land, or its areas are teams, say so under the file"),
    (re.compile(r"Name it with --within or with --soft"),
     "Make it a border that nobody crosses or one with a price"),
)  # fmt: skip
_EXAMPLE = re.compile(r",? as in \d+:\d+")  #: of a range, as the command line takes it
_BRACKETS = re.compile(rf" ?\((?:[^()]*, )?{_OPTION}[^()]*\)")
_WITH = re.compile(rf"(?:,| or)? (?:with|by|in|for|on) {_OPTION}{_VALUE}")
_BARE = re.compile(rf"{_OPTION}{_VALUE}")


def reworded(text: str, folder: Path | None = None) -> str:
    """A message for a page: options in the app's words, uploads under their own names.

    ``folder`` is the session's, under which its uploads lie.
    """
    plain = _EXAMPLE.sub("", text if folder is None else without_folder(text, folder))
    if "--" not in plain:
        return plain
    for pattern, words in _SAID:
        plain = pattern.sub(words, plain)
    plain = _WITH.sub("", _BRACKETS.sub("", plain))
    return _BARE.sub(lambda found: found[0].split("=")[0].split()[0][2:].replace("-", " "), plain)


def named(text: str, names: Mapping[str, str]) -> str:
    """A sentence in which every ``network ID`` has its name as well."""
    known = {key: name for key, name in names.items() if name and name != key}
    if not known:
        return text
    one = "|".join(re.escape(key) for key in sorted(known, key=len, reverse=True))
    return re.sub(
        rf"([Nn]etwork )({one})\b", lambda found: f"{found[1]}{found[2]} {known[found[2]]}", text
    )


def without_folder(text: str, folder: Path) -> str:
    """A message whose files have their names alone, not where the session keeps them."""
    inside = re.escape(str(folder)) + r"/(?:uploaded(?: \d+)?/|inputs/[^/\s]+/)?"
    return re.sub(inside, "", text)
