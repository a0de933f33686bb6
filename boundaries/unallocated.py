"""Labels that name no network and no team, as NHS publications and people write them."""

UNALLOCATED = frozenset({"", "u", "nan", "none", "<na>", "unallocated"})
"""In lower case; NHS publications write ``U`` (ePCN, 2019-)."""


def is_unallocated(label: object) -> bool:
    """Whether a label names no network: blank, missing, or the publications' ``U``."""
    return str(label).strip().casefold() in UNALLOCATED
