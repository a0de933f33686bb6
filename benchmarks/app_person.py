"""A person as the app's server meets one: its messages over a socket, without a browser.

Twenty browsers on one computer would measure the browsers. This speaks Streamlit's own messages,
knows the buttons and choices on the page by their keys, and waits until a run of the script ends.
"""

import time
from collections.abc import Iterator
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Subprotocol

PATIENCE_S = 120.0
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Person:
    """One session with the app at ``url``.

    ``buttons`` maps key, or label where it has none, to widget id and fragment; ``choices`` maps
    key to widget id, fragment and options; ``disabled`` are keys that cannot be pressed now.
    """

    def __init__(self, url: str) -> None:
        at = url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(at, subprotocols=[Subprotocol("streamlit")], max_size=None)
        self.buttons: dict[str, tuple[str, str]] = {}
        self.choices: dict[str, tuple[str, str, list[str]]] = {}
        self.disabled: set[str] = set()
        self._page, self._held = "", dict[str, list[str]]()
        self.open()

    def __enter__(self) -> "Person":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        self._socket.close()

    def open(self) -> float:
        """Run the whole page; seconds until it is there."""
        return self._run("", [])

    def press(self, key: str) -> float:
        """Press a button; seconds until the script has ended."""
        widget, fragment = self.buttons[key]
        return self._run(fragment, [WidgetState(id=widget, trigger_value=True)])

    def choose(self, key: str, *options: str) -> float:
        """Choose options of a list or a switch; seconds until the script has ended."""
        widget, fragment, _ = self.choices[key]
        self._held[widget] = list(options)
        return self._run(fragment, [])

    def _run(self, fragment: str, pressed: list[WidgetState]) -> float:
        told = BackMsg()
        told.rerun_script.page_script_hash = self._page
        told.rerun_script.fragment_id = fragment
        for widget, options in self._held.items():
            state = WidgetState(id=widget)
            state.string_array_value.data.extend(options)
            told.rerun_script.widget_states.widgets.append(state)
        told.rerun_script.widget_states.widgets.extend(pressed)
        begun = time.perf_counter()
        self._socket.send(told.SerializeToString())
        for message in self._answers():
            if message.script_finished in DONE:
                break
        return time.perf_counter() - begun

    def _answers(self) -> Iterator[ForwardMsg]:
        """Messages until one says that a run has ended, each taken in."""
        while True:
            message = ForwardMsg.FromString(self._socket.recv(PATIENCE_S, decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._page = message.new_session.page_script_hash
                self._forget(set(message.metadata.run.fragment_ids))
            elif kind == "delta":
                self._taken(message.delta)
            elif kind == "script_finished":
                yield message

    def _forget(self, fragments: set[str]) -> None:
        """What is about to be drawn again: some fragments, or the whole page."""
        fits = {
            key: one for key, one in self.buttons.items() if fragments and one[1] not in fragments
        }
        self.buttons = fits
        if not fragments:
            self.choices = {}

    def _taken(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button":
            key = _key(element.button.id) or element.button.label
            self.buttons[key] = element.button.id, delta.fragment_id
            (self.disabled.add if element.button.disabled else self.disabled.discard)(key)
        elif kind in {"multiselect", "button_group"}:
            one = getattr(element, kind)
            options = [getattr(option, "content", option) for option in one.options]
            self.choices[_key(one.id)] = one.id, delta.fragment_id, options
            if one.set_value:  # the script chose in the person's place
                self._held[one.id] = list(one.raw_values)


def _key(widget: str) -> str:
    """The key that a widget was given, which its id ends in."""
    key = widget.split("-", 2)[-1]
    return "" if key == "None" else key
