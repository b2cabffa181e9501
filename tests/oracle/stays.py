"""Stays: records of one stay united, open ends closed (semantics.md, 2; docs/reference/semantics.md)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tests.oracle import cells, rides, travel
from tests.oracle.fed import World
from tests.oracle.people import People, hold_conflicts, slots
from tests.oracle.places import Places, Spot
from tests.oracle.record import Quality, Stay
from tests.oracle.rows import DAY, Row, instant, live, read, yes
from tests.oracle.runs import Runs

HOUR = 3600
CAPS = {"venue": 4, "net_cafe": 12, "work": 12, "school": 12, "lodging": 24, "home": 24, "hospital": 24}
SHORT = {"venue", "net_cafe", "work", "school"}
CASE_DATES = ("onset", "sample", "report", "isolated_at", "closed")
NO_STAY = {"cell", "checkpoint", "encounter"}


@dataclass(eq=False)
class Known:
    """What is known of a world: rows with outcomes, people, places, and stays as an edition closes them."""

    world: World
    rows: list[Row]
    people: People
    places: Places
    runs: Runs
    stays: list[Stay] = field(default_factory=list)
    now: int = 0
    at_place: dict[str, list[Stay]] = field(default_factory=dict)
    of_person: dict[str, list[Stay]] = field(default_factory=dict)


def known(world: World) -> Known:
    """Return what is known of a world."""
    rows = read(world)
    places = Places(live(rows))
    for row in live(rows):
        if row.feed == "stays" and places.spot(row) is None:
            row.outcome, row.reason = "quarantined", "PLACE_UNKNOWN"
    runs = Runs(live(rows), world.timezone)
    for row in live(rows):
        if row.feed == "rides" and (held := rides.fault(row, runs)):
            row.outcome, row.reason = "quarantined", held
    hold_conflicts(live(rows))
    places = Places(live(rows))
    people = People(live(rows), world.timezone)
    for row in live(rows):
        if (
            row.feed == "encounters"
            and len({people.of(slot, instant(row.values["t_start"], world.timezone)[0])[0] for slot in slots(row)}) == 1
        ):
            row.outcome, row.reason = "quarantined", "SELF_CONTACT"
    found = Known(world, rows, people, places, runs)
    derived = [*rides.records(live(rows), runs, people), *cells.records(live(rows), people, world.timezone, places),
               *cells.passages(live(rows), people, world.timezone, places)]  # fmt: skip
    places.zoned |= {s.spot.top for s in derived if s.spot.zone is not None}
    records = [*derived, *(s for row in live(rows) for s in _records(row, found))]
    for stays in _by(records, lambda s: s.person).values():
        found.stays += travel.flagged(_person(stays, places), places)
    found.at_place = _by(found.stays, lambda s: s.spot.top)
    found.of_person = _by(found.stays, lambda s: s.person)
    found.now = _now(live(rows), derived, world.timezone)
    return found


def _by(stays: Iterable[Stay], key: Callable[[Stay], str]) -> dict[str, list[Stay]]:
    groups: dict[str, list[Stay]] = {}
    for stay in stays:
        groups.setdefault(key(stay), []).append(stay)
    return groups


def _now(rows: list[Row], derived: list[Stay], zone: str) -> int:
    """Return the latest moment that stays, measures and cases speak of."""
    times = [0, *(t for s in derived for t in (s.start + 1, s.end))]
    for row in rows:
        v = row.values
        if row.feed in {"stays", "encounters", "measures"}:
            start, clock = instant(v["t_start"], zone)
            times += [start + 1, instant(v["t_end"], zone, end=True)[0] if "t_end" in v else 0]
            times += (
                [] if clock or "t_end" in v or row.feed == "measures" else [instant(v["t_start"], zone, end=True)[0]]
            )
        if row.feed == "cases":
            times += [instant(v[k], zone, end=True)[0] for k in CASE_DATES if k in v]
        if row.feed == "tests" and v.get("result") == "positive":
            times.append(instant(v["t"], zone, end=True)[0])
    return max(times)


def _end(v: dict[str, str], start: int, clock: bool, zone: str) -> int | None:
    """Return when a row ends, None for an open end; a stay of no length is one second."""
    if "t_end" in v:
        return max(instant(v["t_end"], zone, end=True)[0], start + 1)
    return None if clock else instant(v["t_start"], zone, end=True)[0]


def _records(row: Row, found: Known) -> Iterable[Stay]:
    """Return the stay of a row of the feed of stays, the two of an encounter, none of other rows."""
    if row.feed not in {"stays", "encounters"}:
        return []
    zone, v = found.world.timezone, row.values
    start, clock = instant(v["t_start"], zone)
    end = _end(v, start, clock, zone)
    day = not clock or ("t_end" in v and not instant(v["t_end"], zone)[1])
    quality: Quality = "day" if day else "open" if end is None else "timed"
    who = [found.people.of(slot, start) for slot in slots(row)]
    if row.feed == "stays":
        spot = found.places.spot(row)
        assert spot is not None
        kind = found.places.kinds[spot.top]
        more: dict[str, object] = {}
    else:
        key = "encounter:" + ":".join(sorted(person for person, _ in who))
        spot, kind = Spot(key, key, None, None), "encounter"
        more = {
            "distance": float(v["distance_m"]) if "distance_m" in v else None,
            "protected": yes(v.get("protected")),
            "close_contact": v.get("setting") == "close_contact",
        }
    flags = {"day_only"} if day else set()
    return [
        Stay(person, spot, kind, start, start if end is None else end, quality,
             frozenset(flags | ({"shared_identifier"} if shared else set())), frozenset({row.source}), **more)  # type: ignore[arg-type]
        for person, shared in who
    ]  # fmt: skip


def _person(records: list[Stay], places: Places) -> list[Stay]:
    """Return the stays of one person: records united, weaker ones given way, open ends closed by the caps."""
    timed = [_long(s) for s in unite(s for s in records if s.quality == "timed")]
    rest = []
    for s in (s for s in records if s.quality != "timed"):
        hits = [i for i, t in enumerate(timed) if _same(s, t) and t.start < max(s.end, s.start + 1) and s.start < t.end]
        for i in hits:
            timed[i] = _heard(timed[i], s)
        if not hits:
            rest.append(s)
    days = [_long(s) for s in unite(s for s in rest if s.quality == "day")]
    opens = [s for s in rest if s.quality == "open"]
    closed = []
    for s in opens:
        cap = s.start + CAPS.get(s.kind, 4) * HOUR
        later = [
            t.start
            for t in timed + days + opens
            if t.start > s.start and (_excludes(s, t, places) or _same_timed(s, t) or s.spot.node == t.spot.node)
        ]
        closed.append(replace(s, end=min([cap, *later]), flags=s.flags | {"estimated_end"}))
    return _carve(timed + days + _check_ins(closed))


def _check_ins(closed: list[Stay]) -> list[Stay]:
    """Return open stays with those united that begin together; a later check-in is a stay of its own."""
    begun: dict[int, list[Stay]] = {}
    for stay in closed:
        begun.setdefault(stay.start, []).append(stay)
    return [stay for together in begun.values() for stay in unite(together)]


def _long(stay: Stay) -> Stay:
    """Return a stay, flagged if it is longer than usual for its kind of place."""
    long = stay.end - stay.start > (24 * HOUR if stay.kind in SHORT else 28 * DAY)
    return replace(stay, flags=stay.flags | {"LONG"}) if long else stay


def _same(a: Stay, b: Stay) -> bool:
    """Return whether two records are at the same place: same topmost place, zones equal or one unknown."""
    return a.spot.top == b.spot.top and (a.spot.zone == b.spot.zone or None in {a.spot.zone, b.spot.zone})


def _same_timed(s: Stay, t: Stay) -> bool:
    return t.quality == "timed" and _same(s, t)


def _excludes(s: Stay, t: Stay, places: Places) -> bool:
    """Return whether being at `t` ends an open stay: neither a cell, checkpoint, encounter, nor a place above or below."""
    return t.kind not in NO_STAY and not (s.spot.top == t.spot.top and places.related(s.spot.node, t.spot.node))


def _heard(stay: Stay, other: Stay) -> Stay:
    """Return a stay that was told by another record too: its source is listed."""
    return replace(stay, sources=stay.sources | other.sources)


def unite(stays: Iterable[Stay]) -> list[Stay]:
    """Return stays with those united that overlap or touch and are alike in all but flags and sources."""
    united: list[Stay] = []
    for s in sorted(stays, key=lambda s: s.start):
        for i, u in enumerate(united):
            if s.start <= u.end and _alike(s, u):
                united[i] = replace(u, end=max(u.end, s.end), flags=u.flags | s.flags, sources=u.sources | s.sources)
                break
        else:
            united.append(s)
    return united


def _alike(a: Stay, b: Stay) -> bool:
    return all(
        getattr(a, name) == getattr(b, name)
        for name in ("person", "kind", "quality", "distance", "protected", "close_contact", "seat")
    ) and (a.spot.top, a.spot.zone, a.spot.floor) == (b.spot.top, b.spot.zone, b.spot.floor)


def _carve(stays: list[Stay]) -> list[Stay]:
    """Return stays in which one without zone has given way, for the time they share, to one of its kind with a zone."""
    pieces = [s for s in stays if s.spot.zone is not None]
    for s in (s for s in stays if s.spot.zone is None):
        rest = [(s.start, s.end)]
        for z in (z for z in stays if z.spot.zone is not None and (z.spot.top, z.quality) == (s.spot.top, s.quality)):
            rest = [p for a, b in rest for p in ((a, min(b, z.start)), (max(a, z.end), b)) if p[0] < p[1]]
        pieces += [replace(s, start=a, end=b) for a, b in rest]
    return pieces
