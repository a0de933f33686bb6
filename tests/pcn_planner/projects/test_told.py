"""Facts of networks in a project: cell by cell, so that no writer undoes another."""

import os

import geopandas as gpd
import pytest
import shapely

from pcn_planner.consultation.page import Asking
from pcn_planner.papers.facts import Facts
from pcn_planner.projects import leftovers, told
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.projects.stored.database import transaction


@pytest.fixture
def project(tmp_path):
    return Project.create(tmp_path / "Town.pcn", author="Ada")


def test_two_writers_of_different_cells_both_stay(project):
    told.keep_facts(project, {"A": {"clinical_director": "Dr A"}})
    told.keep_facts(project, {"A": {"nominated_payee": "P"}, "B": {"contact": "x"}})
    told.keep_facts(project, {"B": {"contact": ""}})
    assert told.facts(project.path).of == {
        "A": {"clinical_director": "Dr A", "nominated_payee": "P"}
    }


def test_what_differs_is_told_cell_by_cell_and_only_of_these_networks():
    before = Facts({"A": {"contact": "x", "reason": "why"}, "C": {"contact": "z"}})
    given = Facts({"A": {"contact": "", "reason": "why"}, "B": {"reason": "new"}})
    assert told.changed(given, before, ["A", "B"]) == {"A": {"contact": ""}, "B": {"reason": "new"}}


def test_who_asks_comes_back_and_is_blank_where_nobody_said(project):
    assert told.asking(project.path) == Asking()
    told.keep_asking(project, Asking("ICB", "a@b", "2026-09-30"))
    assert told.asking(project.path) == Asking("ICB", "a@b", "2026-09-30")


def test_layers_come_back_to_the_metre_and_those_that_are_none_are_passed_over(project):
    line = shapely.LineString([(399_000.4, 404_000), (409_000, 404_000)])
    told.keep_layers(project, {"river": gpd.GeoDataFrame(geometry=[line], crs="EPSG:27700")})
    [(name, kept)] = told.layers(project.path).items()
    assert name == "river"
    assert kept.crs.to_epsg() == 27_700
    assert kept.geometry.iloc[0].equals_exact(line, 0.5)
    contents.keep_fact(project, told.LAYERS, {"bad": ["LINESTRING (", 7], "worse": "x"})
    assert len(told.layers(project.path)["bad"]) == 0
    told.keep_layers(project, {})
    assert told.layers(project.path) == {}


def test_facts_that_are_none_are_passed_over(project):
    contents.keep_fact(project, told.NETWORKS, {"A": "text", "B": {"contact": 5}})
    assert told.facts(project.path).of == {"B": {"contact": "5"}}


def test_parts_of_killed_makers_are_swept_and_those_being_written_are_not(project, monkeypatch):
    folder = project.path.parent
    left, journal, fresh, held = (
        folder / f".Town.pcn.{end}"
        for end in ("0a1b2c3d", "0a1b2c3d-journal", "11111111", "22222222")
    )
    left.write_bytes(b"half a file")
    journal.write_bytes(b"")
    fresh.write_bytes(b"half a file")
    Project.create(held)
    others = [project.path, folder / ".Town.pcn", folder / ".notes.txt.0a1b2c3d"]
    for path in others[1:]:
        path.write_text("x")
    leftovers.swept.cache_clear()
    now = left.stat().st_mtime
    monkeypatch.setattr(leftovers, "STILL_S", 60.0)
    for path in (left, journal, held):
        os.utime(path, (now - 1_000, now - 1_000))
    with transaction(held):
        assert leftovers.swept(folder) > 0
        assert held.is_file()
    assert not left.exists()
    assert not journal.exists()
    assert fresh.is_file()
    assert all(path.is_file() for path in others)
    leftovers.swept.cache_clear()
    os.utime(held, (now - 1_000, now - 1_000))
    assert leftovers.swept(folder) == 1
    leftovers.swept.cache_clear()
