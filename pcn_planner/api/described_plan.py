"""A plan as an analyst holds it: its tables, its claims, and ways to look at and keep it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from boundaries.files import heard
from optimise.problem.plan import ExceptionRow, Status
from pcn_planner import pipeline
from pcn_planner.api import papers, pictures
from pcn_planner.described import claims, described
from pcn_planner.described.described import Described
from pcn_planner.files import geopackage
from pcn_planner.proposal.proposal import Proposal

if TYPE_CHECKING:
    import folium
    from matplotlib.axes import Axes

    from boundaries.files.tables.in_memory import Source
    from pcn_planner.consultation.page import Published
    from pcn_planner.papers.material import Material


@dataclass(frozen=True, eq=False, repr=False)
class DescribedPlan(Described):
    """The outcome of ``propose``, ``check`` or ``open``: a plan verified, measured and drawn.

    Tables are copies, to be changed at will. All geometry is in EPSG:27700 (metres). Without
    a plan (``status`` is ``infeasible`` or ``no_plan``) tables and pictures raise ``DataError``
    with the reasons.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code", where={"ccg_code": "Z3C"})
    >>> plan = pcn.check(study, "pcn_code", weights={"travel": 1.0})
    >>> len(plan.practices), int(plan.networks["patients"].sum())
    (38, 261963)
    """

    @property
    def networks(self) -> pd.DataFrame:
        """One row a network: name, patients, practices, status, in_band, hub, criteria."""
        return self.shown.networks.copy()

    @property
    def practices(self) -> gpd.GeoDataFrame:
        """One row a practice: its columns, ``network_id`` and ``network_name``, its point."""
        return geopackage.practice_layer(self.shown).set_index("practice_code")

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """One row a network: the table of networks and its area, one (multi)polygon each."""
        return geopackage.network_layer(self.shown).set_index("network_id")

    @property
    def conflicts(self) -> pd.DataFrame | None:
        """Conflicts with community teams, worst first, in patients; ``None`` without teams."""
        rows = self.shown.conflicts
        if rows is None:
            return None
        return pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))

    @property
    def assignment(self) -> dict[str, str]:
        """Practice code -> network id."""
        return dict(self.shown.assignment)

    @property
    def names(self) -> dict[str, str]:
        """Network id -> name, for networks that have one."""
        called = self.shown.networks["name"]
        return {str(key): str(name) for key, name in called.items() if name != key}

    @property
    def status(self) -> Status | None:
        """What is claimed of the plan; ``None`` for a given assignment with findings."""
        return self.claims.status

    @property
    def verified(self) -> bool:
        """Whether independent checks found nothing wrong with a whole plan."""
        return self.claims.verified

    @property
    def objective(self) -> float | None:
        """The weighted sum of criteria, patient-kilometres; what was minimised."""
        return self.claims.objective

    @property
    def bound(self) -> float | None:
        """No plan under these rules is better than this, patient-kilometres."""
        return self.claims.bound

    @property
    def gap(self) -> float | None:
        """``(objective - bound) / objective``, a share; 0 is a proof."""
        return self.claims.gap

    @property
    def exceptions(self) -> tuple[ExceptionRow, ...]:
        """Networks outside the band, each with its reason."""
        return self.claims.exceptions

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there is no plan, or not a whole one."""
        return self.claims.reasons

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, repaired or decided on the way, one sentence each."""
        return self.claims.notes

    @property
    def findings(self) -> pd.DataFrame:
        """One row a finding of the checks: ``check`` and ``message``; empty where all passed."""
        found = () if self.claims.checked is None else self.claims.checked.findings
        rows = [(finding.check, finding.message) for finding in found]
        return pd.DataFrame(rows, columns=["check", "message"])

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw areas, practices and sizes with matplotlib.

        Parameters
        ----------
        ax
            Where to draw; new axes if not given.
        """
        return pictures.plot(self.shown, ax)

    def explore(self) -> "folium.Map":
        """The map of the plan with its layers, tables and legend; it needs no network."""
        return pictures.explore(self.shown)

    def save(self, folder: str | Path) -> list[Path]:
        """Write what ``pcn plan --out`` writes into a folder, all of it or nothing.

        Returns
        -------
        list
            The files written.

        Raises
        ------
        DataError
            The folder holds files that this tool does not write, or cannot be written.
        """
        target = Path(folder).expanduser()
        if self.made is not None:
            return pipeline.write(self.made, target)
        return pipeline.copy(self.folder or target, target)

    def publish(
        self,
        folder: str | Path,
        *,
        before: "DescribedPlan | str | Path | None" = None,
        organisation: str = "",
        reply_to: str = "",
        closes: str | None = None,
    ) -> "Published":
        """Write what ``pcn publish --out`` writes: a page for the public, as one HTML file.

        Parameters
        ----------
        folder
            Where to.
        before
            The plan that is changed, as ``papers`` takes it; the page says nothing of change
            where none is known.
        organisation, reply_to
            Who asks, and the mail or postal address that comments go to.
        closes
            The last day for comments (ISO date).

        Returns
        -------
            The files; ``notes`` has what the page leaves open, such as a last day that is past.

        Raises
        ------
        DataError
            The folder holds other files or cannot be written, or the day is no date.
        """
        from pcn_planner.consultation import page
        from pcn_planner.papers import opening
        from pcn_planner.papers.maps import place_names

        asking = page.Asking(organisation, reply_to, closes)
        study = opening.study_of(self)
        with heard.hearing() as noted:
            changed = papers.before_of(self, before, study)
        made = page.write(
            self.shown, Path(folder).expanduser(), asking=asking, verified=self.verified,
            before=changed,
            places=place_names.for_map(self.shown.areas, opening.homes_of(study).small_areas),
        )  # fmt: skip
        return page.Published(made, (*noted, *made.notes))

    def papers(
        self,
        *,
        before: "DescribedPlan | str | Path | None" = None,
        facts: "Source | str | None" = None,
        year: str = "",
        populations: "Source | str | None" = None,
        rates: "Source | str | None" = None,
        **further: Any,
    ) -> "Material":
        """What ``pcn pack`` makes papers from: ``payments``, ``staff``, ``profile``, ``notes``.

        Parameters
        ----------
        before
            The plan that is changed: another plan, its folder, ``assignment.csv`` or a column;
            without it today's networks where the plan knows them.
        facts, populations
            What people know of networks; populations that money follows: files or tables.
        year
            Financial year of the rates; without it the newest.
        rates
            A table of rates in place of the built-in one, for other years: file or table.
        further
            ``staff``, ``staff_level``, ``staff_by``, ``staff_step``, ``registrations``, ``areas``,
            ``need_counts``, ``places``, ``projections``, ``considered``: the options of
            ``pcn pack``.

        Raises
        ------
        DataError
            A table cannot be used, or there is no plan.
        """
        given = papers.Given(before, facts, year, populations, rates, further)
        return papers.of_plan(self, given)

    def pack(
        self, folder: str | Path, *, template: str | Path | None = None, **asked: Any
    ) -> list[Path]:
        """Write what ``pcn pack --out`` writes; ``asked`` is what ``papers`` takes.

        Raises
        ------
        DataError
            As ``papers``; or the folder holds other files, or the template is no Word file.
        """
        from pcn_planner.papers import pack

        style = None if template is None else Path(template).expanduser()
        out = Path(folder).expanduser()
        pack.check(out, style)
        return pack.write(self.papers(**asked), out, template=style)

    def __repr__(self) -> str:
        return claims.one_line(self.claims, None if self.tables is None else self.tables.networks)

    def _repr_html_(self) -> str:
        return claims.as_html(self.claims, None if self.tables is None else self.tables.networks)


def of(made: Proposal) -> DescribedPlan:
    """The plan as the pipeline describes it."""
    return to_hold(described.of(made))


def to_hold(known: Described) -> DescribedPlan:
    """A plan with all that is known of it, as analysts hold it."""
    return DescribedPlan(**vars(known))
