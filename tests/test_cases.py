"""Every odd input of the shared folder, run as a person runs it, with what has to come of it.

A row of ``ROWS`` is one run: the folder, the command, the exit code, and texts that have to be
in what is printed. Paths beginning with ``@`` are in that folder, with ``$`` in the folder of
sound inputs.
"""

import json

import pandas as pd
import pytest

from benchmarks.real_data import ABSENT, CASES, CASES_ABSENT, REAL
from tests.support.area_files import pcn

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=CASES_ABSENT)

DAMAGED = "--registrations $registrations.csv --areas"
HOMES = "--registrations @regs.csv --areas @areas.geojson"
#: folder, command without --out, exit code, texts of the output
ROWS = [
    ("values_that_are_none", "plan @na_ccg.csv --within ccg_code", 2, ["has no ccg_code"]),
    ("values_that_are_none", "plan @eqquote_ccg.csv --within ccg_code", 0, ["Verified"]),
    ("values_that_are_none", "check @na_pcn.csv --networks-column pcn_code", 1, ["2 practices"]),
    ("strangers_unsaid", "plan @practices.csv --branches @br_lower.csv", 2, ["capitals"]),
    ("strangers_unsaid", "plan @practices.csv --footprints @ft_lower.csv", 2, ["capitals"]),
    (
        "strangers_unsaid", f"plan @practices.csv --footprints @at_2021.csv {HOMES}", 0,
        ["area codes of the team table are not in the small areas, and left out"],
    ),
    (
        "registrations_not_of_these_lists",
        "plan @practices.csv --registrations @rg_male_only.csv --areas @areas.geojson", 2,
        ["one sex (SEX = MALE)"],
    ),
    (
        "registrations_not_of_these_lists",
        "plan @practices.csv --registrations @rg_double.csv --areas @areas.geojson", 2,
        ["200% of the lists; they look counted twice"],
    ),
    (
        "registrations_not_of_these_lists",
        "plan @practices.csv --registrations @rg_lower_prac.csv --areas @areas.geojson", 2,
        ["nothing but capitals", "p81001 here, P81001 there"],
    ),
    (
        "registrations_of_one_sex_dropped",
        "plan $practices.csv --registrations @mixedsex.csv --areas $areas.geojson", 0,
        ["rows by sex are added up"],
    ),
    ("compare_nothing_in_common", "compare @before.csv @after.csv @practices.csv", 2, ["p81001"]),
    ("places_unlikely", "plan @km.csv", 2, ["kilometres in a metre column"]),
    ("places_unlikely", "plan @ll_sign1.csv", 2, ["P81008", "sign", "--accept-places"]),
    ("dates", "plan @dates.csv", 0, ["Verified"]),
    ("dates", "plan @base.csv --lists-date 31/31/2020", 2, ["--lists-date cannot be"]),
    (
        "share_outside",
        "plan @practices.csv --registrations @regs.csv --areas @ar_half.geojson", 0,
        ["58.5% of patients live outside"],
    ),
    ("separators_in_names", "plan @slash2.csv --within a,b --band 20000:50000", 0, ["Verified"]),
    (
        "separators_in_names",
        "plan @semicolon-border.csv --within ccg_code --band 20000:60000", 0, ["Verified"],
    ),
    (
        "upper_case_headers",
        "check @practices.csv --networks-column PCN_CODE --band 20000:50000", 0, ["North PCN"],
    ),
    (
        "footprints_sharing_edge",
        "conflicts @practices.csv --networks-column pcn_code --footprints @footprints.geojson",
        0, [],
    ),
    ("tiny_holes", "plan $practices.csv --footprints @footprints_hole0.2m.geojson", 0, []),
    ("tiny_holes", "plan $practices.csv --outline @areas_hole0.2m.geojson", 0, ["Verified"]),
    ("gpkg_columns", "plan @fid_int.csv", 0, ["Verified", "fid"]),
    ("gpkg_columns", "plan @geom_col.csv", 0, ["Verified", "geom"]),
    ("unclosed_quotes", "plan @quotes_swallow.csv", 2, ["quot"]),
    (
        "check_scattered_networks",
        "check @practices.csv --networks-column pcn_code --registrations @registrations.csv "
        "--areas @areas.geojson", 1, ["pieces"],
    ),
    ("barriers_nowhere", "plan @practices.csv --barriers @bar_metres.geojson", 2, []),
    ("barriers_nowhere", "plan @practices.csv --barriers @bar_swapped.geojson", 2, []),
    ("barriers_nowhere", "plan @practices.csv --barriers @bar_ok.geojson", 0, ["Verified"]),
    ("gpkg_wal", "plan @practices.gpkg", 0, ["Verified"]),
    *(
        ("assignment_from_excel", f"check @practices.csv --assignment @{name}", 0, [])
        for name in ("as_cp1252.csv", "as_gz.csv.gz", "as_semi.csv", "as_utf16.csv")
    ),
    ("containers", "plan @practices.csv --registrations @regs.csv --areas @ar_styles.gpkg", 0, []),
    ("containers", "plan @practices.csv --registrations @regs.csv --areas @ar_zip_mac.zip", 0, []),
    (
        "containers", "plan @practices.csv --registrations @regs.csv --areas @ar_trunc.geojson", 2,
        ["cut"],
    ),
    ("containers", "plan @practices.csv --registrations @regs.zip --areas @ar_styles.gpkg", 0, []),
    ("csv_heads", "plan @sepline2.csv", 0, ["Verified"]),
    ("csv_heads", "plan @title_nocomma.csv", 0, ["Verified"]),
    ("damaged_geometry", f"plan $practices.csv {DAMAGED} @1172/areas.shp", 2, ["area"]),
    ("damaged_geometry", "plan $practices.csv --outline @1181/outline.geojson", 2, ["feature 2"]),
    ("damaged_geometry", "plan $practices.csv --outline @1287/outline.geojson", 2, ["feature 1"]),
    ("damaged_geometry", "plan $practices.csv --barriers @1413/barriers.geojson", 2, ["its crs"]),
    ("damaged_geometry", "plan $practices.csv --footprints @1738/footprints.gpkg", 2, ["system"]),
    ("markdown_in_names", "plan @badhead.csv", 2, ["no column for practice_code"]),
    ("markdown_in_names", "plan $practices.csv --links @badlinks.csv", 2, []),
    pytest.param("shared_premises_slow", "plan @two_places.csv", 0, ["Status optimal", "Verified"],
                 marks=pytest.mark.deep),
]  # fmt: skip


def run(folder, command, out):
    """The command's words with paths in place, run in this process."""
    words = [
        CASES / folder / word[1:] if word[0] == "@"
        else CASES / "base" / word[1:] if word[0] == "$"
        else word
        for word in command.split()
    ]  # fmt: skip
    return pcn(*words, *([] if words[0] == "compare" else ["--out", out]))


@pytest.mark.parametrize(("folder", "command", "code", "texts"), ROWS)
def test_an_odd_input_has_the_right_outcome(tmp_path, folder, command, code, texts):
    result = run(folder, command, tmp_path / "out")
    assert result.exit_code == code, result.output
    assert "this should not happen" not in result.output
    for text in texts:
        assert text in " ".join(result.output.split())


@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
def test_areas_simplified_one_by_one_are_tidied_with_one_note_and_accused_of_nothing(tmp_path):
    pennine = REAL / "pennine_lancashire_2020"
    result = pcn(
        "check", pennine / "practices.csv", "--exclude", "P81778", "--networks-column", "pcn_code",
        "--registrations", pennine / "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz",
        "--areas", CASES / "tidied_then_accused" / "areas.geojson", "--out", tmp_path / "out",
    )  # fmt: skip
    assert result.exit_code == 1, result.output
    assert result.output.count("were tidied") == 1
    assert "Areas: " not in result.output  # what the checks of the drawn areas find


def test_dates_of_the_united_kingdom_date_the_lists(tmp_path):
    run("dates", "plan @dates.csv", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["inputs"]["lists_date"] == "2024-04-01"


def test_a_price_counts_wherever_it_is_given(tmp_path):
    plans = []
    for k, asked in enumerate(("--rules @soft.toml", "--soft loc=50")):
        result = run("soft_border_price", f"plan @soft.csv {asked}", tmp_path / str(k))
        assert result.exit_code == 0, result.output
        report = json.loads((tmp_path / str(k) / "report.json").read_text())
        assert report["criteria"]["borders"]["total"] == 50 * 22_177
        plans.append(pd.read_csv(tmp_path / str(k) / "assignment.csv")["network_id"].tolist())
    assert plans[0] == plans[1]
