"""What is shipped is named with its licence; what is audited says when it was not."""

import re
import stat
import subprocess
import sys
import tomllib

from tests.support.locations import HOME

NAMED = (HOME / "THIRD_PARTY.md").read_text(encoding="utf-8")


def test_every_package_that_runs_is_named_with_its_licence():
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    asked = {re.match(r"[A-Za-z0-9_-]+", line)[0] for line in project["dependencies"]}
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", NAMED, re.MULTILINE)
    known = {name for names, licence in rows if licence for name in names.split(", ")}
    assert asked - known - {"highspy"} == set()


def test_libraries_inside_wheels_are_named():
    for name in ("CBC", "GEOS", "libgfortran", "Leaflet", "HiGHS", "GDAL", "PROJ"):
        assert name in NAMED


def test_an_audit_that_cannot_ask_says_so_and_is_no_success(tmp_path):
    """A program stands in for pip-audit, which says of every package that it is unknown."""
    audit = tmp_path / "python"
    audit.write_text(f"#!{sys.executable}\nprint('a could not be audited: a (1)')\n")
    audit.chmod(audit.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "constraints.txt").write_text("a==1\n")
    run = subprocess.run(
        [HOME / ".ci" / "audit", audit, tmp_path / "constraints.txt"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 3
    assert "Not audited" in run.stderr
