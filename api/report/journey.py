"""Where somebody was: fourteen days on a timeline, one lane a channel, and a small map without any background."""

from collections.abc import Mapping, Sequence
from html import escape
from math import cos, radians
from zoneinfo import ZoneInfo

from api.report.picture import KIND_COLOURS, Axis, Row, seconds, svg, told

#: Latitude and longitude, WGS-84 degrees, by what a place is called in answers.
Spots = Mapping[str, tuple[float, float]]

_LEFT, _TOP, _BAND, _SIDE, _MARGIN = 190, 34, 30, 520, 34


def journey(title: str, stays: Sequence[Row], zone: ZoneInfo) -> str:
    """Return the stays of a trajectory as lanes by channel over the days; a title on each bar says where and when."""
    channels = sorted({str(row["channel"]) for row in stays})
    times = [seconds(row[side]) for row in stays for side in ("t_start", "t_end")]
    axis = Axis(min(times, default=0), max(times, default=1), zone)
    height = _TOP + _BAND * len(channels) + 14
    parts = axis.grid(height - 8)
    for i, channel in enumerate(channels):
        top = _TOP + _BAND * i
        parts.append(f'<text x="{_LEFT - 10}" y="{top + 18}" class="who">{escape(channel.replace("_", " "))}</text>')
        for row in stays:
            if row["channel"] == channel:
                x = axis.x(seconds(row["t_start"]))
                width = max(round(axis.x(seconds(row["t_end"])) - x, 1), 2.0)
                weak = ' opacity="0.45"' if row["flags"] else ""
                parts.append(
                    f'<rect x="{x}" y="{top + 4}" width="{width}" height="18" rx="2" fill="{_colour(row)}"{weak}>'
                    f"<title>{escape(told(row, axis))}</title></rect>"
                )
    return svg(title, height, parts)


def little_map(title: str, stays: Sequence[Row], spots: Spots, zone: ZoneInfo) -> str | None:
    """Return the stays whose place is known as dots joined in order of time, larger the longer; None without any.

    North is up; a bar says how long a kilometre is. No map server is asked, so nobody learns who was looked for.
    """
    known = [row for row in sorted(stays, key=lambda r: str(r["t_start"])) if str(row["place"]) in spots]
    if not known:
        return None
    frame = _Frame([spots[str(row["place"])] for row in known])
    axis = Axis(0, 1, zone)
    points = [frame.point(*spots[str(row["place"])]) for row in known]
    parts = ['<polyline class="way" points="' + " ".join(f"{x},{y}" for x, y in points) + '"/>']
    for row, (x, y) in zip(known, points, strict=True):
        hours = (seconds(row["t_end"]) - seconds(row["t_start"])) / 3600
        size = round(min(4 + hours**0.5, 12), 1)
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{size}" fill="{_colour(row)}"><title>{escape(told(row, axis))}</title></circle>'
        )
    return svg(title, frame.height, [*parts, *frame.scale()])


def _colour(row: Row) -> str:
    return KIND_COLOURS.get(str(row["place_kind"]), "#cfd4da")


class _Frame:
    """Maps degrees to a picture of the places given, in true proportion."""

    def __init__(self, places: Sequence[tuple[float, float]]) -> None:
        lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
        self._north, self._west = max(lats), min(lons)
        self._narrow = cos(radians((max(lats) + min(lats)) / 2))
        tall, wide = max(lats) - min(lats), (max(lons) - min(lons)) * self._narrow
        self._step = (_SIDE - 2 * _MARGIN) / max(tall, wide / 2, 0.01)
        self.height = round(tall * self._step + 2 * _MARGIN + 24)

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a place stands in the picture."""
        x = _MARGIN + (lon - self._west) * self._narrow * self._step
        return round(x, 1), round(_MARGIN + (self._north - lat) * self._step, 1)

    def scale(self) -> list[str]:
        """Return a bar of a round number of kilometres."""
        kilometre = self._step / 111.195
        length = next((k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500) if k * kilometre > 60), 1000)
        width, y = round(length * kilometre, 1), self.height - 12
        return [
            f'<line x1="{_MARGIN}" y1="{y}" x2="{_MARGIN + width}" y2="{y}" class="scale"/>',
            f'<text x="{_MARGIN + width + 8}" y="{y + 4}" class="day">{length} km</text>',
        ]
