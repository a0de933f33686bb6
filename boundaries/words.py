"""Numbers in sentences: verbs and nouns agree with them."""

import re

#: what is counted in messages, in the plural
NOUNS = (
    "areas", "branches", "cells", "checks", "codes", "columns", "comments", "conflicts",
    "exceptions", "features", "files", "findings", "kilometres", "lines", "metres", "moves",
    "names", "networks", "nurses", "overlaps", "patients", "pieces", "places", "points", "polygons",
    "practices", "registrations", "rows", "shapes", "sites", "teams", "things", "units", "values",
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


def agreed(sentence: str) -> str:
    """The sentence with ``1 practice has`` where it says ``1 practices have``."""
    return _ONE.sub(_singular, sentence)


def _singular(found: "re.Match[str]") -> str:
    one, noun, between, verb = found.groups()
    noun = noun[:-2] if noun.endswith("ches") else noun[:-1]
    return f"{one}{noun}{between or ''}" + (f" {VERBS[verb]}" if verb else "")
