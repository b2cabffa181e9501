"""Pictures as SVG text: a chain with time on the x axis, stays with their overlap shaded, bars of counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

Row = Mapping[str, object]

COLOURS = {
    "case": "#b3261e",
    "close": "#d9730d",
    "contact_of_contact": "#2f6fb0",
    "general": "#6b7280",
    "companion": "#7a5ea8",
    "co_present": "#2f6fb0",
    "ruled_out": "#9aa0a6",
}
KIND_COLOURS = {
    "home": "#8dbf8b",
    "work": "#9db4d6",
    "school": "#c9b6e4",
    "venue": "#f2b97f",
    "net_cafe": "#e59ab0",
    "lodging": "#d8c48a",
    "encounter": "#f0d264",
    "flight": "#6fa8c9",
    "train": "#5f8fb0",
    "coach": "#8fb3a5",
    "ship": "#79a7a0",
    "hospital": "#d98a8a",
    "cell": "#c7ccd3",
    "checkpoint": "#8a8f98",
    "household": "#8dbf8b",
}
_LANE, _LEFT, _WIDTH, _TOP = 22, 190, 1040, 34


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's line in the chain: what he is, when it began and ended, and whose lane it came from."""

    person: str
    what: str
    first: int
    last: int
    source: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps UTC seconds to x positions and draws local days."""

    start: int
    end: int
    zone: ZoneInfo

    def x(self, t: float) -> float:
        """Return the x position of a moment, cut to the axis."""
        share = (min(max(t, self.start), self.end) - self.start) / max(self.end - self.start, 1)
        return round(_LEFT + share * (_WIDTH - _LEFT - 20), 1)

    def grid(self, height: float) -> list[str]:
        """Return a line and a label for each local day, at most about fourteen labels."""
        day = datetime.fromtimestamp(self.start, self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        parts, step = [], max(1, round((self.end - self.start) / 86400 / 14))
        number = 0
        while day.timestamp() <= self.end:
            if day.timestamp() >= self.start:
                x = self.x(day.timestamp())
                parts.append(f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height}" class="grid"/>')
                if number % step == 0:
                    parts.append(f'<text x="{x + 3}" y="{_TOP - 14}" class="day">{day:%d %b}</text>')
                number += 1
            day += timedelta(days=1)
        return parts


def seconds(text: object) -> int:
    """Return UTC seconds of an answer's RFC 3339 time.

    >>> seconds("2021-07-29T12:00:00Z")
    1627560000
    """
    return int(datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def svg(title: str, height: float, parts: Sequence[str]) -> str:
    """Return a picture of the usual width with a title for those who listen."""
    body = "\n".join(parts)
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {_WIDTH} {height}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>\n{body}\n</svg>"
    )


def chain(title: str, lanes: Sequence[Lane], axis: Axis) -> str:
    """Return the chain: one lane a person, a dot at the first contact, an elbow from the lane it came from."""
    height = _TOP + _LANE * len(lanes) + 12
    y = {lane.person: _TOP + _LANE * i + _LANE / 2 for i, lane in enumerate(lanes)}
    parts = axis.grid(height - 8)
    for lane in lanes:
        colour, here, x = COLOURS.get(lane.what, "#6b7280"), y[lane.person], axis.x(lane.first)
        if lane.source in y:
            parts.append(f'<path d="M{x} {y[lane.source]} V{here}" class="link" stroke="{colour}"/>')
        parts.append(
            f'<line x1="{x}" y1="{here}" x2="{axis.x(lane.last)}" y2="{here}" stroke="{colour}" class="span"/>'
        )
        parts.append(
            f'<circle cx="{x}" cy="{here}" r="{6 if lane.what == "case" else 4.5}" fill="{colour}">'
            f"<title>{escape(lane.note or lane.person)}</title></circle>"
        )
        parts.append(f'<text x="{_LEFT - 10}" y="{here + 4}" class="who">{escape(lane.person)}</text>')
    return svg(title, height, parts)


def timeline(title: str, people: Sequence[tuple[str, Sequence[Row]]], together: Sequence[Row], axis: Axis) -> str:
    """Return stays side by side: one band a person, coloured by kind of place, times together shaded over all bands."""
    band = 46
    height = _TOP + band * len(people) + 14
    parts = axis.grid(height - 8)
    for row in together:
        x, width = _span(axis, row)
        parts.append(
            f'<rect x="{x}" y="{_TOP - 4}" width="{width}" height="{band * len(people)}" class="together">'
            f"<title>{escape(told(row, axis))}</title></rect>"
        )
    for i, (person, stays) in enumerate(people):
        top = _TOP + band * i
        parts.append(f'<text x="{_LEFT - 10}" y="{top + 22}" class="who">{escape(person)}</text>')
        for row in stays:
            x, width = _span(axis, row)
            colour = KIND_COLOURS.get(str(row["place_kind"]), "#cfd4da")
            parts.append(
                f'<rect x="{x}" y="{top + 6}" width="{width}" height="24" rx="2" fill="{colour}">'
                f"<title>{escape(told(row, axis))}</title></rect>"
            )
    return svg(title, height, parts)


def _span(axis: Axis, row: Row) -> tuple[float, float]:
    x = axis.x(seconds(row["t_start"]))
    return x, max(round(axis.x(seconds(row["t_end"])) - x, 1), 1.5)


def told(row: Row, axis: Axis) -> str:
    """Return where and when, in local time."""
    start, end = (datetime.fromtimestamp(seconds(row[k]), axis.zone) for k in ("t_start", "t_end"))
    zone = f", {row['zone']}" if row.get("zone") else ""
    return f"{row['place']}{zone}: {start:%d %b %H:%M} – {end:%d %b %H:%M}"


def bars(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """Return horizontal bars with their numbers, greatest first."""
    ordered = sorted(counts, key=lambda c: (-c[1], c[0]))
    most = max((n for _, n in ordered), default=1)
    height = 10 + 26 * len(ordered)
    parts = []
    for i, (name, n) in enumerate(ordered):
        top = 6 + 26 * i
        width = round((_WIDTH - _LEFT - 120) * n / most, 1)
        colour = KIND_COLOURS.get(name, "#9db4d6")
        parts.append(f'<text x="{_LEFT - 10}" y="{top + 14}" class="who">{escape(name)}</text>')
        parts.append(f'<rect x="{_LEFT}" y="{top}" width="{width}" height="18" rx="2" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + width + 8}" y="{top + 14}" class="day">{n:,}</text>')
    return svg(title, height, parts)
