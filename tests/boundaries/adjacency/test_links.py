import networkx as nx
import pandas as pd
import pytest

from boundaries.adjacency import edge_table, links
from boundaries.adjacency import graph as adjacency
from boundaries.errors import DataError
from tests.support.places import practices_at, units_of

THREE = practices_at([(0, 0), (1_000, 0), (2_000, 0)])
ONE_UNIT = units_of(THREE, "XXX")


def chain():
    graph = nx.Graph()
    graph.add_nodes_from(THREE.index)
    measures = {"border_m": 12.5, "catchment_share": 0.0, "note": ""}
    graph.add_edge("A000", "A001", reasons=("border_m",), **measures)
    return graph


def rows(*links_):
    return pd.DataFrame(links_, columns=links.COLUMNS, index=range(2, len(links_) + 2))


def test_add_makes_a_bridge_with_its_reason_as_note():
    graph = links.apply(chain(), rows(("A002", "A001", "add", "Ferry")), ONE_UNIT)
    assert graph.edges["A001", "A002"] == {
        "reasons": ("bridge",),
        "border_m": 0.0,
        "catchment_share": 0.0,
        "note": "Ferry",
    }


def test_add_to_neighbours_keeps_what_was_known():
    graph = links.apply(chain(), rows(("A000", "A001", "add", "Bridge")), ONE_UNIT)
    assert graph.edges["A000", "A001"]["reasons"] == ("border_m", "bridge")
    assert graph.edges["A000", "A001"]["border_m"] == 12.5


def test_remove_parts_neighbours_and_leaves_the_given_graph_alone():
    before = chain()
    graph = links.apply(before, rows(("A001", "A000", "remove", "Railway")), ONE_UNIT)
    assert not graph.has_edge("A000", "A001")
    assert before.has_edge("A000", "A001")


def test_removing_what_is_not_there_is_said():
    graph = links.apply(chain(), rows(("A000", "A002", "remove", "Hill")), ONE_UNIT)
    assert graph.graph["notes"] == ["Links: A000 and A002 were not neighbours anyway."]


def test_practices_left_out_on_purpose_do_nothing():
    given = rows(("A000", "B999", "add", "Ferry"), ("A001", "A002", "add", "Lane"))
    graph = links.apply(chain(), given, ONE_UNIT, left_out={"B999"})
    assert graph.has_edge("A001", "A002")
    assert graph.graph["notes"] == ["Links: 1 rows name practices left out and do nothing."]


@pytest.mark.parametrize(
    ("given", "units", "message"),
    [
        (rows(("A000", "B999", "add", "Ferry")), "XXX", r"not in the practice table: row 2: B999"),
        (rows(("A000", "A000", "add", "Ferry")), "XXX", r"to itself: row 2: A000"),
        (rows(("A001", "A002", "add", "Ferry")), "XXY", r"hard border: row 2: A001 and A002"),
        (
            rows(("A001", "A002", "add", "Ferry"), ("A002", "A001", "remove", "Storm")),
            "XXX",
            r"both add and remove a pair: row 2: A001 and A002; row 3",
        ),
    ],
    ids=["unknown_code", "itself", "across_a_border", "add_and_remove"],
)
def test_links_that_cannot_be_are_refused(given, units, message):
    with pytest.raises(DataError, match=message):
        links.apply(chain(), given, units_of(THREE, units))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("practice_a,practice_b,action\nA,B,add\n", "no column reason"),
        ("practice_a,practice_b,action,reason\nA,B,join,Ferry\n", "neither add nor remove: row 2"),
        ("practice_a,practice_b,action,reason\nA,B,add,\n", "no reason: row 2: A and B"),
        ("practice_a,practice_b,action,reason\n", "no rows"),
    ],
    ids=["column_missing", "other_action", "reason_missing", "header_only"],
)
def test_a_list_that_cannot_be_read_is_refused(tmp_path, text, message):
    path = tmp_path / "links.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        adjacency.read_links(path)


def test_a_list_is_read_with_its_rows(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("reason,practice_a,practice_b,action\nFerry ,A, B,Add\n\nHill,B,C,remove\n")
    table = adjacency.read_links(path)
    assert table.to_dict("split")["data"] == [
        ["A", "B", "add", "Ferry"],
        ["B", "C", "remove", "Hill"],
    ]
    assert table.index.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("B999", r"links\.csv: pairs name practices .*: row 2: B999"),
        ("", r"links\.csv: pairs name practices .*: row 2: \(blank\)"),
        (
            "a001",
            r"links\.csv: 1 practice code of the pairs differs .* capitals: a001 here, A001 there",
        ),
    ],
)
def test_a_link_of_nobody_is_refused_by_file_and_row(tmp_path, other, said):
    path = tmp_path / "links.csv"
    path.write_text(f"practice_a,practice_b,action,reason\nA000,{other},add,Ferry\n")
    with pytest.raises(DataError, match=said):
        links.apply(chain(), adjacency.read_links(path), units_of(THREE, "XXX"))


@pytest.mark.parametrize(
    ("measure", "value", "most"),
    [
        ("catchment_share", "5", "1"), ("catchment_share", "-0.1", "1"),
        ("border_m", "1e300", "10,000,000"),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_is_refused_with_its_range(measure, value, most):
    rows = pd.DataFrame({"practice_a": ["A"], "practice_b": ["B"], measure: [value]})
    with pytest.raises(DataError, match=f"{measure} is not a number from 0 to {most}: row"):
        edge_table.read(rows)
