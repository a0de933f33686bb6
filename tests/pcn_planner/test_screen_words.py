"""Messages on a page: no option of the command line, no folder of a session."""

import ast
import re
from pathlib import Path

import pytest

from pcn_planner import screen_words
from pcn_planner.words import sentence
from tests.support.locations import HOME

OPTION = re.compile(r"--[a-z]")
ELSEWHERE = ("commands", "screen_words.py")


def text_of(node: ast.expr) -> str | None:
    """A text of the code, with a word where a value goes in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "X1" for one in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def messages() -> list[str]:
    found = set()
    for package in ("boundaries", "optimise", "pcn_planner"):
        for path in (HOME / package).rglob("*.py"):
            if set(ELSEWHERE) & set(path.parts):
                continue
            tree = ast.parse(path.read_text("utf-8"))
            inside = {
                id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values
            }
            nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and id(n) not in inside]
            texts = [text for node in nodes if (text := text_of(node)) is not None]
            found |= {text for text in texts if OPTION.search(text) and "\n" not in text}
    return sorted(found)


def test_no_message_of_the_house_names_an_option_on_a_page():
    every = messages()
    assert len(every) > 30
    assert [text for text in every if OPTION.search(screen_words.reworded(text))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "no column for team_id. Add it, or name the file's own column with --columns t=COLUMN",
            "no column for team_id. Add it, or choose its column under the file",
        ),
        ("Set it apart as its own network (--alone Z1)", "Set it apart as its own network"),
        ("Give team footprints with --footprints, or a weight of 0",
         "Give team footprints, or a weight of 0"),
        ("3 practices are in no network.", "3 practices are in no network."),
    ],
)  # fmt: skip
def test_an_option_is_said_in_the_words_of_the_page(text, said):
    assert screen_words.reworded(text) == said


def test_an_upload_is_called_by_its_own_name():
    folder = Path("/var/sessions/one")
    for inside in ("uploaded", "uploaded 2", "inputs/areas"):
        text = f"{folder}/{inside}/lists 2026.csv: is empty."
        assert screen_words.reworded(text, folder) == "lists 2026.csv: is empty."


def test_a_network_is_told_with_its_name_wherever_a_sentence_names_it():
    names = {"A": "Alder", "A1": "Ash & Elm", "B": "", "C": "C"}
    text = "Network A has 9 patients, network A1 8; a practice of network B is nearer to network C."
    assert screen_words.named(text, names) == (
        "Network A Alder has 9 patients, network A1 Ash & Elm 8; "
        "a practice of network B is nearer to network C."
    )
    assert screen_words.named(text, {}) == text


def test_no_range_is_written_as_the_command_line_takes_it():
    told = "the band is upside down. Give the smaller figure first, as in 30000:50000"
    assert screen_words.reworded(told) == "the band is upside down. Give the smaller figure first"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no data are loaded", "No data are loaded"), ("ccg_code is blank", "ccg_code is blank"),
        ("plan.csv: no rows", "plan.csv: no rows"), ("p001 is not known", "p001 is not known"),
        ("lists 2026.csv: is empty", "lists 2026.csv: is empty"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_message_begins_with_a_capital_and_a_code_or_file_as_it_is(text, said):
    assert sentence(text) == said
