"""The demo area as the publications would print it: same columns, same quirks, invented content."""

import geopandas as gpd
import numpy as np
import pandas as pd

from data.building import Area
from data.ground.layouts import degrees

EXTRACT, EXTRACT_MAP = "01JAN2021", "01-Jan-21"
TIDY = (
    "ccg_code", "ccg_name", "stp_code", "stp_name", "pcn_code", "pcn_name", "deprivation_score",
)  # fmt: skip
REGION = ("E40990001", "Y99", "Doggerland (fictional)")
ONS_STP = "E54990001"
NO_AREA = "NO2011"


def ons_ccg(codes: pd.Series) -> list[str]:
    """Invented ONS codes of the CCGs, in the order of their NHS codes."""
    known = {code: f"E3899{k + 1:04d}" for k, code in enumerate(sorted(set(codes)))}
    return [known[code] for code in codes]


def practices(area: Area) -> pd.DataFrame:
    """The tidy practice table, as an analyst would join it from the publications."""
    table = area.practices.reset_index()
    columns = [name for name in table.columns if name in TIDY]
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


def postcodes(area: Area) -> pd.DataFrame:
    """Where each postcode of a practice or branch lies, in the columns of the joined OS table."""
    sites = pd.concat(
        [area.practices[["postcode", "geometry"]], area.branches[["postcode", "geometry"]]]
    )
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
