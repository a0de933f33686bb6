"""Options in any combination end in a verified plan, reasons why there is none, or a refusal.

``OPTIONS`` in the environment says how many combinations are tried.
"""

import os
import random
import shutil
from collections import Counter

from pcn_planner.files import exports
from tests.support import asked_of_areas
from tests.support import small_areas_planned as small
from tests.support.area_files import CODES, pcn
from tests.support.asked_options import drawn, files
from tests.support.depth import first_seed

OPTIONS = int(os.environ.get("OPTIONS", "40"))
ENDS = (0, 1, 2)


def test_any_options_end_in_a_plan_or_say_why_not(tmp_path, capsys):
    table = files(tmp_path)
    codes = Counter[int]()
    for number, asked in tried(lambda rng: drawn(rng, tmp_path), [table], OPTIONS):
        codes[ended(asked, tmp_path / "out", f"seed {number}", CODES)] += 1
    assert codes[0] > OPTIONS // 5
    with capsys.disabled():
        print(f"\n{OPTIONS} combinations of options: exit codes {dict(codes)}")


def test_any_options_on_small_areas_do_so_too(tmp_path, capsys):
    shapes, figures = asked_of_areas.files(tmp_path)
    given, codes = [shapes, "--units", "areas", "--area-data", figures], Counter[int]()
    for number, asked in tried(lambda rng: asked_of_areas.drawn(rng, tmp_path), given, OPTIONS):
        units = small.CODES
        if "--exclude" in asked:
            units = [code for code in units if code != asked[asked.index("--exclude") + 1]]
        if "--group-by" in asked:
            units = ["M1", "M2", "M3", "M4"]
        codes[ended(asked, tmp_path / "out", f"seed {number}", units)] += 1
    assert codes[0] > OPTIONS // 5
    with capsys.disabled():
        print(f"\n{OPTIONS} combinations on small areas: exit codes {dict(codes)}")


def tried(draw, given, number):
    """So many commands with the seed that each was drawn with."""
    first = first_seed()
    for seed in range(first, first + number):
        command, *options = draw(random.Random(seed))
        yield seed, [command, *given, *options, "--time-limit", "30"]


def ended(asked, out, where, units) -> int:
    """How a command ends: as a command may, with every unit in its plan where there is one."""
    shutil.rmtree(out, ignore_errors=True)
    for further in out.parent.glob("out-*"):
        shutil.rmtree(further)
    ran = pcn(*asked, "--out", out)
    said = f"{where}: {' '.join(map(str, asked))}\n{ran.output[-2000:]}"
    assert ran.exit_code in ENDS, said
    assert "should not happen" not in ran.output, said
    if ran.exit_code == 0 and asked[0] == "plan":
        assert sorted(exports.read_plan(out).assignment) == units, said
    return ran.exit_code
