"""The drafting page run without a browser, and what it says."""

from streamlit.testing.v1 import AppTest

from pcn_planner.drafting.session import Session
from pcn_planner.views.drafting import status

TIMEOUT_S = 240


def draft_page():
    from pcn_planner.drafting import session
    from pcn_planner.views.drafting import draft

    draft.show(session.of_browser())


def at(session: Session, chosen: str | None = None, pane: str = "Practice") -> AppTest:
    session.chosen = chosen
    app = AppTest.from_function(draft_page, default_timeout=TIMEOUT_S)
    app.session_state["session"] = session
    app.session_state["pane"] = pane
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def named(app: AppTest, label: str):
    [found] = [one for one in app.button if one.label == label]
    return found


def said(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.info, app.success, app.caption)
    shown = " ".join(one.value for kind in kinds for one in kind)
    return shown.replace("\\", "")  # signs that Markdown would read are escaped


def items(session: Session) -> dict[str, tuple[str, str]]:
    return {label: (tone, text) for tone, label, text in status.line(session.proposal)}
