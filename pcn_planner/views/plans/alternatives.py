"""Plans nearly as good as the draft that differ from it and from each other."""

from functools import partial

import streamlit as st

from optimise.alternatives import Wish
from optimise.problem.travel_unit import of_columns
from pcn_planner.drafting.running import near_best
from pcn_planner.drafting.running.near_best import Found, NearBestRun
from pcn_planner.drafting.session import Session
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import attempt, needs_data
from pcn_planner.views.parts import watched
from pcn_planner.views.parts.worded import worded

KEY = "near_best"  #: of the run, in ``st.session_state``
Number = st.column_config.NumberColumn


def show(session: Session) -> None:
    """Show the alternatives, or a way to seek them."""
    st.title("Alternatives")
    st.markdown(
        worded(
            "Other plans that keep the same rules and are nearly as good: each is verified, "
            "differs from the draft and from each other by the patients asked for, and is within "
            "its stated gap of the best possible."
        )
    )
    if session.study is None:
        needs_data(session, "No data yet.")
        return
    made = session.proposal
    if made is None:
        st.info("No plan yet. Optimise one on the page **Draft**.")
        return
    run = st.session_state.get(KEY)
    _controls(session, made, run)
    if run is not None:
        _watched(session, run, made)
        return
    st.info(
        worded(
            "**Seek them** finds the plans one after the other. Here will stand a small map of "
            "each beside the draft, its figures, and the practices that are in another network in "
            "some of them; any can be opened as the draft."
        )
    )


def _controls(session: Session, made: Proposal, run: NearBestRun | None) -> None:
    busy = run is not None and run.run.running
    number, near, apart, button = st.columns([2, 3, 3, 2], vertical_alignment="bottom")
    wanted = number.number_input("How many", 1, 8, 3, key="near_wanted", disabled=busy)
    share = near.select_slider(
        "Within", [0.5, 1.0, 2.0, 5.0], value=2.0, key="near_share", disabled=busy,
        format_func=lambda p: f"{p:g} % of the best possible",
    )  # fmt: skip
    patients = int(made.study.practices["patients"].sum())
    differing = apart.number_input(
        worded("Patients by which they differ"), 1, max(1, patients), max(1, patients // 20),
        step=1_000, key="near_apart", disabled=busy,
        help=worded("Registered patients whose practice is in another network, after the best "
        "relabelling."),
    )  # fmt: skip
    wish = Wish(int(wanted), share / 100, int(differing))
    button.button(
        "Seek them", type="primary", width="stretch", disabled=busy,
        on_click=_start, args=(session, made, wish),
    )  # fmt: skip


def _start(session: Session, made: Proposal, wish: Wish) -> None:
    def begin() -> None:
        st.session_state[KEY] = near_best.start(made, wish, session.folder)

    attempt(session, begin)


def _watched(session: Session, run: NearBestRun, made: Proposal) -> None:
    if watched.ended(session, run.run, partial(_watch, run)) and run.run.made is not None:
        if run.made is not made:
            st.warning("The draft has changed since these were sought. Seek them again.")
        _found(session, run.run.made)


def _watch(run: NearBestRun) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        said = run.run.told[-1] if run.run.told else "Waiting for its turn"
        st.markdown(f"{said}: {run.run.elapsed_s:.0f} s")
        st.button(
            "Stopping" if run.run.stopping else "Stop and keep what is found",
            on_click=run.run.stop, disabled=run.run.stopping, icon=":material/stop_circle:",
        )  # fmt: skip


def _found(session: Session, found: Found) -> None:
    for line in found.plans.sentences:
        st.markdown(markdown(worded(f"{line}.")))
    if found.picture is not None:
        st.image(
            found.picture, caption=worded("Ringed: practices that are not in one network in all.")
        )
    table = found.plans.table().reset_index()
    unit = of_columns(table.columns)
    table["gap"] *= 100
    st.dataframe(
        table[["plan", "gap", "networks", "in_band", "differs_from_best", "differs_from_nearest",
               unit.total_column]],
        hide_index=True,
        column_config={
            "plan": Number("Plan", help="0 is the draft"),
            "gap": Number("Gap to the best possible", format="%.2f %%"),
            "networks": worded("Networks"),
            "in_band": "In the band",
            "differs_from_best": Number(
                worded("Patients other than in plan 0"), format="localized"
            ),
            "differs_from_nearest": Number("Than in the nearest plan", format="localized"),
            unit.total_column: Number(f"Travel, {unit.total}", format="localized"),
        },
    )  # fmt: skip
    _swinging(found)
    for k, place in enumerate(st.columns(max(1, len(found.plans.plans) - 1)), start=1):
        if k < len(found.plans.plans):
            place.button(
                f"Open plan {k}", key=f"near_open_{k}", width="stretch",
                on_click=_open, args=(session, found, k),
                help="Makes this plan the draft; undo brings back the one before.",
            )  # fmt: skip


def _swinging(found: Found) -> None:
    table = found.plans.practices
    swings = table[table["swings"]].drop(columns="swings").reset_index()
    if swings.empty:
        return
    with st.expander(worded(f"Practices that swing: {len(swings)}")):
        plans = [str(name) for name in swings if str(name).startswith("plan_")]
        st.dataframe(
            swings,
            hide_index=True,
            column_config={
                "practice_code": "Code",
                "name": worded("Practice"),
                "patients": Number(worded("Patients"), format="localized"),
                **{name: f"Plan {name.removeprefix('plan_')}" for name in plans},
            },
        )


def _open(session: Session, found: Found, plan: int) -> None:
    """Put an alternative in the draft's place."""
    made = found.plans.plans[plan]
    attempt(
        session,
        lambda: session.take(made, f"alternative {plan}"),
        done=f"Alternative {plan} is now the draft.",
    )
