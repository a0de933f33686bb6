"""The demo area in the registers of the ODS: epraccur and the epcn workbook."""

import pandas as pd

from data.building import Area
from data.ground.setting import chief_town
from data.nhs.publications import REGION

OPENED = 20190701
DECOYS = (
    ("OLD CUSTOMS HOUSE SURGERY", "C", "4", "20180331"),
    ("SEAVIEW PRACTICE", "C", "4", "20200930"),
    ("HATHERMOUTH OUT OF HOURS", "A", "1", ""),
    ("HMP LONGSAND", "A", "10", ""),
    ("COMMUNITY DERMATOLOGY CLINIC", "A", "9", ""),
    ("DORMANT HEALTH CENTRE", "D", "4", ""),
    ("PROPOSED NEW TOWN SURGERY", "P", "4", ""),
    ("HATHERMOUTH WALK IN CENTRE", "A", "2", ""),
)


def register(area: Area) -> pd.DataFrame:
    """epraccur: 27 unnamed columns, with closed, dormant and other organisations among them."""
    table = area.practices.reset_index()
    towns = chief_town(area.setting, area.practices.get_coordinates().to_numpy())
    rows = [
        _register_row(
            row.practice_code,
            row.name,
            row.postcode,
            row.ccg_code,
            town=area.setting.towns[town].name,
        )
        for row, town in zip(table.itertuples(index=False), towns, strict=True)
    ]
    first = table.iloc[0]
    for k, (name, status, kind, closed) in enumerate(DECOYS):
        rows.append(
            _register_row(
                f"Z{89_901 + k}",
                name,
                first["postcode"],
                first["ccg_code"],
                town="Hathermouth",
                status=(status, closed, kind),
            )
        )
    return pd.DataFrame(rows)


def _register_row(
    code: str,
    name: str,
    postcode: str,
    unit: str,
    *,
    town: str,
    status: tuple[str, str, str] = ("A", "", "4"),
) -> list[str]:
    state, closed, kind = status
    return [
        code, name.upper(), REGION[1], "QZZ", name.upper(), "HIGH STREET", town.upper(),
        "DOGGERLAND", "", postcode, "19740401", closed, state, "B", unit, "20130401", closed,
        "01632 960000", "", "", "", "0", "", unit, "", kind, "",
    ]  # fmt: skip


def networks(area: Area) -> dict[str, pd.DataFrame]:
    """The epcn workbook's two sheets, layout of December 2019."""
    table = area.practices.reset_index()
    table = table[table["pcn_code"] != "U"]
    lead = table.sort_values(["pcn_code", "patients", "practice_code"]).groupby("pcn_code").last()
    return {
        "PCN Details": _details(lead),
        "PCN Core Partner Details": _partners(table, lead.loc[table["pcn_code"]]),
    }


def _details(lead: pd.DataFrame) -> pd.DataFrame:
    """One row a network, at the address of its largest practice."""
    return pd.DataFrame(
        {
            "PCN Code": lead.index,
            "PCN Name": lead["pcn_name"].str.upper().to_numpy(),
            "Current Clinical Commissioning Group Code": lead["ccg_code"].to_numpy(),
            "Clinical Commissioning Group Name": lead["ccg_name"].str.upper().to_numpy(),
            "Open Date (YYYYMMDD)": OPENED,
            "Close Date": "",
            "Address Line 1": lead["name"].str.upper().to_numpy(),
            **{f"Address Line {k}": "" for k in range(2, 6)},
            "Postcode": lead["postcode"].to_numpy(),
        }
    )


def _partners(table: pd.DataFrame, parent: pd.DataFrame) -> pd.DataFrame:
    """One row a membership; ``parent`` holds the network's largest practice, row by row."""
    return pd.DataFrame(
        {
            "Partner Organisation Code": table["practice_code"].to_numpy(),
            "Partner Name": table["name"].str.upper().to_numpy(),
            "Practice Parent CCG Code": table["ccg_code"].to_numpy(),
            "Practice Parent CCG Name": table["ccg_name"].str.upper().to_numpy(),
            "PCN Code": table["pcn_code"].to_numpy(),
            "PCN Name": table["pcn_name"].str.upper().to_numpy(),
            "PCN Parent CCG Code": parent["ccg_code"].to_numpy(),
            "PCN Parent CCG Name": parent["ccg_name"].str.upper().to_numpy(),
            "Practice to PCN Relationship Start Date": OPENED,
            "Practice to PCN Relationship End Date": "",
            "Practice CCG and PCN CCG match?": [
                str(a == b).upper()
                for a, b in zip(table["ccg_code"], parent["ccg_code"], strict=True)
            ],
        }
    )
