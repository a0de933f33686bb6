"""Money that follows the list: checked by hand, and nothing unknown is made up."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.files import heard
from pcn_planner.home import HOME
from pcn_planner.money import payments, populations, rates

PLAN = {"A": "N1", "B": "N1", "C": "N2"}


@pytest.fixture
def practices():
    table = {"patients": [20_000, 30_000, 40_000], "adjusted": [21_000, 29_500, 38_000],
             "weighted": [20_500.5, 29_499.5, 41_000], "care_home_beds": [10, 0, 5]}  # fmt: skip
    return pd.DataFrame(table, index=pd.Index(["A", "B", "C"], name="practice_code"))


def paid(practices, year, network="N1"):
    known = populations.of_practices(practices)
    made = payments.by_network(known, PLAN, rates.of_year(rates.table(), year))
    return made[made["network_id"] == network].set_index("stream")["amount"].to_dict()


def test_a_network_of_50_000_by_hand(practices):
    # R 50,000; A 50,500; W 50,000; 10 beds
    assert paid(practices, "2025/26") == {
        "Core by list": Decimal("113300.00"),
        "Core by need": Decimal("37016.50"),
        "Enhanced access": Decimal("425563.50"),
        "Additional roles (ceiling)": Decimal("1331550.00"),
        "Capacity and access support": Decimal("113423.00"),
        "Capacity and access improvement": Decimal("48581.00"),
        "Care homes": Decimal("1302.53"),
        "Network participation": Decimal("88050.00"),
    }
    assert paid(practices, "2019/20")["Clinical director"] == Decimal("0.2500")


def reckoned() -> dict[str, dict[str, tuple[str, Decimal]]]:
    """Year -> stream -> reckoning and pounds, as the documents print them."""
    text = (HOME / "docs" / "how-to" / "papers.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, tuple[str, Decimal]]] = {}
    section = text.partition("## Money")[2].partition("\n## ")[0]
    year = ""
    for line in section.splitlines():
        year = next(iter(re.findall(r"for (20\d\d/\d\d)", line)), year)
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 3 and cells[2][:1].isdigit():
            stream = cells[0].removesuffix(" (to practices)")
            found.setdefault(year, {})[stream] = (cells[1], Decimal(cells[2].replace(",", "")))
    return found


@pytest.mark.parametrize("year", rates.years(rates.table()))
def test_what_the_documents_reckon_is_right_and_is_what_is_paid(practices, year):
    said = reckoned()[year]
    for reckoning, pounds in said.values():
        count, rate = (Decimal(one.replace(",", "")) for one in reckoning.split(" x "))
        assert (count * rate).quantize(Decimal("0.01"), ROUND_HALF_UP) == pounds
    assert {stream: pounds for stream, (_, pounds) in said.items()} == paid(practices, year)


def test_estimates_are_marked():
    newest = rates.of_year(rates.table(), "2026/27")
    assert newest[newest["estimate"]]["stream"].tolist() == ["Core by list", "Core by need"]
    assert rates.table()["source"].str.len().min() > 10


def test_what_is_unknown_is_told_and_never_replaced(practices):
    practices.loc["B", "adjusted"] = None
    known = populations.of_practices(practices.drop(columns="weighted"))
    made = payments.by_network(known, PLAN, rates.of_year(rates.table(), "2025/26"))
    first = made[made["network_id"] == "N1"].set_index("stream")
    assert first["amount"]["Enhanced access"] == Decimal("176967.00")  # of A alone
    assert first["practices_unknown"]["Enhanced access"] == 1
    assert first["amount"]["Network participation"] is None
    sums = payments.totals(made).loc["N1"]
    assert "Enhanced access" in sums["unknown"]
    assert "Network participation" in sums["unknown"]
    assert populations.unknown(known) == [
        "adjusted: not known for 1 of 3 practices", "weighted: not known for 3 of 3 practices",
    ]  # fmt: skip


@given(
    st.lists(st.integers(0, 90_000), min_size=3, max_size=3), st.permutations(["N1", "N1", "N2"])
)
def test_where_a_practice_belongs_changes_no_sum_but_rounding(lists, networks):
    table = pd.DataFrame({"patients": lists}, index=["A", "B", "C"])
    of_year = rates.of_year(rates.table(), "2026/27")
    known = populations.of_practices(table)
    one = payments.by_network(known, dict(zip("ABC", networks, strict=True)), of_year)
    other = payments.by_network(known, dict.fromkeys("ABC", "N9"), of_year)
    difference = payments.change(other, one)["difference"]
    assert difference.abs().max() <= Decimal("0.01")
    assert set(payments.by_practice(known, of_year)["practice_code"]) == {"A", "B", "C"}


def test_a_table_of_populations_wins_and_is_checked(practices):
    table = pd.DataFrame({"practice_code": ["A", "B"], "Adjusted": ["22,000", ""]})
    known = populations.of_practices(practices, table)
    assert known["adjusted"].tolist() == [22_000, 29_500, 38_000]
    with pytest.raises(DataError, match="twice"):
        populations.of_practices(practices, table.assign(practice_code=["A", "A"]))
    with pytest.raises(DataError, match="no number") as caught:
        populations.of_practices(practices, table.assign(Adjusted=["many", "-3"]))
    assert caught.value.rows == ("A: 'many'", "B: '-3'")


def test_populations_of_nobody_in_the_plan_are_told_and_refused_where_all_are(practices):
    table = pd.DataFrame({"practice_code": ["A", "Z"], "adjusted": ["22000", "5"]})
    known = populations.of_practices(practices, table)
    assert known.attrs["notes"] == [
        "1 of 2 practice codes of the table of populations is not in the plan, and left out: Z."
    ]
    with pytest.raises(DataError, match="the only one of the practice codes"):
        populations.of_practices(practices, table[1:])


@pytest.mark.parametrize(
    ("column", "value"),
    [("rate", "-1"), ("rate", "nan"), ("unit", "EUR"), ("per", "head"), ("estimate", "maybe")],
)
def test_a_rate_that_is_none_is_refused(tmp_path, column, value):
    table = pd.read_csv(rates.RATES, dtype=str, keep_default_na=False)
    table.loc[0, column] = value
    table.to_csv(tmp_path / "rates.csv", index=False)
    with pytest.raises(DataError, match="cannot be used") as caught:
        rates.table(tmp_path / "rates.csv")
    assert caught.value.rows[0].startswith("row 2:")


def test_rates_with_a_column_twice_are_refused_and_titles_are_told(tmp_path):
    rows = rates.RATES.read_text(encoding="utf-8").splitlines()
    twice = "\n".join(f"{line},{'rate' if at == 0 else 9}" for at, line in enumerate(rows))
    (tmp_path / "twice.csv").write_text(twice)
    with pytest.raises(DataError, match="2 columns are called 'rate'"):
        rates.table(tmp_path / "twice.csv")
    (tmp_path / "titled.csv").write_text("\n".join(["Rates of ours", "", *rows]))
    with heard.hearing() as noted:
        titled = rates.table(tmp_path / "titled.csv")
    assert "Rates of ours" in noted[0]
    pd.testing.assert_frame_equal(
        titled.reset_index(drop=True), rates.table().reset_index(drop=True)
    )
    in_memory = pd.read_csv(rates.RATES, dtype=str, keep_default_na=False)
    assert rates.table(in_memory)["rate"].tolist() == titled["rate"].tolist()


@pytest.mark.parametrize("value", ["inf", "1e20", "12 pounds", ""])
def test_a_rate_beyond_all_sense_is_refused(tmp_path, value):
    table = pd.read_csv(rates.RATES, dtype=str, keep_default_na=False)
    table.loc[1, "rate"] = value
    with pytest.raises(DataError, match="cannot be used"):
        rates.table(table)


def test_a_decimal_comma_of_populations_is_no_thousand(practices):
    first, second = practices.index[:2]
    table = pd.DataFrame({"practice_code": [first, second], "weighted": ["9000,5", "9500"]})
    found = populations.of_practices(practices, table)
    assert found["weighted"][[first, second]].tolist() == [9_000.5, 9_500]
    for either in ("9,500", "9.500"):
        unclear = table.assign(weighted=["9000,5", either])
        with pytest.raises(DataError, match=f"no number of 0 or more.*{either}"):
            populations.of_practices(practices, unclear)


@pytest.mark.parametrize("value", ["inf", "1e400", "1e30", "-1", "many"])
def test_a_population_beyond_all_sense_is_refused(practices, value):
    given = pd.DataFrame({"practice_code": ["A"], "adjusted": [value]})
    with pytest.raises(DataError, match="no number of 0 or more"):
        populations.of_practices(practices, given)


def test_a_year_without_rates_names_those_there_are():
    with pytest.raises(DataError, match="2031/32") as caught:
        rates.of_year(rates.table(), "2031/32")
    assert "2026/27" in caught.value.remedy


def test_a_table_of_populations_without_any_population_is_refused():
    practices = pd.DataFrame({"patients": [10]}, index=pd.Index(["A00001"], name="practice_code"))
    misspelt = pd.DataFrame({"practice_code": ["A00001"], "ajusted": ["9"]})
    with pytest.raises(DataError, match="no column of any population") as refused:
        populations.of_practices(practices, misspelt)
    assert "ajusted" in str(refused.value.rows)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,5\nA,6\n", "twice: A"),
        ("A,x\n", "no number of 0 or more: A: 'x'"),
        ("P1,5\n", "the only one of the practice code"),
    ],
)
def test_what_is_wrong_with_populations_names_their_file(practices, tmp_path, rows, said):
    path = tmp_path / "people.csv"
    path.write_text(f"practice_code,adjusted\n{rows}", "utf-8")
    with pytest.raises(DataError, match=said) as raised:
        populations.of_practices(practices, populations.read(path))
    assert str(raised.value).startswith(str(path))
