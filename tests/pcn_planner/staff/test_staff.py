"""Staff of a plan from tables: shares, who changes team, who is short, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from boundaries.errors import DataError
from pcn_planner.staff import caseload, posts, staff
from tests.support import drawn_plan

#: of 125,000 patients N1 has 25,000, N2 40,000, N3 60,000
HEAD = "team_id,role,wte,base,annual_cost\n"


@pytest.fixture(scope="module")
def tables():
    out = drawn_plan.plan()
    out.networks["lead_team_id"] = ["T1", "T1", "T2"]
    return out


def table(folder, text, name="staff.csv"):
    path = folder / name
    path.write_text(text)
    return path


def made(folder, tables, text, **options):
    weights, notes = caseload.of_networks(None, tables, None)
    return staff.planned(posts.read(table(folder, text)), tables, weights, notes=notes, **options)


def test_posts_follow_patients_and_few_change_team(tables, tmp_path):
    text = HEAD + "T1,nurse,6,Base A,40000\nT1,nurse,1.5,Base B,40000\nT2,nurse,5,,\n"
    found = made(tmp_path, tables, text, level=1.2)
    rows = found.by_network.set_index("network_id")
    assert rows["wte"].tolist() == [2.5, 4.0, 6.0]
    assert rows["fair_share_wte"].tolist() == [2.5, 4.0, 6.0]
    assert found.changing == 1.0
    assert rows["wte_changing_team"].tolist() == [0.0, 0.0, 1.0]
    levels = found.levels.set_index("network_id")
    assert levels["short_wte"].tolist() == [0.5, 1.0, 1.5]  # of 3, 4.8 and 7.2, in half posts
    assert levels["cost"].tolist() == [
        Decimal("20000.00"),
        Decimal("40000.00"),
        Decimal("60000.00"),
    ]
    assert any("N3 is 1.5 WTE short" in line and "£60,000.00" in line for line in found.sentences)


def test_whole_posts_and_what_is_left_of_them(tables, tmp_path):
    found = made(tmp_path, tables, HEAD + "T1,nurse,5.5,,\nT2,nurse,5,,\n", step=1.0, level=9.0)
    assert found.by_network["wte"].sum() == 10
    assert all(float(one).is_integer() for one in found.by_network["wte"])
    assert any("0.5 of nurse in T1" in line for line in found.notes)
    assert any("its cost is not known" in line for line in found.sentences)


def test_a_caseload_by_area_follows_the_patients_of_the_area(tables, tmp_path):
    lives = pd.DataFrame(
        {"practice_code": ["P1", "P2", "P4"], "area_code": ["a", "a", "b"], "patients": [1, 3, 5]}
    )
    path = table(tmp_path, "area_code,caseload\na,10\nb,7\nc,99\n", "cases.csv")
    weights, said = caseload.of_networks(str(path), tables, lives)
    assert weights == {"N1": Fraction(5, 2), "N2": Fraction(15, 2), "N3": Fraction(7)}
    assert any("c" in line and "left out" in line for line in said)
    with pytest.raises(DataError, match="known by network"):
        caseload.of_networks(str(path), tables, None)


def test_a_caseload_by_practice_says_whose_is_not_known(tables, tmp_path):
    path = table(tmp_path, "practice_code,caseload\nP1,10\nP2,NA\nP3,2.5\n", "cases.csv")
    weights, said = caseload.of_networks(str(path), tables, None)
    assert weights == {"N1": Fraction(10), "N2": Fraction(5, 2), "N3": Fraction(0)}
    assert any("not known for 3 practices" in line for line in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("team_id,wte\nT1,1\n", "no column role"),
        (HEAD + "T1,nurse,many,,\n", "cannot be used"),
        (HEAD + "T1,,1,,\n", "cannot be used"),
        (HEAD + "T1,nurse,-1,,\n", "cannot be used"),
        (HEAD + "T1,nurse,1,,dear\n", "cannot be used"),
        (HEAD + "T1,nurse,1,,\nT2,Nurse,1,,\n", "values of role differ in nothing but capitals"),
        (HEAD + "T9,nurse,1,,\n", "the only one of the team"),
    ],
)
def test_tables_that_mean_nothing_are_refused(tables, tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        made(tmp_path, tables, text)


def test_a_plan_without_teams_and_odd_options_are_refused(tables, tmp_path):
    text = HEAD + "T1,nurse,1,,\n"
    with pytest.raises(DataError, match="knows no community teams"):
        made(tmp_path, drawn_plan.plan(), text)
    with pytest.raises(DataError, match="means nothing"):
        made(tmp_path, tables, text, step=0.3)
    with pytest.raises(DataError, match="cannot be shared out by"):
        caseload.of_networks("no_such_column", tables, None)


def test_each_role_is_held_against_its_own_level_beside_all_together(tables, tmp_path):
    text = HEAD + "T1,nurse,6,,40000\nT2,nurse,6.5,,40000\nT1,therapist,2,,50000\n"
    found = made(tmp_path, tables, text, level={"": 1.0, "therapist": 0.5})
    roles = found.roles.set_index(["role", "network_id"])
    for network, patients in tables.networks["patients"].items():
        own = found.by_network[found.by_network["network_id"] == network]
        posts_of = own.groupby("role")["wte"].sum().to_dict()
        assert set(posts_of) == {"nurse", "therapist"}
        for role, wte in posts_of.items():
            row = roles.loc[(role, network)]
            assert row["wte"] == wte
            assert row["wte_per_10k"] == pytest.approx(wte / patients * 10_000)
        missing = max(0.0, 0.5 * patients / 10_000 - posts_of["therapist"])
        short = roles.loc[("therapist", network), "short_wte"]
        assert 0 <= short - missing < 0.5
        assert roles.loc[("therapist", network), "cost"] == Decimal("50000") * Decimal(str(short))
        assert pd.isna(roles.loc[("nurse", network), "short_wte"])
    assert (found.levels["level_per_10k"] == 1.0).all()
    assert any("WTE of therapist short of 0.5" in line for line in found.sentences)


@pytest.mark.parametrize(
    ("level", "what"), [({"porter": 1.0}, "nobody has"), ({"nurse": -1.0}, "means nothing")]
)
def test_levels_of_nobody_or_below_nothing_are_refused(level, what, tables, tmp_path):
    with pytest.raises(DataError, match=what):
        made(tmp_path, tables, HEAD + "T1,nurse,6,,\n", level=level)


def test_a_decimal_comma_of_posts_and_of_caseload_is_no_thousand(tables, tmp_path):
    found = made(tmp_path, tables, HEAD + 'T1,nurse,"12,5",,\nT2,nurse,10,,\n')
    assert found.by_network["wte"].sum() == 22.5
    path = table(tmp_path, 'practice_code,caseload\nP1,"9,5"\nP2,"1250"\n', "cases.csv")
    counts, _ = caseload.of_networks(str(path), tables, None)
    assert sum(counts.values()) == 1_259.5


def test_a_caseload_that_is_none_names_its_file(tables, tmp_path):
    path = table(tmp_path, "practice_code,caseload\nP1,many\n", "cases.csv")
    with pytest.raises(DataError, match="no numbers of 0 or more: P1: 'many'") as raised:
        caseload.of_networks(str(path), tables, None)
    assert str(raised.value).startswith(str(path))
