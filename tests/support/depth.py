"""Two depths of testing: every day a share of the examples, in ``make test-deep`` all of them."""

import os
import random

from hypothesis import settings

EVERYDAY, DEEP = "everyday", "deep"
SEED = "TEST_SEED"  #: the variable in which ``make test-deep SEED=n`` asks for the examples of n

# A busy machine is no failure, so nothing is timed. Every day the same examples are tried, so
# that a red run is the doing of the change; the full depth draws new ones unless a seed is given.
settings.register_profile(EVERYDAY, deadline=None, derandomize=True, max_examples=15)
settings.register_profile(DEEP, deadline=None, derandomize=False, max_examples=100, print_blob=True)


def examples(*, everyday: int, deep: int) -> int:
    """How many examples, seeds or areas a test tries at the depth of this run."""
    return deep if settings.get_current_profile_name() == DEEP else everyday


def first_seed() -> int:
    """The seed that a campaign begins with and prints: given for the whole run, else a new one."""
    return int(os.environ.get(SEED) or random.SystemRandom().randrange(10**9))
