"""What each network and practice is paid in a year, stream by stream."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from pcn_planner.money.rates import GBP

_PENNY, _POST = Decimal("0.01"), Decimal("0.0001")
COLUMNS = [
    "network_id", "stream", "paid_to", "unit", "per", "population", "rate", "amount",
    "practices_unknown", "estimate", "source",
]  # fmt: skip


def by_network(
    populations: pd.DataFrame, assignment: Mapping[str, str], rates: pd.DataFrame
) -> pd.DataFrame:
    """One row for each network and stream.

    Parameters
    ----------
    populations
        See ``populations.of_practices``.
    assignment
        Practice code -> network id.
    rates
        Rates of one year; see ``rates.of_year``.

    Returns
    -------
    ``COLUMNS``: ``population`` is the sum over the practices whose figure is known, NaN where none
    is; ``amount`` is population x rate, in pounds to the penny (or whole-time equivalents to four
    places), ``None`` where no figure is known; ``practices_unknown`` counts those left out of it.
    """
    network = populations.index.to_series().map(assignment)
    placed = populations[network.notna()]
    rows = [
        _row(str(key), group, rate)
        for key, group in placed.groupby(network[network.notna()], sort=True)
        for rate in rates.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def by_practice(populations: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """One row for each practice and stream: as ``by_network``, with ``practice_code``."""
    each = {str(code): str(code) for code in populations.index}
    return by_network(populations, each, rates).rename(columns={"network_id": "practice_code"})


def totals(payments: pd.DataFrame) -> pd.DataFrame:
    """Pounds a network: index ``network_id``, columns ``to_network``, ``to_practices``, ``total``.

    ``unknown`` names the streams that are left out, or counted for some practices only.
    """
    pounds = payments[payments["unit"] == GBP]
    known = pounds.assign(amount=pounds["amount"].map(lambda one: one or Decimal(0)))
    sums = known.groupby(["network_id", "paid_to"])["amount"].sum().unstack()
    sums = sums.map(lambda one: Decimal(0) if pd.isna(one) else one)
    out = pd.DataFrame(
        {
            "to_network": sums.get("network", Decimal(0)),
            "to_practices": sums.get("practice", Decimal(0)),
        },
        index=sums.index,
    )
    partly = pounds[pounds["practices_unknown"] > 0].groupby("network_id")["stream"]
    return out.assign(
        total=out["to_network"] + out["to_practices"],
        unknown=partly.agg(", ".join).reindex(out.index, fill_value=""),
    )


def unknown(payments: pd.DataFrame) -> list[str]:
    """Streams that are left out of sums, or counted for some practices only."""
    return sorted(set(payments.loc[payments["practices_unknown"] > 0, "stream"]))


def change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pounds and posts by stream before and after, over all networks; ``difference`` between."""
    sides = {"before": before, "after": after}
    table = pd.DataFrame({name: _by_stream(side) for name, side in sides.items()})
    table = table.map(lambda one: Decimal(0) if pd.isna(one) else one)
    return table.assign(difference=table["after"] - table["before"]).rename_axis(["stream", "unit"])


def _by_stream(payments: pd.DataFrame) -> pd.Series:
    known = payments[payments["amount"].notna()]
    return known.groupby(["stream", "unit"], sort=False)["amount"].sum()


def _row(network: str, group: pd.DataFrame, rate: Mapping[Any, Any]) -> tuple[object, ...]:
    figures = group[str(rate["population"])]
    known = figures.dropna()
    amount = None if known.empty else _amount(known, rate)
    total = float(known.sum()) if len(known) else float("nan")
    return (
        network, rate["stream"], rate["paid_to"], rate["unit"], rate["per"], total, rate["rate"],
        amount, int(figures.isna().sum()), rate["estimate"], rate["source"],
    )  # fmt: skip


def _amount(known: "pd.Series[float]", rate: Mapping[Any, Any]) -> Decimal:
    total = sum((Decimal(repr(float(one))) for one in known), Decimal(0))
    place = _PENNY if rate["unit"] == GBP else _POST
    return (total * Decimal(str(rate["rate"]))).quantize(place, rounding=ROUND_HALF_UP)
