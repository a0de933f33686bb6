"""What an ICB and NHS England publish of a small area: a grid of 14 practices, in odd wrappings.

The practices are those of ``area_files``, with codes as the register gives them (`P81001` for
`P01`), and a postcode each. England around them is one more practice, `E85124`, far away.
"""

import gzip
import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from tests.support import area_files
from tests.support.workbooks import workbook

CODES = [f"P81{number:03d}" for number in range(1, 15)]
PATIENTS = [size * 1_000 for size in area_files.LISTS]
ELSEWHERE = "E85124"
POSTCODES = [f"ZZ{number} {number % 9}AB" for number in range(1, 15)]
_GRID = area_files.table()
_X, _Y = (_GRID[axis].astype(int).tolist() for axis in ("easting", "northing"))


def national_zips_as_downloaded(folder: Path) -> Path:
    """Lists with totals of CCGs, practice map, ONSPD with its guide and lookups: each in a zip."""
    folder.mkdir()
    head = (
        "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,"
        "NUMBER_OF_PATIENTS"
    )
    rows = [
        f"GP_PRAC_PAT_LIST,01JAN2021,GP,{ccg},E38000001,{code},{postcode},ALL,ALL,{size}"
        for code, postcode, size, ccg in zip(
            [*CODES, ELSEWHERE], [*POSTCODES, "SW6 7SX"], [*PATIENTS, 90_000],
            [*_GRID["ccg_code"], "08C"], strict=True,
        )
    ]  # fmt: skip
    rows += ["GP_PRAC_PAT_LIST,01JAN2021,CCG,N1,E38000001,N1,,ALL,ALL,81000"]
    _zip(folder / "gp-reg-pat-prac-all.zip", {"gp-reg-pat-prac-all.csv": "\n".join([head, *rows])})
    map_head = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME"
    networks = [
        f"GP_PRAC_PAT_LIST,01-Jan-21,{code},{code} SURGERY,{pcn},{pcn} PCN"
        for code, pcn in zip(CODES, _GRID["pcn_code"], strict=True)
    ]
    _zip(folder / "gp-reg-pat-prac-map.zip",
         {"gp-reg-pat-prac-map.csv": "\n".join([map_head, *networks])})  # fmt: skip
    onspd = ["pcd,pcd2,pcds,doterm,oseast1m,osnrth1m", "SW67SX,SW6  7SX,SW6 7SX,,524500,176500"]
    onspd += [f"{p},{p},{p},,{x},{y}" for p, x, y in zip(POSTCODES, _X, _Y, strict=True)]
    _zip(folder / "ONSPD_FEB_2021.zip", {
        "Data/ONSPD_FEB_2021_UK.csv": "\n".join(onspd),
        "User Guide/ONSPD User Guide.pdf": "%PDF-1.4",
        "Documents/2011 Census Output Area Classification.csv": "OAC11,Supergroup\n1A1,Rural",
    })  # fmt: skip
    return folder


def board_s_workbook_with_titles_above_the_header(folder: Path) -> Path:
    """Titles, a sheet of notes before the table, headers of the board's own, a total below."""
    folder.mkdir()
    head = ["ODS Code", "Practice", "Registered patients", "Easting", "Northing", "PCN"]
    columns = (CODES, _GRID["practice_name"], PATIENTS, _X, _Y, _GRID["pcn_code"])
    rows = [list(map(str, row)) for row in zip(*columns, strict=True)]
    return workbook(
        folder / "Practices v3 FINAL.xlsx",
        Read_me=[["Contact the primary care team"], ["Version 3"]],
        Practices=[["NHS Somewhere ICB"], ["Practices at 1 January 2026"], [], head, *rows,
                   [], ["Source: NHS England, list sizes"]],
    )  # fmt: skip


def table_of_postcodes_alone(folder: Path) -> tuple[Path, Path]:
    """Practices without any coordinate, and Code-Point Open without a header, beside it."""
    folder.mkdir()
    table = pd.DataFrame({"code": CODES, "patients": PATIENTS, "postcode": POSTCODES})
    table["postcode"] = table["postcode"].str.replace(" ", "  ").str.lower()
    table.to_csv(folder / "lists.csv", index=False)
    rows = [
        f'"{p}",10,{x},{y},"E92000001","","","","",""'
        for p, x, y in zip(POSTCODES, _X, _Y, strict=True)
    ]
    (folder / "zz.csv").write_text("\n".join(rows))
    return folder / "lists.csv", folder / "zz.csv"


def folder_of_mixed_censuses(folder: Path) -> Path:
    """Registrations by LSOA of 2011, polygons of 2021, one area split in two, and the lookup.

    The last practice of the table has a blank list and nobody registered: it has closed.
    """
    folder.mkdir()
    table = _GRID.assign(practice_code=CODES, list_size=PATIENTS)
    closed = table.iloc[-1:].assign(practice_code="P81099", practice_name="CLOSED", list_size="")
    pd.concat([table, closed]).to_csv(folder / "practices.csv", index=False)
    old = [f"E0100{number:04d}" for number in range(1, 15)]
    rows = [f"01APR2020,{p},{a},ALL,{n}" for p, a, n in zip(CODES, old, PATIENTS, strict=True)]
    text = "\n".join(["EXTRACT_DATE,PRACTICE_CODE,LSOA_CODE,SEX,NUMBER_OF_PATIENTS", *rows])
    (folder / "registrations.csv.gz").write_bytes(gzip.compress(text.encode()))
    boxes = [shapely.box(x - 500, y - 500, x + 500, y + 500) for x, y in zip(_X, _Y, strict=True)]
    x, y = _X[0], _Y[0]
    halves = [shapely.box(x - 500, y - 500, x, y + 500), shapely.box(x, y - 500, x + 500, y + 500)]
    new = ["E01030001", "E01030002", *old[1:]]
    areas = gpd.GeoDataFrame({"LSOA21CD": new}, geometry=[*halves, *boxes[1:]], crs=27700)
    areas.to_crs(4326).to_file(folder / "lsoa21.geojson")
    pairs = [f"{o},{n},{'S' if o == old[0] else 'U'}"
             for o, n in zip([old[0], *old], new, strict=True)]  # fmt: skip
    (folder / "lookup.csv").write_text("\n".join(["LSOA11CD,LSOA21CD,CHGIND", *pairs]))
    return folder


def _zip(path: Path, members: dict[str, str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    path.write_bytes(out.getvalue())
