"""Control: from when on a person is kept apart, by isolation and by the measures that are control (semantics.md, 7)."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile

from graph.model.timed_graph import Control


def first_control(controls: Sequence[Control], person: str, moment: int) -> int | None:
    """Return the first moment at or after the one given with a control of that person in force; None without one.

    `controls` come by person, then start; those of one person neither overlap nor touch.

    >>> first_control([Control("p4", 10, 20), Control("p4", 50)], "p4", 20)
    50
    """
    at = bisect_left(controls, person, key=lambda c: c.person)
    own = takewhile(lambda c: c.person == person, (controls[i] for i in range(at, len(controls))))
    return next((max(c.start, moment) for c in own if c.end is None or c.end > moment), None)


def under_control(controls: Sequence[Control], person: str, moment: int) -> bool:
    """Return whether a control of that person is in force at a moment.

    >>> under_control([Control("p4", 10, 20)], "p4", 19), under_control([Control("p4", 10, 20)], "p4", 20)
    (True, False)
    """
    return first_control(controls, person, moment) == moment
