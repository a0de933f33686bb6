"""Options in any combination end in a verified plan, reasons why there is none, or a refusal.

``OPTIONS`` in the environment says how many combinations are tried.
"""

import os
import random
import shutil
from collections import Counter

from pcn_planner.files import exports
from tests.support.area_files import CODES, pcn
from tests.support.asked_options import drawn, files
from tests.support.depth import first_seed

OPTIONS = int(os.environ.get("OPTIONS", "60"))
ENDS = (0, 1, 2)


def test_any_options_end_in_a_plan_or_say_why_not(tmp_path, capsys):
    seed, table, codes = first_seed(), files(tmp_path), Counter[int]()
    for number in range(seed, seed + OPTIONS):
        out = tmp_path / "out"
        command, *options = drawn(random.Random(number), tmp_path)
        asked = [command, table, *options, "--time-limit", "30", "--out", out]
        ended = pcn(*asked)
        codes[ended.exit_code] += 1
        where = f"seed {number}: {' '.join(map(str, asked))}\n{ended.output[-2000:]}"
        assert ended.exit_code in ENDS, where
        assert "should not happen" not in ended.output, where
        if ended.exit_code == 0 and command == "plan":
            assert sorted(exports.read_plan(out).assignment) == CODES, where
        shutil.rmtree(out, ignore_errors=True)
        for further in tmp_path.glob("out-*"):
            shutil.rmtree(further)
    assert codes[0] > OPTIONS // 5
    with capsys.disabled():
        print(f"\n{OPTIONS} combinations of options, from seed {seed}: exit codes {dict(codes)}")
