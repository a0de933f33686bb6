"""The Python API: the figures of the command line, from paths or tables, kept and opened again."""

import doctest
import json
import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import pytest
from typer.testing import CliRunner

import pcn_planner as pcn
from pcn_planner.cli import cli
from pcn_planner.files import exports, report

DEMO = pcn.DEMO
WHERE = {"ccg_code": "Z3C"}
TRAVEL = {"travel": 1.0}
FILES = {
    "registrations": "gp-reg-pat-prac-lsoa-all.csv.gz", "areas": "lsoa.geojson",
    "teams": "footprints.geojson", "branches": "branches.csv", "links": "links.csv",
    "barriers": "barriers.geojson",
}  # fmt: skip
MODULES = [
    "", ".api.comparing", ".api.described_plan", ".api.planning", ".api.reading", ".api.redraft",
    ".api.saved",
]  # fmt: skip


@pytest.fixture(scope="module")
def study():
    paths = {name: DEMO / file for name, file in FILES.items()}
    return pcn.read(DEMO / "practices.csv", within="ccg_code", where=WHERE, **paths)


@pytest.fixture(scope="module")
def plan(study):
    return pcn.propose(study, weights=TRAVEL)


def test_a_study_says_in_one_line_what_is_known(study):
    patients = int(study.practices["patients"].sum())
    assert repr(study) == (
        f"study of {len(study.practices)} practices with {patients:,} patients; registrations; "
        "small areas; community teams"
    )


def test_nothing_of_a_picture_is_cut(plan):
    ax = plan.plot()
    ax.figure.draw_without_rendering()
    drawn, page = ax.get_tightbbox(), ax.figure.bbox
    mpl.pyplot.close(ax.figure)
    assert page.x0 <= drawn.x0 < drawn.x1 <= page.x1
    assert page.y0 <= drawn.y0 < drawn.y1 <= page.y1


@pytest.fixture(scope="module")
def today(study):
    return pcn.check(study, "pcn_code", weights=TRAVEL)


@pytest.fixture(scope="module")
def saved(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved") / "plan"
    plan.save(folder)
    return folder


def _said(folder):
    said = json.loads((folder / report.NAME).read_text("utf-8"))
    return {name: value for name, value in said.items() if name != "seconds"}


def test_it_gives_the_figures_of_the_command_line(saved, tmp_path):
    names = FILES | {"footprints": FILES["teams"]}
    options = [f"--{name}={DEMO / file}" for name, file in names.items() if name != "teams"]
    asked = ["--within=ccg_code", "--where=ccg_code=Z3C", "--weights=travel=1"]
    command = ["plan", str(DEMO / "practices.csv"), *asked, *options, f"--out={tmp_path / 'cli'}"]
    ended = CliRunner().invoke(cli, command)
    assert ended.exit_code == 0, ended.output
    assert _said(saved) == _said(tmp_path / "cli")


def test_it_checks_like_the_command_line(today, saved, tmp_path):
    folder = tmp_path / "today"
    today.save(folder)
    said = _said(folder)
    assert said["verified"] is False
    assert said["status"] is None
    assert today.findings["message"].tolist() == [
        finding["message"] for check in said["checks"] for finding in check["findings"]
    ]


def test_tables_give_the_same_as_paths(study, today):
    tables = {
        name: gpd.read_file(DEMO / file) if "geojson" in file else pd.read_csv(DEMO / file)
        for name, file in FILES.items()
    }
    given = pcn.read(
        pd.read_csv(DEMO / "practices.csv"), within=["ccg_code"], where=WHERE, **tables
    )
    assert given.practices.drop(columns="deprivation_score").equals(
        study.practices.drop(columns="deprivation_score")
    )
    assert given.graph.edges == study.graph.edges
    again = pcn.check(given, "pcn_code", weights=TRAVEL)
    assert again.objective == today.objective
    pd.testing.assert_frame_equal(again.networks, today.networks)
    assert again.conflicts.equals(today.conflicts)
    assert set(given.digests) == set(study.digests)


def test_the_tables_of_a_plan_belong_together(plan, study):
    assert plan.verified
    assert plan.status is pcn.Status.OPTIMAL
    assert plan.gap == 0.0
    assert plan.bound == pytest.approx(plan.objective)
    assert plan.networks["patients"].sum() == study.practices["patients"].sum()
    assert plan.practices["network_id"].to_dict() == plan.assignment
    assert plan.areas.index.tolist() == plan.networks.index.tolist()
    assert plan.areas.crs == 27700
    assert plan.findings.empty


def test_one_line_says_what_a_plan_is(plan, today):
    count = len(plan.networks)
    assert repr(plan) == (
        f"{count} networks of 38 practices, {count} in band, verified, proven optimal"
    )
    found = len(today.findings)
    assert repr(today).endswith(f"not verified: {found} findings, judged as given")
    assert repr(plan) in plan._repr_html_()


def test_names_from_files_are_shown_as_text(study, plan):
    evil = dict.fromkeys(plan.networks.index, "<script>alert(1)</script>")
    shown = pcn.check(study, plan, names=evil, weights=TRAVEL)
    assert "<script>" not in shown._repr_html_()


def test_a_saved_folder_opens_as_the_identical_plan(plan, saved, tmp_path):
    again = pcn.open(saved)
    assert again.assignment == plan.assignment
    assert again.names == plan.names
    assert (again.verified, again.status, repr(again)) == (True, plan.status, repr(plan))
    assert again.objective == pytest.approx(plan.objective, abs=0.001)
    assert again.practices.geometry.equals(plan.practices.geometry)
    assert again.networks["patients"].equals(plan.networks["patients"])
    assert again.conflicts["patients"].tolist() == plan.conflicts["patients"].tolist()
    again.save(tmp_path / "copy")
    assert _said(tmp_path / "copy") == _said(saved)


def test_an_opened_plan_is_verified_anew(saved, tmp_path):
    folder = tmp_path / "tampered"
    pcn.open(saved).save(folder)
    path = folder / report.NAME
    said = json.loads(path.read_text("utf-8"))
    said["rules"]["ceiling"] = 31_000
    path.write_text(json.dumps(said), "utf-8")
    again = pcn.open(folder)
    assert (again.verified, again.status) == (False, None)
    assert set(again.findings["check"]) == {"band"}


def test_an_assignment_changed_by_hand_is_not_shown_as_the_plan(plan, saved, tmp_path):
    folder = tmp_path / "changed"
    pcn.open(saved).save(folder)
    first = min(plan.assignment)
    other = max(set(plan.assignment.values()) - {plan.assignment[first]})
    changed = plan.assignment | {first: other}
    exports.write_assignment(folder / exports.ASSIGNMENT, changed)
    with pytest.raises(pcn.DataError, match=rf"is not the plan .*: {first}\."):
        pcn.open(folder)


@pytest.mark.parametrize("form", ["mapping", "series", "table", "file", "folder", "plan"])
def test_every_form_of_a_plan_is_the_same_plan(form, plan, saved, study):
    forms = {
        "mapping": plan.assignment,
        "series": pd.Series(plan.assignment),
        "table": plan.practices[["network_id", "network_name"]],
        "file": saved / "assignment.csv",
        "folder": str(saved),
        "plan": plan,
    }
    found = pcn.compare(forms[form], plan, study)
    assert (found.practices_moved, found.practices_compared) == (0, 38)


def test_a_comparison_says_who_counts_under_a_successor_and_who_is_left_out(plan, study, tmp_path):
    first, gone = next(iter(plan.assignment)), "Z98765"
    mergers = tmp_path / "successors.csv"
    mergers.write_text(f"old_code,new_code\n{gone},{first}\n")
    after = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code", where=WHERE, successors=mergers)
    before = {gone if code == first else code: key for code, key in plan.assignment.items()}
    found = pcn.compare(before | {"Z00000": "N01"}, plan, after)
    assert found.practices_moved == 0
    assert [note for note in found.notes if gone in note and first in note], found.notes
    assert found.unknown == ("Z00000",)
    assert "Not compared, in no practice table: Z00000." in repr(found)
    assert repr(found).endswith(found.notes[-1])


def test_two_plans_are_compared(plan, today):
    found = pcn.compare(today, plan)
    assert found.patients_compared == plan.networks["patients"].sum()
    assert repr(found).startswith(f"{found.practices_moved} of 38 practices")


def test_pictures_are_drawn_and_ask_no_network(plan, saved):
    mpl.use("agg")
    for one in (plan, pcn.open(saved)):
        axes = one.plot()
        assert {text.get_text().partition("\n")[0] for text in axes.texts} >= set(
            plan.networks.index
        )
        mpl.pyplot.close(axes.figure)
        page = one.explore().get_root().render()
        assert "L.map(" in page
        assert 'src="http' not in page


def test_papers_are_made_from_a_plan_in_memory_as_from_its_folder(plan, today, saved, tmp_path):
    asked = {"year": "2025/26", "facts": pd.DataFrame({"network_id": list(plan.networks.index[:1]),
             "clinical_director": "Dr A"}), "before": today}  # fmt: skip
    found = plan.papers(**asked)
    again = pcn.open(saved).papers(**asked)
    assert found.payments["amount"].tolist() == again.payments["amount"].tolist()
    assert found.profile.ground["practices_between"].tolist() == (
        again.profile.ground["practices_between"].tolist()
    )
    assert found.facts.get(str(plan.networks.index[0]), "clinical_director") == "Dr A"
    assert found.before is not None
    with pytest.raises(pcn.DataError, match="take no such thing"):
        plan.papers(stafff="x.csv")
    with pytest.raises(pcn.DataError, match="no staff are given"):
        plan.pack(tmp_path / "pack", staff_level=4.5)
    assert not (tmp_path / "pack").exists()


@pytest.fixture(scope="module")
def redrafted():
    plain = pcn.read(DEMO / "practices.csv", within="ccg_code", where=WHERE, current="pcn_code")
    return pcn.redraft(plain, moves_max=1, approved="size,pieces", stay=["Z80083"])


def test_a_redraft_is_that_of_the_command_line(redrafted, tmp_path):
    own, theirs = tmp_path / "own", tmp_path / "theirs"
    written = redrafted.save(own)
    ran = CliRunner().invoke(cli, [
        "redraft", str(DEMO / "practices.csv"), "--where", "ccg_code=Z3C", "--within", "ccg_code",
        "--current", "pcn_code", "--moves-max", "1", "--approved", "size,pieces",
        "--stay", "Z80083", "--out", str(theirs),
    ])  # fmt: skip
    assert ran.exit_code == 0, ran.output
    same = ("redraft.csv", "moves.csv", "redraft.txt", "frontier.svg", "step-01/assignment.csv")
    for name in same:
        assert (own / name).read_text("utf-8") == (theirs / name).read_text("utf-8")
    assert {path.name for path in written} == {path.name for path in theirs.iterdir()}


def test_a_redraft_has_tables_plans_and_a_sentence(redrafted):
    table = redrafted.frontier
    assert table["moves_max"].tolist() == list(redrafted.plans) == [0, 1]
    assert redrafted.proven == (table["status"] == "optimal").all()
    for moves, plan in redrafted.plans.items():
        assert plan.verified
        row = table.set_index("moves_max").loc[moves]
        moved = pcn.compare(redrafted.today, plan)
        assert row["patients_parted"] == moved.patients_parted
        mine = redrafted.moves[redrafted.moves["moves_max"] == moves]
        assert int(mine["patients"].sum()) == row["patients_moved"]
    assert repr(redrafted).startswith("redraft towards band: 2 steps")
    assert "<table" in redrafted._repr_html_()
    assert set(redrafted.today.notes) <= set(redrafted.notes)


def test_the_bars_of_a_redraft_say_what_each_move_leaves(redrafted):
    ax = redrafted.plot()
    heights = [bar.get_height() for bar in ax.patches]
    assert heights == redrafted.frontier["patients_outside_band"].tolist()
    assert ax.get_title(loc="left") == "Patients outside the band, by practices moved"
    mpl.pyplot.close(ax.figure)


def test_networks_that_stand_still_do_so_in_a_redraft(study):
    known = replace(study, inputs=replace(study.inputs, current="pcn_code"),
                    current=study.practices["pcn_code"])  # fmt: skip
    with pytest.raises(pcn.DataError, match="no networks of today"):
        pcn.redraft(known, keep_networks=["nobody"])


def test_a_plan_that_begins_from_the_prices_of_another_comes_to_the_same(study, plan):
    again = pcn.propose(study, weights=TRAVEL, earlier=plan)
    assert (again.status, again.made.result.objective) == (plan.status, plan.made.result.objective)
    assert again.made.result.prices


def test_no_plan_is_told_with_its_reasons(study):
    none = pcn.propose(study, networks=40)
    assert repr(none).startswith("no plan (infeasible): networks: at least 40")
    assert none.reasons
    with pytest.raises(pcn.DataError, match="there is no plan to show"):
        none.plot()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda s: pcn.read(DEMO / "nothing.csv"), "no such file"),
        (lambda s: pcn.read(7), "practices cannot be a int"),
        (lambda s: pcn.read(DEMO / "practices.csv", areas=pd.DataFrame({"a": [1]})), "no shapes"),
        (lambda s: pcn.propose(s, flor=3), "there is no rule called flor"),
        (lambda s: pcn.propose(s, floor="x"), "the rule floor cannot be 'x'"),
        *[
            (lambda s, bad=bad: pcn.propose(s, networks=bad), "the rule networks cannot be")
            for bad in ("x", 3.7, ["x"], [[1]], [1, 2, 3], {"x": 1}, object())
        ],
        (lambda s: pcn.propose(s, gap=1.5), "gap cannot be 1.5"),
        (lambda s: pcn.check(s, "no_such_column"), "no column 'no_such_column'"),
        (lambda s: pcn.check(s, pd.DataFrame({"a": [1]})), "columns are missing"),
        (lambda s: pcn.check(s, {}), "no practice of the table has a network"),
        (lambda s: pcn.open(DEMO), "is no folder of a plan"),
        (pcn.redraft, "a redraft begins from today's networks"),
        (lambda s: pcn.redraft(s, towards="north"), "cannot go towards 'north'"),
        (lambda s: pcn.compare({}, {}), "nothing says how large"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_data_error(wrong, words, study):
    with pytest.raises(pcn.DataError, match=words):
        wrong(study)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_its_documentation_run(name):
    found = doctest.testmod(import_module(f"pcn_planner{name}"), extraglobs={})
    assert found.attempted > 0
    assert found.failed == 0


def test_every_name_is_there_and_importing_loads_nothing_heavy():
    assert all(getattr(pcn, name) is not None for name in pcn.__all__)
    loads = "import sys, pcn_planner; print({'pandas', 'numpy', 'streamlit'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
    with pytest.raises(AttributeError):
        pcn.no_such_name  # noqa: B018
