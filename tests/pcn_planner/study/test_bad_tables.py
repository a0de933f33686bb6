"""Practice tables that cannot be used: exit 2, one message with row and remedy, nothing written."""

from collections.abc import Callable

import pytest

from tests.support.area_files import CODES, pcn, table, write


def with_cell(column: str, value: str) -> Callable:
    """The table with one cell of its third row (P03, row 4 of a spreadsheet) replaced."""

    def make(path):
        rows = table()
        rows.loc[2, column] = value
        rows.to_csv(path, index=False)

    return make


def as_bytes(content: bytes) -> Callable:
    return lambda path: path.write_bytes(content)


def code_used_twice(path):
    table(practice_code=[*CODES[:-1], "P01"]).to_csv(path, index=False)


def degrees_in_metre_columns(path):
    table(easting=-2.0, northing=53.7).to_csv(path, index=False)


def without(column: str) -> Callable:
    return lambda path: table().drop(columns=column).to_csv(path, index=False)


ROW = "row 4 (P03)"
BAD = {
    "empty_file": (as_bytes(b""), "empty"),
    "header_only": (lambda path: table()[:0].to_csv(path, index=False), "no rows"),
    "no_list_size_column": (without("list_size"), "list_size"),
    "no_code_column": (without("practice_code"), "practice_code"),
    "no_coordinate_columns": (without(["easting", "northing"]), "easting"),
    "code_used_twice": (code_used_twice, "row 15 (P01)"),
    "code_blank": (with_cell("practice_code", ""), "row 4"),
    "list_negative": (with_cell("list_size", "-20"), ROW),
    "list_in_words": (with_cell("list_size", "eight thousand"), ROW),
    "list_blank": (with_cell("list_size", ""), ROW),
    "list_infinite": (with_cell("list_size", "inf"), ROW),
    "list_of_nobody": (with_cell("list_size", "0"), ROW),
    "list_of_half_a_patient": (with_cell("list_size", "8000.5"), ROW),
    "no_coordinates": (with_cell("easting", ""), ROW),
    "coordinates_in_words": (with_cell("northing", "here"), ROW),
    "coordinates_in_the_sea": (with_cell("easting", "9999999"), ROW),
    "degrees_in_metre_columns": (degrees_in_metre_columns, "degrees"),
    "degrees_in_one_row": (with_cell("easting", "-2.1"), ROW),
    "binary_rubbish": (as_bytes(bytes(range(256)) * 20), "text"),
    "no_such_file": (lambda path: None, "no such file"),
}


def refused(result, out, *, naming: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (message,) = result.stderr.strip().splitlines()
    assert message.startswith("Error: ")
    assert naming in message
    assert not out.exists()


@pytest.mark.parametrize("name", BAD)
def test_a_table_that_cannot_be_used(name, tmp_path):
    make, naming = BAD[name]
    path, out = tmp_path / f"{name}.csv", tmp_path / "out"
    make(path)
    refused(pcn("plan", path, "--out", out), out, naming=naming)


@pytest.mark.parametrize("name", ["list_negative", "code_used_twice", "no_coordinates"])
def test_the_message_says_what_to_do(name, tmp_path):
    path = tmp_path / f"{name}.csv"
    BAD[name][0](path)
    message = pcn("plan", path, "--out", tmp_path / "out").stderr
    assert any(verb in message for verb in ("Correct", "Fill in", "Keep one row"))
    assert "--exclude P0" in message


@pytest.mark.parametrize(
    ("options", "naming"),
    [
        (["--band", "50000:30000"], "upside down"),
        (["--band", "30000"], "FLOOR:CEILING"),
        (["--band", "30k:50k"], "FLOOR:CEILING"),
        (["--within", "icb_code"], "icb_code"),
        (["--soft", "icb_code=1"], "icb_code"),
        (["--soft", "ccg_code"], "NAME=VALUE"),
        (["--weights", "beauty=1"], "beauty"),
        (["--weights", "travel=-1"], "travel"),
        (["--weights", "travel=much"], "much"),
        (["--weights", "alignment=1"], "--footprints"),
        (["--weights", "change=1"], "--current"),
        (["--weights", "mix=1"], "--need"),
        (["--columns", "list_size=patients"], "patients"),
        (["--columns", "lists=list_size"], "lists"),
        (["--where", "ccg_code=N9"], "N9"),
        (["--where", "ccg_code"], "NAME=VALUE"),
        (["--exclude", "P99"], "P99"),
        (["--networks", "5:3"], "upside down"),
        (["--networks", "some"], "some"),
        (["--together", "P01"], "together"),
        (["--gap", "2"], "--gap"),
        (["--time-limit", "0"], "--time-limit"),
        (["--jobs", "0"], "--jobs"),
        (["--current", "pcn"], "pcn"),
        (["--need", "practice_name"], "practice_name"),
        (["--team", "squad"], "squad"),
        (["--links", "absent.csv"], "absent.csv"),
        (["--adjacency", "absent.csv"], "absent.csv"),
        (["--footprints", "absent.geojson"], "absent.geojson"),
        (["--registrations", "absent.csv"], "absent.csv"),
        (["--areas", "absent.geojson"], "absent.geojson"),
        (["--outline", "absent.geojson"], "absent.geojson"),
        (["--rules", "absent.toml"], "absent.toml"),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_meant(options, naming, tmp_path):
    out = tmp_path / "out"
    refused(pcn("plan", write(tmp_path), "--out", out, *options), out, naming=naming)


def test_a_folder_with_files_of_others_is_left_alone(tmp_path):
    kept = tmp_path / "out" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    result = pcn("plan", write(tmp_path), "--out", kept.parent)
    assert result.exit_code == 2
    assert "thesis.txt" in result.stderr
    assert [one.name for one in kept.parent.iterdir()] == ["thesis.txt"]
