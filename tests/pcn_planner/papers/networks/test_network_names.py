"""A network has one name in all papers of a pack, and is told once where that is its id."""

from dataclasses import replace

import pytest

from pcn_planner.papers import change, facts, material, registration
from pcn_planner.papers.formats import workbook
from pcn_planner.papers.formats.document import Table
from pcn_planner.papers.networks import each_network
from tests.support.drawn_plan import plan


def of(tables, known=None):
    code = sorted(tables.assignment)[0]
    other = next(k for k in tables.assignment.values() if k != tables.assignment[code])
    before = replace(tables, assignment={**tables.assignment, code: other})
    return material.gather(
        tables, material.Claimed(True, None, None), before=before,
        facts=facts.Facts(known or {}), year="2026/27",
    ), tables.assignment[code]  # fmt: skip


def test_the_name_that_people_gave_is_in_every_paper(tmp_path):
    tables = plan()
    keys = list(map(str, tables.networks.index))
    given, key = of(tables, {one: {"network_name": f"ALDER {one} PCN"} for one in keys})
    name, said = f"ALDER {key} PCN", f"{key} ALDER {key} PCN"
    assert registration.name_of(given, key) == name
    found = change.compared(given)
    assert said in [row[0] for row in change._approving(found, given)]
    tables_of = [one for one in change.document(given, tmp_path).blocks if isinstance(one, Table)]
    assert tables_of[0].rows[0][4] == said
    assert said in [row[1] for row in tables_of[1].rows]
    pair = next(one for one in found.pairs if one.network_after == key)
    assert each_network.pair_called(pair, given).removesuffix(", new") == said
    named = workbook.sheets(given)["networks"].set_index("network_id")["name"]
    assert named[key] == name


@pytest.mark.parametrize(
    ("network", "name", "said"),
    [
        ("UZ0001", "UZ0001", "UZ0001"),
        ("UZ0001", "Uz0001", "UZ0001"),
        ("UZ0001", "", "UZ0001"),
        ("BLACKBURN EAST PCN", "BLACKBURN EAST PCN", "BLACKBURN EAST PCN"),
        ("N01", "BLACKBURN EAST PCN", "N01 Blackburn East PCN"),
    ],
)
def test_an_id_that_is_the_name_is_told_once_as_written(network, name, said):
    tables = plan()
    first = tables.networks.index[0]
    networks = tables.networks.assign(name="x").rename(index={first: network})
    networks.loc[network, "name"] = name
    placed = {c: network if k == first else k for c, k in tables.assignment.items()}
    areas = tables.areas.rename(index={first: network})
    tables = replace(tables, networks=networks, assignment=placed, areas=areas)
    assert each_network.called(network, tables) == said
    given, _ = of(tables)
    assert said.endswith(registration.name_of(given, network))
