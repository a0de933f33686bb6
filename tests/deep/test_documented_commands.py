"""Commands on teams, levels, small areas and travel times run as the how-tos print them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pcn_planner.cli import cli
from tests.support import documented

DOCUMENTS = ("teams.md", "travel-times.md", "neighbourhoods.md", "tiers.md")
FOUND = {"check", "conflicts"}  #: commands that exit 1 where they find something
#: a proof is not what is tried here, and the steps of a redraft are many
SHORT = {"plan": ["--time-limit", "8"], "redraft": ["--time-limit", "3", "--moves-max", "1"]}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_a_how_to_runs(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(documented.folder(tmp_path))
    shown = documented.commands(document)
    assert shown
    for words in shown:
        asked = [*words, *SHORT.get(words[0], [])]
        ran = CliRunner().invoke(cli, asked)
        assert ran.exit_code in ({0, 1} if words[0] in FOUND else {0}), (asked, ran.output)
        if "--out" in words:
            assert any(Path(words[words.index("--out") + 1]).iterdir())


def test_a_project_is_planned_with_the_levels_of_the_how_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(documented.folder(tmp_path))
    first = ["plan", "practices.csv", "--out", "out/first"]
    again = ["plan", "out/first/project.pcn", "--tiers", "tiers.toml", "--out", "out/plan"]
    for words in (first, again):
        ran = CliRunner().invoke(cli, words)
        assert ran.exit_code == 0, ran.output
    assert (tmp_path / "out" / "plan" / "tiers.csv").is_file()
