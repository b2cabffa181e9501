"""Times: integer seconds UTC, half-open intervals `[t_start, t_end)`, and the local days they fall on; all pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from graph.errors import UsageError

DAY = 86_400  # seconds
#: Longest believable stay in seconds; what is longer is a mistake.
TOO_LONG = 400 * DAY
_LONG = {"venue": DAY, "net_cafe": DAY, "work": DAY, "school": DAY}
_LONG_ELSEWHERE = 28 * DAY


def overlap(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    """Return how many seconds two intervals share; intervals that only touch share none.

    >>> overlap(0, 10, 4, 20), overlap(0, 10, 10, 20)
    (6, 0)
    """
    return max(0, min(a_end, b_end) - max(a_start, b_start))


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the intervals united where they overlap or touch, by start; empty ones are left out.

    >>> union([(5, 9), (0, 3), (3, 4), (6, 7)])
    [(0, 4), (5, 9)]
    """
    united: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def union_seconds(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many seconds lie in at least one of the intervals.

    >>> union_seconds([(0, 60), (30, 90), (200, 210)])
    100
    """
    return sum(end - start for start, end in union(spans))


def minutes(seconds: int) -> float:
    """Return seconds as minutes with two decimals, halves up.

    >>> minutes(740), minutes(1)
    (12.33, 0.02)
    """
    return (10 * seconds + 3) // 6 / 100


def long_limit(kind: str) -> int:
    """Return the seconds over which a stay at this kind of place is flagged LONG: a day at most kinds people visit."""
    return _LONG.get(kind, _LONG_ELSEWHERE)


@lru_cache(maxsize=64)
def checked_zone(zone: str) -> ZoneInfo:
    """Return the time zone of that name, such as `Asia/Shanghai`.

    Raises:
        UsageError: if no such zone is known.

    """
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        message = f"There is no time zone {zone!r}; give a name such as Asia/Shanghai."
        raise UsageError("TIMEZONE_UNKNOWN", message) from error


def local_date(seconds: int, zone: str) -> date:
    """Return the calendar day that a moment falls on in that zone."""
    return datetime.fromtimestamp(seconds, checked_zone(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[int, int]:
    """Return the first second of a local day and the first second of the next, whatever summer time does there.

    >>> day_bounds(date(2021, 7, 29), "Asia/Shanghai")
    (1627488000, 1627574400)
    """
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def local_day(seconds: int, zone: str) -> tuple[int, int]:
    """Return the bounds of the local day that a moment falls on."""
    return day_bounds(local_date(seconds, zone), zone)


def _midnight(day: date, zone: str) -> int:
    # fold=0 takes the first of two midnights, and for a midnight that is jumped over the moment of the jump.
    return int(datetime(day.year, day.month, day.day, tzinfo=checked_zone(zone)).timestamp())


def utc_text(seconds: int) -> str:
    """Return a moment as RFC 3339 in UTC, as answers show it.

    >>> utc_text(1627574400)
    '2021-07-29T16:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
