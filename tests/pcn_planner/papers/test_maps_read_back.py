"""What stands on the maps of the papers, read back from the PDFs and held against the plan."""

import re
from collections import defaultdict

import geopandas as gpd
import pandas as pd
import pypdf
import pytest

from pcn_planner.papers.maps import place_names
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


def aloud(made, name):
    """What the pictures of a paper say to those who do not see them, in order."""
    root = pypdf.PdfReader(made / "pack" / name).trailer["/Root"]["/StructTreeRoot"]
    return [str(one["/Alt"]) for one in packed.elements(root["/K"], "/Figure")]


def test_maps_of_one_network_name_its_practices_its_neighbours_and_its_status(made, plan):
    own, (whole, *found) = members(plan), pages(made, "registration.pdf")
    assert {k: packed.number(n) for k, n in LABEL.findall(whole)} == packed.sums(plan)
    written = pd.read_csv(made / "plan" / "networks.csv").set_index("network_id")
    assert len(found) == len(own)
    for key, text in zip(sorted(own), found, strict=True):
        assert text.startswith(f"Area of network {key}\n")
        drawn = text[text.index("\n") : SCALE.search(text).start()]
        named = set(re.findall(r"Surgery (R\dC\d)", drawn))
        assert named == set(own[key])
        beside = set(re.findall(r"^([A-D])$", drawn, re.MULTILINE))
        assert beside
        assert beside <= set(own) - {key}
        assert set(LEGEND.findall(text)) == {written["status"][key]}


def test_names_of_places_are_texts_that_can_be_searched(made):
    areas = gpd.read_file(made / "plan" / "networks.geojson").to_crs("EPSG:27700")
    known = {name.upper() for name in place_names.for_map(areas, None).index}
    (text,) = pages(made, "map.pdf")
    said = {line for line in text.split("\n") if line in known}
    assert said
    assert not {one for one in said if one != one.upper()}


def test_maps_say_aloud_what_they_show(made, plan):
    own, (_, *said) = members(plan), aloud(made, "registration.pdf")
    assert len(said) == len(own)
    for key, text in zip(sorted(own), said, strict=True):
        names = ", ".join(f"Surgery {code}" for code in sorted(own[key]))
        start = f"Map of network {key}, with its {len(own[key])} practices: {names}. Beside it: "
        assert text.startswith(start)
        beside = set(text.removeprefix(start).removesuffix(".").split("; "))
        assert beside
        assert beside <= set(own) - {key}
    (moves,) = aloud(made, "change.pdf")
    written = pd.read_csv(made / "plan" / "networks.csv")
    inside = int((written["status"] == "in band").sum())
    assert moves.startswith(
        f"Map of {len(own)} networks with their ids and list sizes: {inside} in band. "
    )
    assert moves.endswith(" Arrows show 1 practice on the way to the network joined.")
