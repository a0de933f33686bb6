"""A solved plan outlives every fault in what is made of it afterwards."""

import logging
from collections.abc import Callable
from typing import TypeVar

_LOG = logging.getLogger(__name__)
Made = TypeVar("Made")


def spared(make: Callable[[], Made], instead: Callable[[str], Made]) -> Made:
    """What ``make`` returns; where it fails, what ``instead`` makes of the reason.

    For drawing, counting and writing once a plan is known: a fault there is told beside the plan,
    and must not take the plan with it. The traceback is logged at level ``DEBUG``. Faults of the
    disk (``OSError``) are raised: they concern every file alike.
    """
    try:
        return make()
    except OSError:
        raise
    except Exception as error:
        _LOG.debug("spared", exc_info=True)
        text = " ".join(str(error).split())
        return instead(f"{type(error).__name__}: {text}" if text else type(error).__name__)
