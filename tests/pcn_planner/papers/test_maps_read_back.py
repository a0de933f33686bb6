"""What stands on the maps of the papers, read back from the PDFs and held against the plan."""

import re
from collections import defaultdict

import pandas as pd
import pypdf
import pytest

from tests.support import packed

LABEL = re.compile(r"([A-D])\n(\d+,\d{3})")  #: a network, and its list under it
SCALE = re.compile(r"^N\n([\d.]+) (k?m)$", re.MULTILINE)  #: north, then the length of the bar
LEGEND = re.compile(r"Network (in band|below the floor|above the ceiling)")


def pages(made, name):
    """The text of every page that has a map."""
    every = [page.extract_text() for page in pypdf.PdfReader(made / "pack" / name).pages]
    return [text for text in every if SCALE.search(text)]


def members(plan):
    out = defaultdict(list)
    for code, key in plan["network"].items():
        out[key].append(code)
    return out


@pytest.mark.parametrize("name", ["map.pdf", "board.pdf", "change.pdf"])
def test_maps_of_all_networks_say_the_lists_and_the_statuses_of_the_plan(made, plan, name):
    (text,) = pages(made, name)
    labels = {key: packed.number(size) for key, size in LABEL.findall(text)}
    assert labels == packed.sums(plan)
    written = pd.read_csv(made / "plan" / "networks.csv")
    assert set(LEGEND.findall(text)) == set(written["status"])
    assert ("Practice that moves" in text) == (name == "change.pdf")


def test_maps_of_one_network_name_its_practices_and_its_status(made, plan):
    own, (whole, *found) = members(plan), pages(made, "registration.pdf")
    assert {k: packed.number(n) for k, n in LABEL.findall(whole)} == packed.sums(plan)
    written = pd.read_csv(made / "plan" / "networks.csv").set_index("network_id")
    assert len(found) == len(own)
    for key, text in zip(sorted(own), found, strict=True):
        assert text.startswith(f"Area of network {key}\n")
        drawn = text[text.index("\n") : SCALE.search(text).start()]
        named = set(re.findall(r"Surgery (R\dC\d)", drawn))
        assert named == set(own[key])
        assert set(LEGEND.findall(text)) == {written["status"][key]}
