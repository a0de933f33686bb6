"""Every tool divides a tiny area, is judged by one measure, and stands in a table that renders."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import areas, components, england, england_units, judging, peers, run, tables
from benchmarks.areas import Area
from benchmarks.measure import Answer, Measured, PeakMemory, Tool, measured
from optimise.problem.plan import Status


@pytest.fixture(scope="module")
def tiny() -> Area:
    return areas.tiny()


@pytest.fixture(scope="module")
def proven(tiny: Area) -> Answer:
    return peers.PLANNER.run(tiny, 900.0)  # the first solve on a machine compiles


def judged(area: Area, answer: Answer, bound: float | None) -> judging.Row:
    return judging.row(area, "a tool", Measured(answer, 1.0, 0.5, 0.0, 100.0), bound)


def test_this_tool_proves_the_tiny_area(tiny: Area, proven: Answer) -> None:
    row = judged(tiny, proven, proven.bound)
    assert (row["status"], row["contiguous"], row["objective / bound"]) == (
        "optimal",
        "100%",
        "1.0000",
    )


def test_the_compact_model_agrees_in_a_process_of_its_own(tiny: Area, proven: Answer) -> None:
    found = measured("benchmarks.peers:COMPACT", tiny, limit_s=120.0)
    row = judging.row(tiny, "compact", found, proven.bound)
    assert (row["status"], row["objective / bound"]) == ("optimal", "1.0000")
    assert found.seconds
    assert found.import_s
    assert found.peak_mib


def worth(row: judging.Row) -> tuple[int, float]:
    """Patients outside the band first, then the cost: less is better, and nothing beats a proof."""
    outside = str(row["patients outside band"]).replace(",", "")
    return int(outside), float(str(row["objective / bound"]))


@pytest.mark.parametrize(
    ("tool", "package"),
    [(peers.MAX_P, "spopt"), (peers.RECOM, "gerrychain")],
    ids=["max-p", "recom"],
)
@pytest.mark.deep
@pytest.mark.filterwarnings("ignore")  # what other projects' packages warn of when imported
def test_heuristics_answer_with_whole_plans(
    tiny: Area, proven: Answer, tool: Tool, package: str
) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed; it comes with [bench]")
    tool.load()
    ours, theirs = (judged(tiny, a, proven.bound) for a in (proven, tool.run(tiny, 30.0)))
    assert (theirs["status"], theirs["contiguous"]) == ("heuristic", "100%")
    assert worth(theirs) >= worth(ours)


def test_a_practice_left_out_is_said(tiny: Area, proven: Answer) -> None:
    first, *others = proven.networks
    row = judged(tiny, replace(proven, networks=[first[1:], *others]), proven.bound)
    assert row["status"] == "not every practice once"
    assert row["objective / bound"] == tables.NOTHING


def test_a_network_in_two_pieces_is_counted(tiny: Area) -> None:
    code = min(tiny.graph, key=tiny.graph.degree)
    far = next(c for c in sorted(tiny.graph) if c != code and not tiny.graph.has_edge(c, code))
    rest = [c for c in sorted(tiny.graph) if c not in (code, far)]
    assert not judging.in_one_piece(tiny, [code, far])
    row = judged(tiny, Answer("made", [[code, far], rest]), None)
    assert row["contiguous"] != "100%"


def test_patients_outside_the_band_are_counted(tiny: Area) -> None:
    everyone = [sorted(tiny.practices.index)]
    row = judged(tiny, Answer("made", everyone), None)
    over = int(tiny.practices["patients"].sum()) - tiny.rules.ceiling
    assert over > 0
    assert row["patients outside band"] == f"{over:,}"
    assert row["in band"] == "0.0%"


def test_parts_are_cut_at_large_practices_and_borders(tiny: Area) -> None:
    patients = tiny.practices["patients"].copy()
    patients.iloc[0] = tiny.rules.ceiling + 1
    units = tiny.units.copy()
    units.iloc[1] = "an enclave"
    problem = replace(tiny, practices=tiny.practices.assign(patients=patients), units=units)
    cut = components.split(problem.problem())
    rows = sorted(k for part in (*cut.settled, *cut.open) for k in part)
    assert rows == list(range(len(patients)))
    assert [0] in cut.settled
    assert [1] in cut.settled


def test_a_tool_that_is_not_there_is_a_line_not_a_crash(tiny: Area) -> None:
    found = measured("benchmarks.tables:NO_SUCH_TOOL", tiny, limit_s=60.0)
    assert found.answer.status.startswith("failed: AttributeError")
    assert found.answer.networks == []


def test_a_tool_that_takes_too_long_is_ended(tiny: Area) -> None:
    found = measured("benchmarks.peers:PLANNER", tiny, limit_s=0.0, patience_s=0.2)
    assert found.answer.status == "ended after 0 s"


def test_peak_memory_sees_an_array_come() -> None:
    with PeakMemory() as peak:
        before = peak.mib
        block = np.ones(40 * 2**20 // 8)
        while peak.mib < before + 20:
            block += 1.0
    assert peak.mib > 40


def test_a_table_has_as_many_cells_in_every_line() -> None:
    text = tables.table([{"a | b": "x | y\nz", "n": "1,200"}, {"a | b": None, "n": ""}])
    assert {line.count("|") for line in text.splitlines()} == {3}
    assert text.splitlines()[1] == "| --- | ---: |"


def test_a_section_replaces_only_itself(tmp_path) -> None:
    path = tmp_path / "RESULTS.md"
    tables.put(path, "One", "first")
    tables.put(path, "Two", "second \\1")
    tables.put(path, "One", "third")
    text = path.read_text("utf-8")
    assert [part in text for part in ("first", "third", "second \\1")] == [False, True, True]
    assert text.index("## One") < text.index("## Two")
    assert text.count("numpy") == 2


def test_only_a_whole_share_is_a_hundred_per_cent() -> None:
    assert [tables.share(*pair) for pair in ((9999, 10_000), (4, 4), (0, 0))] == [
        "99.9%",
        "100%",
        tables.NOTHING,
    ]


@pytest.mark.deep
def test_one_area_and_one_peer_from_end_to_end(tmp_path) -> None:
    out = tmp_path / "RESULTS.md"
    asked = ["--quick", "--only", "n25", "--only", "recom", "--out", str(out)]
    assert run.main(asked) == 0
    lines = [line for line in out.read_text("utf-8").splitlines() if line.startswith("| made up")]
    assert [line.split(" | ")[2] for line in lines] == [peers.PLANNER.name, peers.RECOM.name]


def test_an_unknown_name_is_refused(capsys) -> None:
    assert run.main(["--only", "nowhere"]) == 2
    assert "unknown: nowhere" in capsys.readouterr().err


def test_formed_networks_leave_the_unallocated_out(tiny: Area) -> None:
    codes = list(tiny.practices.index)
    labels = ["P1"] * 4 + ["P2"] * 4 + ["U", ""]
    proposed, formed = england.beside(
        tiny.practices.assign(pcn_code=labels), [tuple(codes[:5]), tuple(codes[5:])]
    )
    assert (proposed["practices"], formed["practices"]) == ("10", "8")
    assert (proposed["number"], formed["number"]) == ("2", "2")


def test_travel_is_that_of_the_optimiser(tiny: Area, proven: Answer) -> None:
    counted = sum(england.travel_km(tiny.practices, group) for group in proven.networks)
    assert counted == pytest.approx(judging.objective(tiny.problem(), proven.networks))


def test_a_unit_is_proven_only_with_plan_and_bound() -> None:
    unit = england_units.Unit("X", 3, [("a", "b", "c")], 100.0, 99.95, 0, 1.0)
    assert unit.status == Status.OPTIMAL
    assert replace(unit, bound=99.0).status == Status.FEASIBLE
    assert replace(unit, bound=None).status == Status.FEASIBLE
    assert replace(unit, bound=None).gap is None
    assert replace(unit, networks=[]).status == Status.NO_PLAN
