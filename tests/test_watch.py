"""What coverage watches of a long test: its beginning, and the next test again."""

import subprocess
import sys

from tests.support.locations import HOME

BUSY = """
import sys, time
def first():
    return 1
def busy():
    until = time.process_time() + 60
    while sys.gettrace() is not None and time.process_time() < until:
        pass
def late():
    return 2
def next_test():
    return 3
"""
WATCHED = """
from coverage import Coverage
watching = Coverage(data_file=None, include=["*busy.py"], config_file=False)
watching.start()
import busy
from tests.support import watch
watch.LEAST_S = watch.TOGETHER_S = 0.1
with watch.beginning("long"):
    busy.first(); busy.busy(); busy.late()
with watch.beginning("next"):
    busy.next_test()
watching.stop()
data = watching.get_data()
print(*sorted(line for path in data.measured_files() for line in data.lines(path)))
"""


def test_a_long_test_is_watched_at_its_beginning_and_the_next_one_again(tmp_path):
    (tmp_path / "busy.py").write_text(BUSY)
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED], env={"PYTHONPATH": f"{tmp_path}:{HOME}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    seen = [BUSY.splitlines()[int(line) - 1].strip() for line in ran.stdout.split()]
    assert "return 1" in seen
    assert "return 2" not in seen
    assert "return 3" in seen
