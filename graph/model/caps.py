"""How long an open end can reach at most, by kind of place; an edition may say less, never more (semantics.md, 2)."""

_HOURS = {"venue": 4, "net_cafe": 12, "work": 12, "school": 12, "lodging": 24, "home": 24, "hospital": 24}
_HOURS_ELSEWHERE = 4


def largest_cap(kind: str) -> int:
    """Return the seconds after which a stay with an open end is taken to be over, at this kind of place.

    >>> largest_cap("lodging"), largest_cap("encounter")
    (86400, 14400)
    """
    return _HOURS.get(kind, _HOURS_ELSEWHERE) * 3600
