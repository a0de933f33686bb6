"""A page that a person turned to is not undone by what the page before still says."""

import threading

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import add_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from pcn_planner.serving import turns

DRAFT, PAPERS, MAP = "hash of Draft", "hash of Documents", "fragment of the map"
LINK = RerunData(page_script_hash=PAPERS, query_string="project=1")
OF_MAP = RerunData(
    page_script_hash=DRAFT,
    fragment_id=MAP,
    widget_states=WidgetStates(widgets=[WidgetState(id="dot", trigger_value=True)]),
)


class Script:
    """As much of a running script as a request of its own asks for."""

    page_script_hash = DRAFT


@pytest.fixture
def requests(monkeypatch) -> ScriptRequests:
    """Requests as the app's sessions make them, to a script that has shown the page Draft."""
    monkeypatch.setattr(script_runner, "ScriptRequests", script_runner.ScriptRequests)
    turns.keep()
    out = script_runner.ScriptRequests()
    out.request_rerun(RerunData(page_script_hash=DRAFT))
    out.on_scriptrunner_ready()
    return out


def from_script(requests: ScriptRequests, asked: RerunData) -> None:
    """Ask as a script does, by ``st.rerun`` or ``st.switch_page``."""
    asking = threading.Thread(target=requests.request_rerun, args=(asked,))
    add_script_run_ctx(asking, Script())
    asking.start()
    asking.join()


def pressed(data: RerunData) -> list[str]:
    return [one.id for one in data.widget_states.widgets if one.trigger_value]


def test_a_message_of_the_map_joins_a_turn_that_waits_and_its_press_is_kept(requests):
    requests.request_rerun(LINK)
    requests.request_rerun(OF_MAP)
    found = requests.on_scriptrunner_ready().rerun_data
    assert (found.page_script_hash, found.query_string) == (PAPERS, "project=1")
    assert found.fragment_id_queue == []
    assert pressed(found) == ["dot"]


def test_a_message_of_the_map_does_not_follow_on_a_turn_that_is_being_made(requests):
    requests.request_rerun(LINK)
    requests.on_scriptrunner_yield()
    requests.request_rerun(OF_MAP)
    found = requests.on_scriptrunner_ready().rerun_data
    assert (found.page_script_hash, found.fragment_id_queue) == (PAPERS, [])


def test_a_script_that_runs_again_leaves_the_turn_that_waits(requests):
    requests.request_rerun(LINK)
    from_script(requests, RerunData(page_script_hash=DRAFT))
    from_script(
        requests,
        RerunData(page_script_hash=DRAFT, fragment_id_queue=[MAP], is_fragment_scoped_rerun=True),
    )
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == PAPERS


def test_who_turns_back_before_the_page_is_there_is_back(requests):
    requests.request_rerun(LINK)
    requests.request_rerun(RerunData(page_script_hash=DRAFT))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == DRAFT


def test_a_script_turns_the_page(requests):
    from_script(requests, LINK)
    assert requests.on_scriptrunner_yield().rerun_data.page_script_hash == PAPERS


def test_fragments_of_the_page_that_is_shown_run_alone(requests):
    requests.request_rerun(OF_MAP)
    assert requests.on_scriptrunner_yield() is None
    found = requests.on_scriptrunner_ready().rerun_data
    assert (found.page_script_hash, found.fragment_id_queue) == (DRAFT, [MAP])
    from_script(requests, RerunData(page_script_hash=DRAFT))
    assert requests.on_scriptrunner_ready().rerun_data.fragment_id_queue == []


def test_fragments_of_the_first_page_which_has_no_name_yet_run_alone(monkeypatch):
    first = turns.Turning()
    first.request_rerun(RerunData(page_name="draft"))
    first.on_scriptrunner_ready()
    first.request_rerun(OF_MAP)
    assert first.on_scriptrunner_ready().rerun_data.fragment_id_queue == [MAP]
