"""Options that mean nothing are refused at the door, with their range."""

import pytest

from tests.support.area_files import pcn, write


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--seed", "-5"), "--seed cannot be -5. Give a whole number from 0 to 2,147,483,647"),
        (("--jobs", "100000"), "from 1 to 1,024"),
        (("--scheduler", "nonsense"), "tls://localhost:8786"),
        (("--scheduler", "tcp://localhost:99999"), "tls://localhost:8786"),
        (("--band", "30000:99999999999"), "from 0 to 10,000,000"),
        (("--weights", "travel=3e10"), "from 0 to 1,000"),
        (("--weights", "inertia=1e12"), "from 0 to 10"),
        (("--lists-date", "31/31/2020"), "--lists-date cannot be '31/31/2020'"),
        (("--title", "caf\udce9"), "--title is not UTF-8"),
    ],
)
def test_an_option_out_of_range_is_refused_before_any_work(tmp_path, option, said):
    result = pcn("plan", write(tmp_path), *option, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "{table}", "--out", "{loop}"),
        ("plan", "{table}", "--out", "{loop}/plan"),
        ("check", "{table}", "--assignment", "{loop}"),
        ("compare", "{loop}", "{loop}", "{table}"),
        ("redraft", "{table}", "--current", "pcn_code", "--out", "{loop}"),
        ("project", "show", "{loop}"),
        ("project", "log", "{loop}"),
        ("project", "export", "{loop}", "--out", "{loop}"),
        ("comments", "{table}", "--project", "{loop}"),
        ("app", "--projects", "{loop}"),
        ("demo", "--out", "{loop}"),
    ],
)
def test_links_that_lead_in_a_circle_are_refused_with_what_to_do(tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    known = {"loop": loop, "table": write(tmp_path)}
    result = pcn(*(word.format(**known) for word in words))
    assert result.exit_code == 2, result.output
    assert "should not happen" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["loop", "practices.csv"]
    assert "is not lost" not in result.output, "refused before the work"
    assert "loop" in " ".join(result.output.split())
    assert loop.is_symlink()
