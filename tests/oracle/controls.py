"""Who was under control when: isolations of cases, and measures (semantics.md, 7)."""

from functools import lru_cache

from tests.oracle.cases import cases
from tests.oracle.people import slots
from tests.oracle.rows import instant, live
from tests.oracle.stays import Known

NEVER = 1 << 60
CONTROLS = {"isolation", "central_quarantine", "home_quarantine", "hospital"}
Controls = dict[str, list[tuple[int, int]]]
"""The times `[start, end)` of everybody's controls, sorted."""


@lru_cache(maxsize=4)
def controls(known: Known) -> Controls:
    """Return when everybody was under control: until the end told or a later release, whichever is first."""
    begun: list[tuple[str, int, int]] = [
        (c.person, c.dates["isolated_at"], NEVER) for c in cases(known).values() if "isolated_at" in c.dates
    ]
    releases: list[tuple[str, int]] = []
    zone = known.world.timezone
    for row in (r for r in live(known.rows) if r.feed == "measures"):
        v = row.values
        start = instant(v["t_start"], zone)[0]
        person = known.people.of(slots(row)[0], start)[0]
        if v["kind"] == "released":
            releases.append((person, start))
        if v["kind"] in CONTROLS:
            begun.append((person, start, instant(v["t_end"], zone, end=True)[0] if "t_end" in v else NEVER))
    found: Controls = {}
    for person, start, end in begun:
        later = [t for who, t in releases if who == person and t > start]
        found.setdefault(person, []).append((start, max(start + 1, min([end, *later]))))
    return {person: sorted(spans) for person, spans in found.items()}


def first_control(known: Known, person: str, moment: int) -> int:
    """Return the first moment at or after a moment at which a person was under control, `NEVER` if there is none."""
    return min((max(start, moment) for start, end in controls(known).get(person, []) if end > moment), default=NEVER)


def free(known: Known, person: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of `[start, end)` in which a person was not under control."""
    parts = [(start, end)]
    for low, high in controls(known).get(person, []):
        parts = [p for a, b in parts for p in ((a, min(b, low)), (max(a, high), b)) if p[0] < p[1]]
    return parts
