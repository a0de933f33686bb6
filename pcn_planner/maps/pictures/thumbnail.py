"""A small picture of a plan, by which a project is known again in a list."""

from pcn_planner.maps import plan_map
from pcn_planner.proposal.tables import PlanTables

WIDTH, HEIGHT, MARGIN = 160, 110, 6
DOTS = 1_500  #: at most so many practices are drawn


def svg(tables: PlanTables) -> str:
    """Every practice as a dot in the colour of its network; SVG, north up."""
    colours = plan_map.network_colours(tables)
    points = tables.practices.geometry
    west, south, east, north = points.total_bounds
    scale = min(
        (WIDTH - 2 * MARGIN) / max(east - west, 1), (HEIGHT - 2 * MARGIN) / max(north - south, 1)
    )
    left, top = (WIDTH - scale * (east - west)) / 2, (HEIGHT - scale * (north - south)) / 2
    step = 1 + len(points) // DOTS
    dots = "".join(
        f'<circle cx="{left + scale * (x - west):.1f}" cy="{top + scale * (north - y):.1f}" r="3" '
        f'fill="{colours.get(tables.assignment[str(code)], "#999999")}"/>'
        for code, x, y in zip(points.index[::step], points.x[::step], points.y[::step], strict=True)
    )  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{dots}</svg>'
    )
