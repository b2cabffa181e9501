"""Why is somebody on the list? One plain sentence that a tracer understands at a glance."""

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
    "SEAT_UNKNOWN": "on board {place}, seat not known,",
}
_ELSE = "at {place} at the same time"


def sentence(exposure: Exposure, *, more: int, ring: int, zone: ZoneInfo) -> str:
    """Return why, from the longest exposure that earns the class; `more` is how many others earn it too.

    >>> sentence(Exposure("p17", "shop", "venue", "t1", 1627552800, 1627555320, "cn-8:venue", place_name="Noodle shop",
    ...          reasons=("SAME_ZONE_15_MIN",)), more=0, ring=1, zone=ZoneInfo("Asia/Shanghai"))
    'same area t1 of Noodle shop for 42 minutes on 29 July'
    """
    said = next((_SAID[r] for r in exposure.reasons if r in _SAID), _ELSE)
    where = "each other" if exposure.place_kind == "encounter" else exposure.place_name or exposure.place
    text = said.format(place=where, zone=exposure.zone or "").replace("  ", " ")
    day = datetime.fromtimestamp(exposure.t_start, zone)
    parts = [text, f"for {duration(exposure.t_end - exposure.t_start)} on {day.day} {day:%B}"]
    if ring > 1:
        parts.append(f"with {exposure.with_}, who had met the case before")
    return " ".join(parts) + (f", and {more} more time{'s' if more > 1 else ''}" if more else "")


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
