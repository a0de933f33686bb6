"""Limits on change, and what a redraft says: as options, in a file of rules, in Python."""

import pytest

import pcn_planner as planner
from boundaries.errors import DataError
from tests.support.area_files import pcn, write

LIMITS = {"moves_max": 3, "patients_moved_max": 0, "stay": ["P01"]}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_in_a_file_of_rules_is_refused_without_networks_of_today(tmp_path, name):
    rules, path = tmp_path / "rules.toml", write(tmp_path)
    rules.write_text(f"{name} = {LIMITS[name]}\n".replace("'", '"'))
    result = pcn("plan", path, "--rules", rules, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert name in result.stderr
    assert "--current" in result.stderr
    with pytest.raises(DataError, match=f"{name}.*--current"):
        planner.propose(planner.read(path), **{name: LIMITS[name]})


def test_a_redraft_prints_every_note_once(tmp_path):
    result = pcn("redraft", write(tmp_path), "--current", "pcn_code", "--within", "ccg_code",
                 "--moves-max", "1", "--stay", "P99", "--out", tmp_path / "out")  # fmt: skip
    assert result.output.count("Note: The rule stay names P99, not in the practice table.") == 1
