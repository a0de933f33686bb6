"""The picture of a redraft: its labels keep off each other, off arrows and off practices."""

import re
from base64 import b64decode

import numpy as np

from pcn_planner.maps import templates
from pcn_planner.papers.maps import labels as map_labels
from pcn_planner.redrafting import picture
from pcn_planner.views.parts import pictures
from tests.support import small_study


def test_points_along_an_arrow_reach_from_end_to_end_without_a_gap():
    along = picture._shaft((1.0, 2.0, 7.0, 10.0, "moved"))
    assert along[0].tolist() == [1.0, 2.0]
    assert along[-1].tolist() == [7.0, 10.0]
    assert np.hypot(*np.diff(along, axis=0).T).max() <= picture.SHAFT_MM


def test_a_label_under_an_arrow_steps_aside():
    shaft = picture._shaft((10.0, 60.0, 110.0, 60.0, "moved"))
    wanted = picture._label("N08", (60.0, 60.0))
    found = map_labels.placed([wanted], (0.0, 0.0, picture.WIDTH, picture.HEIGHT), shaft)
    west, south, east, north = map_labels.box_at(wanted, *found["N08"])
    x, y = shaft.T
    assert not ((x >= west) & (x <= east) & (y >= south) & (y <= north)).any()


def test_a_name_stands_under_its_id_where_there_is_room(tmp_path):
    tables = small_study.session(tmp_path).proposal.tables
    drawn = picture.today(tables)
    texts = re.findall(
        r'<text (?:class="name" )?x="([^"]+)" y="([^"]+)" font-size="([^"]+)"[^>]*>([^<]+)<', drawn
    )
    ids = {text: (float(x), float(y)) for x, y, size, text in texts if size == "2.6"}
    names = {text: (float(x), float(y)) for x, y, size, text in texts if size == "2.1"}
    assert set(ids) == {"A", "B", "C", "D"}
    assert set(names) == {"Alder PCN"}
    (x, y), (below_x, below_y) = ids["A"], names["Alder PCN"]
    assert below_x == x
    assert 2 < abs(below_y - y) < 4


def test_a_picture_is_dark_where_the_app_is(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(pictures.st, "html", shown.append)
    for dark in (False, True):
        monkeypatch.setattr(pictures.frames, "dark", lambda dark=dark: dark)
        pictures.svg("<svg viewBox='0 0 1 1'></svg>", "A map")
    inside = [b64decode(re.search('base64,([^"]+)', one)[1]).decode() for one in shown]
    assert inside == ["<svg viewBox='0 0 1 1'></svg>", f"{pictures.DARK}viewBox='0 0 1 1'></svg>"]
    assert ".pcn-dark text" in templates.asset("moves.svg")
