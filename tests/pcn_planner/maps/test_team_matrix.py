"""The matrix of teams and networks: its figures can be read on every shade."""

import pytest

from pcn_planner.maps.teams import team_matrix

INK = "#1d2733"


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0])
def test_figures_stand_out_from_every_shade(share) -> None:
    contrast = (luminance(team_matrix.shade(share)) + 0.05) / (luminance(INK) + 0.05)
    assert contrast >= 4.5
