"""A turn to another page that a person asked for is kept, whatever the page left behind still says.

Streamlit 1.67 lays requests together that wait for the script of a session, and gives the whole
the page of the newest. A map that comes up, a fragment that reruns itself or ``st.rerun`` then
takes the place of a link that was pressed a moment before: the old page stays, or is left empty.
Here such a request, which nobody turned a page with, joins the run of the page that was asked for.
"""

from dataclasses import replace

from streamlit.runtime.scriptrunner import get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
)


class Turning(ScriptRequests):
    """Requests for the script of one session, none of which undoes a turn of the page."""

    def __init__(self) -> None:
        super().__init__()
        self._given = RerunData()  # what the script was last run for

    def request_rerun(self, new_data: RerunData) -> bool:
        """Ask for a run, of the page that a person has turned to meanwhile."""
        return super().request_rerun(self._onward(new_data))

    def request_rerun_batch(self, rerun_batch: list[RerunData]) -> bool:
        """Ask for several runs in the same way."""
        return super().request_rerun_batch([self._onward(one) for one in rerun_batch])

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """What the script is to do next, in the middle of a run."""
        return self._noted(super().on_scriptrunner_yield())

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """What the script is to do next, between runs."""
        request = super().on_scriptrunner_ready()
        self._noted(request)
        return request

    def _noted(self, request: ScriptRequest | None) -> ScriptRequest | None:
        if request is not None and request.type is ScriptRequestType.RERUN:
            self._given = request.rerun_data
        return request

    def _onward(self, asked: RerunData) -> RerunData:
        """The request, or a run of the whole page that was turned to since its own was shown."""
        script = get_script_run_ctx(suppress_warning=True)
        waiting = self._rerun_data if self._state is ScriptRequestType.RERUN else None
        if script is not None and asked.page_script_hash != script.page_script_hash:
            return asked  # the script itself turns the page
        if script is None and not (asked.fragment_id or asked.fragment_id_queue):
            return asked  # a link or a button outside of fragments: what a person does last holds
        bound = self._given if waiting is None and script is None else waiting
        if bound is None or bound.page_script_hash in ("", asked.page_script_hash):
            return asked
        return replace(
            asked, page_script_hash=bound.page_script_hash, page_name=bound.page_name,
            query_string=bound.query_string, fragment_id=None, fragment_id_queue=[],
            is_fragment_scoped_rerun=False,
        )  # fmt: skip


def keep() -> None:
    """Let every session opened from now on keep its turns."""
    setattr(script_runner, "ScriptRequests", Turning)  # noqa: B010 - it is no part of their face
