"""Files that people give to a page, on their way to a reader."""

import pytest

from pcn_planner.drafting import uploads
from pcn_planner.screen_words import reworded


@pytest.mark.parametrize(
    "name",
    ["lists.csv", "医" * 120 + ".csv", "../../lists.csv", "C:\\lists.csv", "..", "\ud800.csv"],
)
def test_an_upload_lies_in_the_folder_and_messages_tell_its_own_name(tmp_path, name) -> None:
    path = uploads.received(tmp_path, "mark", name, lambda: b"code\nA\n")
    assert path.parent == tmp_path / uploads.UPLOADED
    assert path.read_bytes() == b"code\nA\n"
    assert path.suffix == (".csv" if name != ".." else "")
    assert reworded(f"{path}: no rows.", tmp_path) == f"{path.name}: no rows."


def test_uploads_of_one_name_lie_apart_and_the_same_one_is_written_once(tmp_path) -> None:
    first = uploads.received(tmp_path, "1", "lists.csv", lambda: b"one")
    other = uploads.received(tmp_path, "2", "lists.csv", lambda: b"two")
    again = uploads.received(tmp_path, "1", "lists.csv", lambda: pytest.fail("written twice"))
    assert first == again
    assert (first.read_bytes(), other.read_bytes()) == (b"one", b"two")
    assert reworded(f"{other}: no rows.", tmp_path) == "lists.csv: no rows."
