"""Sentences agree with a plan of one network, in papers and on the page for the public."""

import re
from dataclasses import asdict, replace

import geopandas as gpd
import pytest
import shapely

from boundaries.crs import BNG
from boundaries.words import NOUNS
from optimise.problem.plan import Status
from pcn_planner.consultation import page
from pcn_planner.papers import board, change, facts, material, registration
from pcn_planner.papers.formats.document import reworded
from pcn_planner.papers.maps import poster
from pcn_planner.proposal import compare
from pcn_planner.proposal.tables import network_table
from pcn_planner.study.inputs import AREAS, PRACTICES
from tests.support import drawn_plan

#: a number of one with a noun in the plural, behind a tag as well
MANY = re.compile(rf"(?<![\w.,:/-])1 (?:<[^>]+>)?(?:proposed )?(?:{'|'.join(NOUNS)})\b")


def alone(code, planned):
    """A plan of one practice in one network, which was in another with a second one."""
    tables = drawn_plan.plan()
    people = tables.practices.loc[[code]]
    networks = network_table(people, {code: "N1"}, names={}, floor=20_000, ceiling=60_000)
    networks = networks.assign(exception="")
    areas = gpd.GeoDataFrame(
        {"patients_inside": [1]}, networks.index, geometry=[drawn_plan.square(0, 1)], crs=BNG
    )
    empty = gpd.GeoDataFrame(geometry=gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=BNG))
    return replace(
        tables, practices=people, assignment={code: "N1"}, networks=networks, areas=areas,
        graph=tables.graph.subgraph([code]).copy(), footprints=None, conflicts=empty.iloc[:0],
        floor=20_000, ceiling=60_000, planned=planned,
    )  # fmt: skip


@pytest.mark.parametrize("planned", [PRACTICES, AREAS])
def test_no_sentence_says_one_networks(tmp_path, planned):
    tables = alone("P1", planned)
    asked = material.gather(
        tables, material.Claimed(True, Status.OPTIMAL, 0.0), before=tables,
        facts=facts.Facts({}), year="2026/27",
    )  # fmt: skip
    for make in (board.document, change.document, registration.document, poster.document):
        made = reworded(make(asked, tmp_path), asked.words.said)
        assert MANY.findall(repr(asdict(made))) == []
    html = page.render(tables, before=tables, asking=page.Asking("", "", None))
    assert MANY.findall(html) == []
    network = "neighbourhood" if planned == AREAS else "network"
    assert f"into 1 {network}." in html
    assert f"Map of the proposed {network}" in html
    assert "1 network, within the band." in repr(board.document(asked, tmp_path))


def test_one_practice_is_parted_from_the_network_it_was_in():
    tables = drawn_plan.plan()
    found = compare.of_tables(tables, replace(tables, assignment={**tables.assignment, "P5": "N1"}))
    assert found.sentences[0].startswith("1 of 5 practices")
    assert "is in another network" in found.sentences[0]
    said = "1 practice with 10,000 patients is parted from the largest part of the network it was"
    assert found.sentences[1] == f"{said} in."
