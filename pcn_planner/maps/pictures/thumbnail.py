"""Small pictures of practices: of a plan, known again in a list, and of places just read."""

from collections.abc import Sequence

import geopandas as gpd

from pcn_planner.maps import plan_map
from pcn_planner.proposal.tables import PlanTables

WIDTH, HEIGHT, MARGIN = 160, 110, 6
DOTS = 1_500  #: at most so many practices are drawn
INK, DARK = "#1B5E7B", "#9AD3EC"  #: of practices that no plan has coloured yet, light and dark


def svg(tables: PlanTables) -> str:
    """Every practice as a dot in the colour of its network; SVG, north up."""
    colours = plan_map.network_colours(tables)
    points = tables.practices.geometry
    fills = [colours.get(tables.assignment[str(code)], "#999999") for code in points.index]
    return _dots(points, fills)


def places(points: gpd.GeoSeries) -> str:
    """Every place as a dot, none told from another; SVG, north up; EPSG:27700."""
    look = f"<style>.pcn-dark circle {{ fill: {DARK}; }}</style>"
    return _dots(points, [INK] * len(points), radius=1.6, look=look)


def _dots(points: gpd.GeoSeries, fills: Sequence[str], radius: float = 3, look: str = "") -> str:
    west, south, east, north = points.total_bounds
    scale = min(
        (WIDTH - 2 * MARGIN) / max(east - west, 1), (HEIGHT - 2 * MARGIN) / max(north - south, 1)
    )
    left, top = (WIDTH - scale * (east - west)) / 2, (HEIGHT - scale * (north - south)) / 2
    step = 1 + len(points) // DOTS
    dots = "".join(
        f'<circle cx="{left + scale * (x - west):.1f}" cy="{top + scale * (north - y):.1f}" '
        f'r="{radius:g}" fill="{fill}"/>'
        for fill, x, y in zip(fills[::step], points.x[::step], points.y[::step], strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{look}{dots}</svg>'
    )
