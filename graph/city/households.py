"""Who lives with whom: households of one to six, with the ages that such households have."""

import numpy as np

from graph.city.days import Ints

#: Shares of households of one to six people; 2.6 on average.
_SHARES = (0.25, 0.30, 0.21, 0.13, 0.06, 0.05)
#: Who is there, in order, by size of household: adult, partner, child, grandparent.
_ROLES = ("a", "ap", "apc", "apcc", "apcgg", "apccgg")


def households(people: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the home and the age of each person; homes are numbered from 0 and fill up in order."""
    sizes = rng.choice(len(_SHARES), size=people, p=_SHARES) + 1
    home = np.repeat(np.arange(people), sizes)[:people]
    position = np.arange(people) - np.searchsorted(home, home)
    code = np.array([[ord(c) for c in roles.ljust(6)] for roles in _ROLES])
    role = code[sizes[home] - 1, position]
    small = sizes[home] <= 2
    head = np.where(small, rng.integers(20, 85, people)[home], rng.integers(26, 50, people)[home])
    apart = rng.integers(-4, 5, people)
    child, grand = rng.integers(0, 18, people), rng.integers(60, 88, people)
    age = np.select([role == ord("c"), role == ord("g"), role == ord("p")], [child, grand, head + apart], head)
    return home, np.clip(age, 0, 89)
