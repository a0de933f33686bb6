"""A made-up table of postcodes as large as the national one, and a process that reads it.

Run as ``python -m tests.support.onspd FILE POSTCODE ...`` it prints the places of the postcodes and
the most memory that it used.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HEAD = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,"
    "osgrdind,oshlthau,nhser,ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,"
    "npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,wz11,sicbl,bua24,ru11ind,oac11,lat,long,"
    "lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21"
)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _postcodes() -> Iterator[tuple[str, str]]:
    """Area and district, sector and unit: 2.7 million of them, and again if need be."""
    while True:
        for one in LETTERS:
            for other in LETTERS:
                for district in range(10):
                    for sector in range(10):
                        for unit in range(50):
                            last = f"{LETTERS[unit // 8]}{LETTERS[unit % 8]}"
                            yield f"{one}{other}{district}", f"{sector}{last}"


def place(postcode: str) -> tuple[int, int]:
    """Where a made-up postcode lies, metres."""
    mark = sum(ord(letter) * (at + 3) for at, letter in enumerate(postcode))
    return 300_000 + 97 * mark, 200_000 + 53 * mark


def places_of(postcodes: list[str]) -> dict[str, list[float]]:
    """Postcode -> easting and northing."""
    return {one: [float(value) for value in place(one)] for one in postcodes}


def write(path: Path, bytes_least: int) -> tuple[Path, int]:
    """Write rows as wide as the national ones until the file is so large."""
    rest = ',"E10000017","E99999999"' + ',"E01007001"' * 36
    written = 0
    with path.open("w", encoding="utf-8") as out:
        written += out.write(HEAD + "\n")
        for area, last in _postcodes():
            code = f"{area} {last}"
            x, y = place(code)
            row = f'"{area}{last}","{area}  {last}","{code}","198001","","E1","","E06000001",'
            row += f'"E05000001","","0",{x},{y},1{rest}\n'
            written += out.write(row)
            if written > bytes_least:
                break
    return path, path.stat().st_size


def read_apart(path: Path, postcodes: list[str]) -> tuple[dict[str, list[float]], int]:
    """Places that a process of its own finds, and the most bytes of memory that it used."""
    command = [sys.executable, "-m", "tests.support.onspd", str(path), *postcodes]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["places"], found["peak"]


def _main(path: Path, postcodes: list[str]) -> None:
    import pandas as pd

    from boundaries.nhs.postcodes import postcode_files

    practices = pd.DataFrame({"practice_code": postcodes, "postcode": postcodes})
    found = postcode_files.coordinates([path], practices)
    places = {one: found.loc[one, ["easting", "northing"]].tolist() for one in postcodes}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"places": places, "peak": peak}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2:])
