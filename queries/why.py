"""Why is somebody on the list? One plain sentence that a tracer understands at a glance."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from queries.answers import Exposure

#: What each reason says; `{place}` is the place's name, `{zone}` the zone both were in.
_SAID = {
    "SAME_HOME": "same home {place}",
    "SAME_VEHICLE": "same vehicle {place}",
    "SAME_ROOM": "same room {zone} of {place}",
    "SAME_FLOOR": "same floor of {place}, another room,",
    "SAME_ZONE_15_MIN": "same area {zone} of {place}",
    "PLACE_15_MIN": "together at {place}",
    "SAME_WARD": "same ward {zone} of {place}",
    "OPEN_AIR_15_MIN": "together in the open air at {place}",
    "NEAR_15_MIN": "near each other without protection",
    "CLOSE_CONTACT_SETTING": "in close contact, an interview says,",
    "ENCOUNTER": "met each other",
    "DISTANCE_UNKNOWN": "met each other, distance not known,",
    "TIME_UNSURE": "at {place} by a record without end or clock",
    "ROOM_UNKNOWN": "same lodging {place}, room not known,",
    "ZONE_UNKNOWN": "at {place}, area not known,",
    "TOGETHER_15_MIN": "together at {place}",
}
#: What both were on board of, by place kind.
_RUNS = {"flight": "flight", "train": "train", "coach": "coach", "ship": "ship"}
#: What is said of two on board besides, by reason.
_BESIDES = {
    "SAME_BOOKING": "same booking",
    "CREW": "one of them crew",
    "SEAT_UNKNOWN": "seat not known",
    "SEALED_UNKNOWN": "not known whether it was sealed",
}
_ELSE = "at {place} at the same time"


def why(exposures: Sequence[Exposure], *, ring: int, zone: ZoneInfo) -> str:
    """Return why, from the exposures that earn the class: a household, else the longest, and how many others there are.

    A companion's times in one cell count as one.
    """
    first = min(
        exposures, key=lambda e: (e.place_kind != "household", e.t_start - e.t_end, e.t_start, e.place, e.with_)
    )
    told = {(e.place, e.with_, None if e.in_cell else e.t_start) for e in exposures}
    return sentence(first, more=len(told) - 1, ring=ring, zone=zone)


def sentence(exposure: Exposure, *, more: int, ring: int, zone: ZoneInfo) -> str:
    """Return why, from one exposure; `more` is how many others earn the class too.

    >>> sentence(Exposure("p17", "shop", "venue", "t1", 1627552800, 1627555320, "cn-8:venue", place_name="Noodle shop",
    ...          reasons=("SAME_ZONE_15_MIN",)), more=0, ring=1, zone=ZoneInfo("Asia/Shanghai"))
    'same area t1 of Noodle shop for 42 minutes on 29 July'
    """
    text = _said(exposure, zone)
    if ring > 1:
        text += f"{',' * (exposure.place_kind in _RUNS)} with {exposure.with_}, who had met the case before"
    return text + (f", and {more} more time{'s' if more > 1 else ''}" if more else "")


def _said(e: Exposure, zone: ZoneInfo) -> str:
    day = datetime.fromtimestamp(e.t_start, zone)
    date, where = f"on {day.day} {day:%B}", e.place_name or e.place
    if e.in_cell is not None:
        return f"companion in a cell: {duration(e.in_cell[0])} together, {e.in_cell[1] // 3600} h there"
    if e.place_kind == "household":
        return "same household"
    if e.place_kind in _RUNS:
        return ", ".join([f"{_aboard(e)} {where} {date}", *_besides(e)])
    said = next((_SAID[r] for r in e.reasons if r in _SAID), _ELSE)
    where = "each other" if e.place_kind == "encounter" else where
    text = said.format(place=where, zone=e.zone or "").replace("  ", " ")
    return f"{text} for {duration(e.t_end - e.t_start)} {date}"


def _aboard(e: Exposure) -> str:
    """Return what both were in, up to the name of the run."""
    if "SAME_COMPARTMENT" in e.reasons:
        return f"same compartment in carriage {e.zone} of"
    if e.zone is not None and e.place_kind in {"train", "ship"}:
        return f"same {'carriage' if e.place_kind == 'train' else 'cabin'} {e.zone} of"
    return f"same {_RUNS[e.place_kind]}"


def _besides(e: Exposure) -> list[str]:
    """Return how far apart the seats were, and what else is known of the two, or is not."""
    gap = e.seat_gap
    rows = [] if gap is None else ["same row"] if gap == 0 else [f"{gap} row{'s' if gap > 1 else ''} apart"]
    return [*rows, *(_BESIDES[r] for r in e.reasons if r in _BESIDES)]


def judged(klass: str) -> str:
    """Return why somebody is on the list by a tracer's judgement alone.

    >>> judged("ruled_out")
    'judged ruled out by a tracer'
    """
    return f"judged {klass.replace('_', ' ')} by a tracer"


def duration(seconds: int) -> str:
    """Return a length of time in words, in whole minutes or hours.

    >>> duration(59), duration(60), duration(5400), duration(7200)
    ('less than a minute', '1 minute', '1 hour 30 minutes', '2 hours')
    """
    hours, minutes = divmod(seconds // 60, 60)
    if not hours and not minutes:
        return "less than a minute"
    counts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in counts if n)
