"""Tables of travel times: what is read, what is refused, and what stands in for missing times."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.journeys import journeys, times, told
from tests.support.places import land, practices_at

SAMPLES = Path(__file__).parents[1] / "samples"
HEAD = ["from_code", "to_code", "minutes"]


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=HEAD if len(rows[0]) == len(HEAD) else [*HEAD, "mode"])


def three_practices():
    """A, B and C in a row, 3 km and 6 km apart, with 100, 200 and 300 patients."""
    table = practices_at([(0, 0), (3_000, 0), (9_000, 0)]).assign(patients=[100, 200, 300])
    return table.set_axis(pd.Index(list("ABC"), name="practice_code"), axis=0)


@pytest.mark.parametrize(
    ("name", "said", "remedy"),
    [
        ("times_in_seconds", "takes more than a day", "divided by 60"),
        ("times_negative", "no time in minutes", "Give numbers"),
        ("times_in_words", "no time in minutes", "leave out pairs"),
        ("times_pair_twice_and_different", "another time than a row before or after", "mode"),
        ("times_code_blank", "has no code", "both codes"),
        ("times_without_minutes", "no column minutes", "from_code, to_code, minutes"),
        ("times_of_three_modes", "several modes", "--mode"),
    ],
)
def test_odd_tables_are_refused_with_a_remedy(name, said, remedy):
    with pytest.raises(DataError) as found:
        times.read(SAMPLES / f"{name}.csv")
    assert said in str(found.value)
    assert remedy in found.value.remedy


def test_one_mode_of_several_is_taken_in_any_case_and_told():
    found = times.read(SAMPLES / "times_of_three_modes.csv", "CAR")
    assert found["minutes"].tolist() == [8.0, 9.0]
    assert found.attrs["mode"] == "car"
    assert found.attrs["notes"] == ["Travel times: the mode car is taken (2 of 6 rows)."]
    with pytest.raises(DataError, match=r"is called 'rail'.*bus; car; walk"):
        times.read(SAMPLES / "times_of_three_modes.csv", "rail")
    with pytest.raises(DataError, match="no column mode"):
        times.read(table(("A", "B", 3)), "car")


def test_names_of_other_tools_are_known_and_equal_rows_count_once():
    found = times.read(SAMPLES / "times_named_by_a_routing_tool.csv")
    assert list(found.columns) == HEAD
    assert len(found) == 2
    assert found.attrs["notes"] == ["Travel times: 1 rows say again what another row says."]


@pytest.mark.parametrize("form", ["csv", "csv.gz", "xlsx", "parquet", "zip"])
def test_any_form_of_file_is_read_alike(tmp_path, form):
    plain = table(("A", "B", 3.5), ("B", "A", 4.0))
    path = tmp_path / f"times.{form}"
    if form == "xlsx":
        plain.to_excel(path, index=False)
    elif form == "parquet":
        plain.to_parquet(path)
    else:
        compression = {"method": "zip", "archive_name": "times.csv"} if form == "zip" else "infer"
        plain.to_csv(path, index=False, compression=compression)
    found = times.read(path)
    assert [tuple(row) for row in found.itertuples(index=False)] == [("A", "B", 3.5), ("B", "A", 4)]


def test_the_two_directions_of_a_pair_are_two_times():
    made = journeys.build(table(("A", "B", 6), ("B", "A", 12), ("B", "C", 12), ("C", "B", 12),
                                ("A", "C", 20), ("C", "A", 18)), three_practices())  # fmt: skip
    minutes = made.patient_minutes
    assert (minutes.loc["A", "B"], minutes.loc["B", "A"]) == (12 * 200, 6 * 100)
    assert minutes.loc["A", "A"] == 0
    said = list(told.sentences(made, pd.Series("all", index=list("ABC"))))
    assert any("of 2 pairs of practices the two ways take different times" in one for one in said)


def test_a_missing_time_is_named_with_the_rule_that_stands_in():
    made = journeys.build(table(("A", "B", 6), ("B", "C", 12), ("C", "B", 12)), three_practices())
    units = pd.Series("all", index=list("ABC"))
    missing = made.missing(units)
    assert missing[["from_code", "to_code"]].agg("".join, axis=1).tolist() == ["AC", "BA", "CA"]
    by_pair = missing.set_index(["from_code", "to_code"])
    assert by_pair.loc[("B", "A"), "rule"] == "the time of the way back"
    assert by_pair.loc[("B", "A"), "minutes"] == 6
    assert "straight line" in by_pair.loc[("A", "C"), "rule"]
    assert by_pair.loc[("A", "C"), "minutes"] == pytest.approx(9 / 30 * 60)
    said = " ".join(told.sentences(made, units))
    assert "3 pairs that a network could use have no time: A to C, B to A, C to A" in said
    assert "1 are taken as the time of the way back" in said
    assert "2 are taken as the straight line at the median speed of the times given (30.0" in said
    assert made.by_rule("A", ["A", "B", "C"]) == 200 + 300


def test_pairs_across_a_hard_border_are_not_missed():
    made = journeys.build(table(("A", "B", 6), ("B", "A", 6)), three_practices())
    assert len(made.missing(pd.Series({"A": "X", "B": "X", "C": "Y"}))) == 0
    assert len(made.missing(pd.Series({"A": "X", "B": "X", "C": "X"}))) == 4


def test_times_from_small_areas_count_homes_and_the_rest_at_the_practice():
    from scipy.sparse import csr_array

    boxes = (0, -1_000, 2_000, 1_000), (4_000, -9, 4_009, 9), (8_000, -1_000, 9_000, 1_000)
    areas = land(*boxes, index=["E1", "E0", "E2"])  # nobody lives in the second
    lived = csr_array(np.array([[90.0, 0.0, 0.0], [50.0, 0.0, 150.0], [0.0, 0.0, 300.0]]))
    given = table(("E1", "A", 2), ("E1", "B", 8), ("E1", "C", 20), ("E2", "A", 20), ("E2", "B", 11),
                  ("E2", "C", 2), ("A", "B", 6), ("B", "A", 6), ("A", "C", 20))  # fmt: skip
    made = journeys.build(given, three_practices(), lived, areas)
    assert made.by_home
    assert made.patient_minutes.loc["A", "A"] == 90 * 2 + 10 * 0
    assert made.patient_minutes.loc["B", "A"] == 90 * 8 + 10 * 6
    assert made.patient_minutes.loc["C", "B"] == 50 * 20 + 150 * 2
    assert made.within(20, "C", ["A", "B", "C"]) == 100 + 200 + 300
    assert made.within(10, "C", ["A", "B", "C"]) == 150 + 300
    said = next(one for one in told.sentences(made, pd.Series("", index=list("ABC"))))
    assert "10 whose home is not known from their practice" in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("E1", "A", 4)], "do not start at practices"),
        ([("Y", "Z", 4)], "no row leads from"),
        (
            [("A", "B", 4), ("c", "B", 4)],
            "travel times differs from the study .*: c here, C there",
        ),
        ([("A", "B", 0)], "no time is above 0"),
        ([("A", "B", 0.5)], "360.0 km an hour"),
        ([("A", "B", 300)], "0.6 km an hour"),
    ],
)
def test_times_that_cannot_be_meant_are_refused(rows, said):
    with pytest.raises(DataError, match=said):
        journeys.build(times.read(table(*rows)), three_practices())


def test_rows_of_places_outside_the_study_are_counted_and_named():
    given = times.read(table(("A", "B", 6), ("B", "A", 6), ("A", "Q", 2), ("R", "A", 1)))
    made = journeys.build(given, three_practices())
    assert made.notes == (
        "Travel times: 2 of 4 rows are from or to places outside the study, such as Q, R; they "
        "are left out.",
    )
