"""Comments come from strangers: what is no comment is left out by name, and none is a formula."""

import json

import pandas as pd
import pytest

from boundaries.errors import DataError
from pcn_planner.consultation import comments, page, recorded
from tests.support import drawn_plan
from tests.support.area_files import pcn

GOOD = {
    "format": comments.FORMAT, "plan": page.digest(drawn_plan.ASSIGNMENT), "about": "network",
    "key": "N1", "view": "agree", "who": "practice", "comment": "=HYPERLINK(1)", "name": "A",
}  # fmt: skip

ODD = {
    "not_json": "hello",
    "not_text": b"\xff\xfe\x00",
    "a_list": "[]",
    "of_something_else": json.dumps({"format": "other"}),
    "without_words": json.dumps({**GOOD, "comment": "  "}),
    "number_for_words": json.dumps({**GOOD, "comment": 5}),
    "list_for_view": json.dumps({**GOOD, "view": ["agree"]}),
    "strange_view": json.dumps({**GOOD, "view": "<script>"}),
    "too_long": json.dumps({**GOOD, "comment": "x" * 5_000}),
    "huge": json.dumps({**GOOD, "more": "x" * comments.BYTES_MAX}),
    "nested_deep": "[" * 20_000,
}


def put(folder, name, content):
    data = content if isinstance(content, bytes) else content.encode()
    (folder / f"{name}.json").write_bytes(data)


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_comment_is_left_out_by_name(tmp_path, name):
    put(tmp_path, name, ODD[name])
    put(tmp_path, "zz_good", json.dumps(GOOD))
    found = comments.read([tmp_path])
    assert found.table["file"].tolist() == ["zz_good.json"]
    (said,) = found.left_out
    assert said.startswith(f"{name}.json: left out")


def test_signs_that_no_file_takes_are_gone_and_the_rest_of_the_comment_stays(tmp_path):
    """JSON may hold halves of characters and control characters."""
    put(tmp_path, "odd", json.dumps({**GOOD, "comment": "a\ud800b\u0000c\u0007", "name": "\udfff"}))
    found = comments.read([tmp_path])
    comments.write(found, tmp_path / "comments.csv")
    assert pd.read_csv(tmp_path / "comments.csv")["comment"].tolist() == ["a?bc"]


def test_files_of_a_folder_that_are_not_read_are_named(tmp_path):
    put(tmp_path, "good", json.dumps(GOOD))
    (tmp_path / "UPPER.JSON").write_text(json.dumps({**GOOD, "comment": "another"}))
    (tmp_path / "my-comment.json.txt").write_text(json.dumps(GOOD))
    (tmp_path / ".hidden").write_text("of the system")
    found = comments.read([tmp_path])
    assert sorted(found.table["file"]) == ["UPPER.JSON", "good.json"]
    assert found.left_out == ("my-comment.json.txt: left out: its name does not end in .json.",)


def test_a_comment_on_nobody_of_the_plan_is_told_from_one_on_another_plan(tmp_path):
    put(tmp_path, "edited", json.dumps({**GOOD, "key": "N404"}))
    put(tmp_path, "whole", json.dumps({**GOOD, "about": "", "key": ""}))
    found = comments.read([tmp_path], drawn_plan.ASSIGNMENT)
    assert found.table["of_this_plan"].tolist() == ["nobody", "yes"]
    put(tmp_path, "edited", json.dumps({**GOOD, "key": "N404", "plan": "another"}))
    found = comments.read([tmp_path], drawn_plan.ASSIGNMENT)
    assert found.table["of_this_plan"].tolist() == ["no", "yes"]


def test_each_comment_says_what_it_is_not_of(tmp_path):
    for name, key, plan in (("a", "N404", GOOD["plan"]), ("b", "N1", "another")):
        put(tmp_path, name, json.dumps({**GOOD, "key": key, "plan": plan}))
    told = [note.text for note in recorded.notes(comments.read([tmp_path], drawn_plan.ASSIGNMENT))]
    assert "(of nobody in this plan)" in told[0]
    assert "(of another plan)" in told[1]


@pytest.mark.parametrize(
    ("odd", "said"), [({"view": "?"}, "view is"), ({"view": "?", "who": 5}, "view and who are")]
)
def test_fields_that_no_page_saves_are_named_in_a_sentence(tmp_path, odd, said):
    put(tmp_path, "odd", json.dumps({**GOOD, **odd}))
    put(tmp_path, "good", json.dumps(GOOD))
    (line,) = comments.read([tmp_path]).left_out
    assert f"{said} not as the page saves it" in line


def test_one_sent_twice_counts_once_and_one_of_another_plan_is_marked(tmp_path):
    put(tmp_path, "a", json.dumps(GOOD))
    put(tmp_path, "b", json.dumps(GOOD))
    put(tmp_path, "c", json.dumps({**GOOD, "plan": "another"}))
    found = comments.read([tmp_path, tmp_path / "a.json"], drawn_plan.ASSIGNMENT)
    assert found.table["of_this_plan"].tolist() == ["yes", "no"]
    assert found.left_out == ("b.json: the same comment as a.json, counted once.",)


def test_without_a_comment_nothing_is_written(tmp_path):
    put(tmp_path, "odd", "no")
    with pytest.raises(DataError, match="no comment in these files"):
        comments.read([tmp_path])
    with pytest.raises(DataError, match="is no file"):
        comments.read([tmp_path / "missing"])


def test_the_command_writes_a_table_that_no_spreadsheet_runs(tmp_path):
    sent, out = tmp_path / "sent", tmp_path / "new" / "comments.csv"
    sent.mkdir()
    put(sent, "good", json.dumps(GOOD))
    result = pcn("comments", sent, "--out", out)
    assert result.exit_code == 0, result.output
    (row,) = pd.read_csv(out, dtype=str, keep_default_na=False).to_dict("records")
    assert row["comment"] == "'=HYPERLINK(1)"
    put(sent, "odd", "no")
    result = pcn("comments", sent, "--out", out)
    assert result.exit_code == 1
    assert "odd.json: left out" in result.output
    assert pcn("comments", tmp_path / "nowhere", "--out", out).exit_code == 2
