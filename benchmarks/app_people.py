"""Twenty people at once, as the server meets them, and what one session keeps after 200 moves."""

import random
import statistics
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass

import psutil

from benchmarks.app_person import Person

THINK_S = 8.0  #: between the clicks of a person; each one's own, drawn from half to one and a half
CLICKS = 12  #: of each person
DEMO, PRACTICES, PANE, UNDO = "Load the demo area", "practice_choice", "pane", "undo"
SAMPLES = 4


@dataclass(frozen=True)
class Crowd:
    """Seconds from a click to the end of its run: of one person alone, of many, of one more."""

    people: int
    alone: float
    together: float
    slowest: float
    one_more: float


def measured(url: str, people: int) -> Crowd:
    """Let ``people`` draft the demo area at once, and one more beside them."""
    with ExitStack() as held:
        crowd = [held.enter_context(loaded(url)) for _ in range(people + 1)]
        alone = statistics.median(_clicks(crowd[-1], seed=0, think_s=0.5))
        waits: list[list[float]] = [[] for _ in crowd]
        threads = [
            threading.Thread(target=lambda k=k, one=one: waits[k].extend(_clicks(one, seed=k + 1)))
            for k, one in enumerate(crowd)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    many = [wait for one in waits[:-1] for wait in one]
    return Crowd(people, alone, statistics.median(many), max(many), statistics.median(waits[-1]))


def loaded(url: str) -> Person:
    """A person with the demo area on the page Draft, whose pane shows practices."""
    out = Person(url)
    out.press(DEMO)
    out.choose(PANE, "Practice")
    return out


def _clicks(person: Person, seed: int, think_s: float = THINK_S) -> list[float]:
    """Choose a practice, move it, choose the next; seconds of every click."""
    dice = random.Random(seed)
    out: list[float] = []
    while len(out) < CLICKS:
        out.extend(_moved(person, dice, think_s))
    return out


def _moved(person: Person, dice: random.Random, think_s: float) -> list[float]:
    time.sleep(think_s * dice.uniform(0.5, 1.5))
    waits = [person.choose(PRACTICES, dice.choice(person.choices[PRACTICES][2]))]
    moves = [key for key in person.buttons if key.startswith("go_")]
    if moves:
        time.sleep(think_s * dice.uniform(0.5, 1.5))
        waits.append(person.press(dice.choice(moves)))
    return waits


def kept_mb(url: str, operations: int) -> tuple[float, ...]:
    """Memory of the server, in MB, at quarters of so many moves of one session."""
    server, dice = _server(url), random.Random(1)
    out = [_rss_mb(server)]
    with loaded(url) as person:
        out = [_rss_mb(server)]
        done = 0
        while done < operations:
            done += len(_moved(person, dice, 0.0))
            if done * SAMPLES >= operations * len(out):
                out.append(_rss_mb(server))
    return tuple(out)


def _server(url: str) -> psutil.Process:
    port = int(url.rsplit(":", 1)[1])
    [found] = {
        one.pid for one in psutil.net_connections("tcp")
        if one.laddr and one.laddr.port == port and one.status == psutil.CONN_LISTEN
    }  # fmt: skip
    return psutil.Process(found)


def _rss_mb(server: psutil.Process) -> float:
    return float(server.memory_info().rss) / 1e6
