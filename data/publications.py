"""The demo area as the publications would print it: same columns, same quirks, invented content."""

import geopandas as gpd
import numpy as np
import pandas as pd

from data.building import Area, nearest_town
from data.layouts import degrees

EXTRACT, EXTRACT_MAP, OPENED = "01JAN2021", "01-Jan-21", 20190701
REGION = ("E40990001", "Y99", "Doggerland (fictional)")
ONS_STP = "E54990001"
NO_AREA = "NO2011"
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


def ons_ccg(codes: pd.Series) -> list[str]:
    """Invented ONS codes of the CCGs, in the order of their NHS codes."""
    known = {code: f"E3899{k + 1:04d}" for k, code in enumerate(sorted(set(codes)))}
    return [known[code] for code in codes]


def practices(area: Area) -> pd.DataFrame:
    """The tidy practice table, as an analyst would join it from the publications."""
    table = area.practices.reset_index()
    columns = "ccg_code ccg_name stp_code stp_name pcn_code pcn_name deprivation_score".split()
    return pd.DataFrame(
        {
            "practice_code": table["practice_code"],
            "practice_name": table["name"],
            "postcode": table["postcode"],
            **_grid(area.practices),
            "list_size": table["patients"],
            **{name: table[name] for name in columns},
        }
    )


def _grid(points: gpd.GeoDataFrame) -> dict[str, np.ndarray]:
    east = points.geometry.x.to_numpy().round().astype(int)
    return {"easting": east, "northing": points.geometry.y.to_numpy().round().astype(int)}


def branches(area: Area) -> pd.DataFrame:
    """Branch sites: nine-character site codes that begin with the practice's own."""
    table = area.branches.reset_index()
    return pd.DataFrame(
        {
            "practice_code": table["practice_code"],
            "site_code": table["site_code"],
            "site_name": table["name"],
            "postcode": table["postcode"],
            **_grid(area.branches),
        }
    )


def registered(area: Area) -> pd.DataFrame:
    """gp-reg-pat-prac-all, layout of January 2021."""
    table = area.practices.reset_index()
    return pd.DataFrame(
        {
            "PUBLICATION": "GP_PRAC_PAT_LIST",
            "EXTRACT_DATE": EXTRACT,
            "TYPE": "GP",
            "CCG_CODE": table["ccg_code"],
            "ONS_CCG_CODE": ons_ccg(table["ccg_code"]),
            "CODE": table["practice_code"],
            "POSTCODE": table["postcode"],
            "SEX": "ALL",
            "AGE": "ALL",
            "NUMBER_OF_PATIENTS": table["patients"],
        }
    )


def mapping(area: Area) -> pd.DataFrame:
    """gp-reg-pat-prac-map, layout of September 2020."""
    table = area.practices.reset_index()
    return pd.DataFrame(
        {
            "PUBLICATION": "GP_PRAC_PAT_LIST",
            "EXTRACT_DATE": EXTRACT_MAP,
            "PRACTICE_CODE": table["practice_code"],
            "PRACTICE_NAME": table["name"].str.upper(),
            "PRACTICE_POSTCODE": table["postcode"],
            "PCN_CODE": table["pcn_code"],
            "PCN_NAME": table["pcn_name"].str.upper().replace("UNALLOCATED", "Unallocated"),
            "ONS_CCG_CODE": ons_ccg(table["ccg_code"]),
            "CCG_CODE": table["ccg_code"],
            "CCG_NAME": table["ccg_name"],
            "ONS_STP_CODE": ONS_STP,
            "STP_CODE": table["stp_code"],
            "STP_NAME": table["stp_name"],
            "ONS_COMM_REGION_CODE": REGION[0],
            "COMM_REGION_CODE": REGION[1],
            "COMM_REGION_NAME": REGION[2],
        }
    )


def by_small_area(area: Area) -> pd.DataFrame:
    """gp-reg-pat-prac-lsoa-all, layout since 2021; a few patients have no known small area."""
    table = _some_without_area(area.registrations)
    return pd.DataFrame(
        {
            "PUBLICATION": "GP_PRAC_PAT_LIST",
            "EXTRACT_DATE": EXTRACT,
            "PRACTICE_CODE": table["practice_code"],
            "PRACTICE_NAME": table["practice_code"].map(area.practices["name"]).str.upper(),
            "LSOA_CODE": table["area_code"],
            "SEX": "ALL",
            "NUMBER_OF_PATIENTS": table["patients"],
        }
    )


def _some_without_area(registrations: pd.DataFrame) -> pd.DataFrame:
    """Every hundredth row of ten patients or more loses one to ``NO2011``; sums stay."""
    table = registrations.copy()
    large = table.index[table["patients"] >= 10][::100]
    table.loc[large, "patients"] -= 1
    lost = table.loc[large].groupby("practice_code", sort=True).size()
    rows = pd.DataFrame(
        {"practice_code": lost.index, "area_code": NO_AREA, "patients": lost.to_numpy()}
    )
    return pd.concat([table, rows]).sort_values(
        ["practice_code", "area_code"], ignore_index=True, kind="stable"
    )


def register(area: Area) -> pd.DataFrame:
    """epraccur: 27 unnamed columns, with closed, dormant and other organisations among them."""
    table = area.practices.reset_index()
    towns = nearest_town(area.setting, area.practices.get_coordinates().to_numpy())
    rows = [
        _register_row(
            row.practice_code, row.name, row.postcode, row.ccg_code,
            town=area.setting.towns[town].name,
        )
        for row, town in zip(table.itertuples(index=False), towns, strict=True)
    ]
    first = table.iloc[0]
    for k, (name, status, kind, closed) in enumerate(DECOYS):
        rows.append(
            _register_row(f"Z{89_901 + k}", name, first["postcode"], first["ccg_code"],
                          town="Hathermouth", status=(status, closed, kind))
        )
    return pd.DataFrame(rows)


def _register_row(
    code: str, name: str, postcode: str, unit: str, *, town: str,
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
    parent = lead.loc[table["pcn_code"]].reset_index()
    details = pd.DataFrame(
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
    partners = pd.DataFrame(
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
    return {"PCN Details": details, "PCN Core Partner Details": partners}


def postcodes(area: Area) -> pd.DataFrame:
    """Where each postcode of a practice or branch lies, in the columns of the joined OS table."""
    sites = pd.concat([area.practices[["postcode", "geometry"]],
                       area.branches[["postcode", "geometry"]]])
    sites = sites.drop_duplicates("postcode").sort_values("postcode")
    within = sites.sjoin(area.small_areas[["geometry"]], predicate="within")
    lonlat = degrees(sites.get_coordinates().to_numpy())
    return pd.DataFrame(
        {
            "postcode": sites["postcode"].to_numpy(),
            **_grid(sites),
            "latitude": lonlat[:, 1],
            "longitude": lonlat[:, 0],
            "coord_source": "Invented",
            "pqi": 10,
            "oa11cd": "",
            "lsoa11cd": within["area_code"].to_numpy(),
            "msoa11cd": "",
            "ladcd": "",
            "dointr": 198001,
            "doterm": "",
        }
    )
