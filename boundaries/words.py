"""Sentences: verbs and nouns agree with numbers in them, and each is one line."""

import re

#: what is counted in messages, in the plural
NOUNS = (
    "areas", "branches", "cells", "checks", "codes", "columns", "comments", "conflicts",
    "exceptions", "features", "files", "findings", "kilometres", "lines", "metres", "moves",
    "names", "neighbourhoods", "networks", "nurses", "overlaps", "patients", "pieces", "places",
    "points", "polygons", "practices", "registrations", "residents", "rows", "shapes", "sites",
    "teams", "things", "units", "values",
)  # fmt: skip
VERBS = {"have": "has", "are": "is", "were": "was", "do": "does", "still stop": "still stops"} | {
    verb: f"{verb}s"
    for verb in ("belong", "break", "change", "count", "differ", "lead", "lie", "live", "name",
                 "need", "sit", "stand", "stay", "touch", "work")
}  # fmt: skip
KINDS = ("area", "border", "branch", "census", "invalid", "main", "other", "practice", "small",
         "unlikely")  # fmt: skip
_ONE = re.compile(
    rf"(?<![\w.,:/-])(1 (?:(?:{'|'.join(KINDS)}) )?)({'|'.join(NOUNS)})\b"
    rf"(?:((?: (?:of|in|from|with|without|named|that|still)(?: [\w']+){{0,5}}?)?) "
    rf"({'|'.join(VERBS)})\b)?"
)
#: what ends a line, moves the cursor or turns the direction of what follows
_BREAKS = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+\s*")


def unbroken(text: str) -> str:
    """The text with a blank for line ends and control characters: nobody's words make a line.

    Text of others may hold them (a comment, a name in a quoted cell), and what follows a line end
    would stand in a list of lines as if the tool had said it.
    """
    return _BREAKS.sub(" ", text).strip()


def agreed(sentence: str) -> str:
    """The sentence with ``1 practice has`` where it says ``1 practices have``."""
    return _ONE.sub(_singular, sentence)


def _singular(found: "re.Match[str]") -> str:
    one, noun, between, verb = found.groups()
    noun = noun[:-2] if noun.endswith("ches") else noun[:-1]
    return f"{one}{noun}{between or ''}" + (f" {VERBS[verb]}" if verb else "")
