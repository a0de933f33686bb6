"""Which dask scheduler to trust: its address, and the TLS files that a person names in TOML."""

import re
import tomllib
from pathlib import Path

from boundaries.errors import DataError
from optimise.units.cluster import Scheduler

KEYS = ("tls_ca_file", "tls_client_cert", "tls_client_key")
BYTES_MAX = 1_000_000
OPEN = (
    "a scheduler at tcp:// is neither encrypted nor asks who speaks: whoever reaches it can run "
    "programs on its workers; prefer tls:// with --scheduler-security"
)
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[^\s/:]+):(\d{1,5})/?")
PORT_MAX = 65_535
_REMEDY = "Write one line each for " + ", ".join(KEYS)


def scheduler(address: str | None, file: Path | None) -> Scheduler | None:
    """The scheduler at an address with the security of a file.

    Raises
    ------
    DataError
        The address is none; the file is no TOML, names other keys or files that do not exist; or
        it is given without an address at ``tls://``, where it would have no effect.
    """
    if address is not None:
        _check(address)
    if file is None:
        return None if address is None else Scheduler(address)
    if address is None or not address.startswith("tls://"):
        raise DataError(
            "--scheduler-security has no effect without an encrypted scheduler",
            remedy="Give --scheduler tls://HOST:PORT with it",
        )
    return Scheduler(address, _files(file))


def _check(address: str) -> None:
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found[3]) > PORT_MAX:
        raise DataError(
            f"--scheduler cannot be {address!r}",
            remedy=f"Write it with a port up to {PORT_MAX:,}, as tls://localhost:8786, or with "
            "tcp:// in a network that you trust",
        )


def _files(file: Path) -> dict[str, str | bool]:
    """What ``distributed.Security`` takes; paths are from the folder of the file."""
    given = _toml(file)
    wrong = sorted(given.keys() ^ set(KEYS))
    if wrong:
        raise DataError(
            "names are missing or unknown", rows=wrong, remedy=_REMEDY, source=file.name
        )
    paths = {name: file.parent / str(value) for name, value in given.items()}
    absent = [f"{name} = {path}" for name, path in paths.items() if not path.is_file()]
    if absent:
        raise DataError(
            "there are no such files", rows=absent, source=file.name,
            remedy=f"Name files by their path from the folder of {file.name}",
        )  # fmt: skip
    return {**{name: str(path) for name, path in paths.items()}, "require_encryption": True}


def _toml(file: Path) -> dict[str, object]:
    if not file.is_file():
        raise DataError("there is no such file", source=str(file), remedy="Name one that exists")
    if file.stat().st_size > BYTES_MAX:
        raise DataError("is too large to be a few lines of TOML", remedy=_REMEDY, source=file.name)
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"cannot be read ({error})", remedy=_REMEDY, source=file.name) from error
