"""The unit that travel is counted in: kilometres in a straight line, or minutes of a table."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class TravelUnit:
    """Words and column names of travel in one unit.

    ``total`` of all patients together and ``each`` of one patient; ``one`` as in "one kilometre
    nearer"; ``total_column`` and ``mean_column`` of the table of networks.
    """

    total: str
    each: str
    one: str
    total_column: str
    mean_column: str

    @property
    def mean(self) -> str:
        """``km a patient``."""
        return f"{self.each} a patient"

    def worth(self, text: str) -> str:
        """Turn a text about one kilometre, such as what a weight buys, into one about this unit."""
        if self.each == "km":
            return text
        return text.replace("kilometre", self.one).replace("km", self.one)


KM = TravelUnit("patient-km", "km", "kilometre", "travel_patient_km", "travel_km_mean")
MINUTES = TravelUnit(
    "patient-minutes", "minutes", "minute", "travel_patient_minutes", "travel_minutes_mean"
)


def of_columns(columns: Collection[object]) -> TravelUnit:
    """The unit that a table of networks counts travel in."""
    return MINUTES if MINUTES.total_column in columns else KM
