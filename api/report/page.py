"""The page itself: what the trace found, in the order in which a tracer asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files
from zoneinfo import ZoneInfo

from api.report.journey import Spots, journey, little_map
from api.report.picture import COLOURS, KIND_COLOURS, Axis, Lane, bars, chain, seconds, timeline

Row = Mapping[str, object]

#: Lanes in the picture of the chain; the table below it holds everybody.
_CLOSE_SHOWN, _NEXT_SHOWN, _TABLE_ROWS = 14, 2, 400


def report_page(
    *,
    title: str,
    header: Row,
    contacts: Sequence[Row],
    items: Sequence[Row],
    stays: Mapping[str, Sequence[Row]],
    zone: ZoneInfo,
    days: Sequence[Row] = (),
    spots: Spots | None = None,
    sames: Sequence[Row] = (),
    notes: Sequence[str] = (),
) -> str:
    """Return the page as HTML text, from rows of interface.md.

    `header` and `contacts` are a trace's, `items` the list's, `stays` the trajectory rows of the case's person and of the
    contact to compare with, `days` the case's trajectory of fourteen days, `spots` where its places are, `sames` the six
    sames; `notes` are sentences to end with.
    """
    case = str(header["case"])
    person = str(header["person"])
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">Case {escape(case)} ({escape(person)}), rules {escape(str(header["edition"]))}, window from '
        f"{_when(header['from'], zone)} to {_when(header['to'], zone)}; facts reach to {_when(header['covers_to'], zone)}.</p>",
        _numbers(header),
        *_chain(header, contacts, zone),
        *days_of(person, days, spots or {}, zone),
        *_sames(sames),
        *_timeline(person, contacts, stays, zone),
        "<h2>Where it happened: people by channel</h2>",
        bars("people by channel", _channels(contacts)),
        *_table(items, zone),
        *(["<h2>What to look at next</h2>", *(f"<p>{escape(n)}</p>" for n in notes)] if notes else []),
    ]
    return whole_page(title, parts)


def trajectory_page(title: str, days: Sequence[Row], spots: Spots, zone: ZoneInfo) -> str:
    """Return a page of a trajectory alone: timeline, map, and its stays as a table."""
    head = ("channel", "place", "from", "to", "flags")
    rows = [
        (
            r["channel"],
            r["place"],
            _when(r["t_start"], zone),
            _when(r["t_end"], zone),
            ", ".join(map(str, _list(r["flags"]))),
        )
        for r in days
    ]
    person = str(days[0]["person"]) if days else ""
    return whole_page(
        title, [f"<h1>{escape(title)}</h1>", *days_of(person, days, spots, zone), *_plain_table(head, rows)]
    )


def whole_page(title: str, parts: Sequence[str]) -> str:
    """Return HTML text that asks nobody for anything."""
    style = (files("api") / "report" / "page.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{style}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _when(text: object, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds(text), zone):%d %b %Y %H:%M}" if text else "–"


def _numbers(header: Row) -> str:
    classes = header["classes"] if isinstance(header["classes"], dict) else {}
    cells = [(str(n), name.replace("_", " ")) for name, n in classes.items()]
    if header.get("ratio") is not None:
        cells.append((str(header["ratio"]), "ring 2 : ring 1"))
    return '<div class="numbers">' + "".join(f"<div><b>{escape(n)}</b>{escape(w)}</div>" for n, w in cells) + "</div>"


def lanes(header: Row, contacts: Sequence[Row]) -> list[Lane]:
    """Return the lanes of the chain: the case, his closest contacts, and under each the first who met him after that."""
    close = [c for c in contacts if c["ring"] == 1 and c["class"] in {"close", "co_present"} and c["first"]]
    close = sorted(close, key=lambda c: (-_minutes(c), str(c["person"])))[:_CLOSE_SHOWN]
    out = [
        Lane(
            str(header["person"]), "case", seconds(header["from"]), seconds(header["to"]), note=f"case {header['case']}"
        )
    ]
    after: dict[str, list[Row]] = {}
    for c in contacts:
        via = c["via"]
        if c["ring"] == 2 and c["first"] and isinstance(via, list) and via:
            after.setdefault(str(via[0]["person"]), []).append(c)
    for c in sorted(close, key=lambda c: (str(c["first"]), str(c["person"]))):
        out.append(_lane(c, str(header["person"])))
        most = sorted(after.get(str(c["person"]), []), key=lambda n: (-_minutes(n), str(n["person"])))[:_NEXT_SHOWN]
        out += [_lane(n, str(c["person"])) for n in most]
    return out


def _minutes(contact: Row) -> float:
    return float(str(contact["minutes"] or 0))


def _lane(contact: Row, source: str) -> Lane:
    note = (
        f"{contact['person']}: {contact['class']}, {contact['minutes']} minutes, {contact['first']} – {contact['last']}"
    )
    what = "case" if contact.get("case") else str(contact["class"])
    return Lane(str(contact["person"]), what, seconds(contact["first"]), seconds(contact["last"]), source, note)


def _chain(header: Row, contacts: Sequence[Row], zone: ZoneInfo) -> list[str]:
    shown = lanes(header, contacts)
    axis = Axis(min(lane.first for lane in shown) - 7200, max(lane.last for lane in shown) + 7200, zone)
    key = "".join(
        f'<span><i style="background:{COLOURS[k]}"></i>{k.replace("_", " ")}</span>'
        for k in ("case", "close", "contact_of_contact")
    )
    rest = sum(1 for c in contacts if c["first"]) - len(shown) + 1
    return [
        "<h2>The chain over time</h2>",
        f'<p class="lead">A dot is a first contact, the bar reaches to the last; a line shows whom it came from. Shown are the '
        f"{len(shown) - 1} with the most minutes; {max(rest, 0):,} more are in the list.</p>",
        f'<p class="key">{key}</p>',
        chain("chain of the case over time", shown, axis),
    ]


def _timeline(person: str, contacts: Sequence[Row], stays: Mapping[str, Sequence[Row]], zone: ZoneInfo) -> list[str]:
    other = next((p for p in stays if p != person), None)
    contact = next((c for c in contacts if c["person"] == other), None)
    if other is None or contact is None or not stays.get(person):
        return []
    shared = contact["exposures"] if isinstance(contact["exposures"], list) else []
    exposures = [e for e in shared if e["channel"] != "household"]  # a register tells no hours
    times = [seconds(r[k]) for r in stays[person] for k in ("t_start", "t_end")]
    axis = Axis(min(times), max(times), zone)
    kinds = sorted({str(r["place_kind"]) for rows in stays.values() for r in rows})
    key = "".join(f'<span><i style="background:{KIND_COLOURS.get(k, "#cfd4da")}"></i>{k}</span>' for k in kinds)
    return [
        "<h2>Side by side</h2>",
        f'<p class="lead">Stays of {escape(person)} and {escape(other)}; shaded where they were together '
        f"({escape(str(contact['minutes']))} minutes count: {escape(', '.join(map(str, _list(contact['reasons']))))}).</p>",
        f'<p class="key">{key}</p>',
        timeline("stays side by side", [(person, stays[person]), (other, stays[other])], exposures, axis),
    ]


def days_of(person: str, days: Sequence[Row], spots: Spots, zone: ZoneInfo) -> list[str]:
    """Return the section that shows where somebody was: a timeline by channel, and a map of what has a position."""
    if not days:
        return []
    drawn = little_map("map of the places", days, spots, zone)
    return [
        "<h2>Where the case was</h2>",
        f'<p class="lead">{escape(person)}, channel by channel; pale bars are weak evidence (an estimated end, a day '
        "without clock, a coarse position). On the map a larger dot is a longer stay.</p>",
        journey("stays by channel", days, zone),
        *([drawn] if drawn else []),
    ]


def _sames(rows: Sequence[Row]) -> list[str]:
    """Return the section of the six sames: people, places and the highest class by channel."""
    if not rows:
        return []
    head = ("channel", "people", "places", "close", "other classes", "for example")
    table = []
    for channel in dict.fromkeys(str(r["channel"]) for r in rows):
        mine = [r for r in rows if r["channel"] == channel]
        people = {str(r["person"]) for r in mine}
        close = {str(r["person"]) for r in mine if r["class"] == "close"}
        classed = {str(r["person"]) for r in mine if r["class"]} - close
        example = next((r for r in mine if r["class"] == "close"), mine[0])
        gap = f", {example['seat_gap']} rows apart" if example.get("seat_gap") is not None else ""
        places = len({r["place"] for r in mine})
        table.append(
            (channel, len(people), places, len(close), len(classed), f"{example['person']} at {example['place']}{gap}")
        )
    return [
        "<h2>The six sames</h2>",
        '<p class="lead">Everyone of the same net café, lodging, flight, railway, phone cell, and the space-time companions, '
        "over fourteen days; one person may stand in several lines.</p>",
        *_plain_table(head, table),
    ]


def _plain_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    cells = ["<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>" for row in rows]
    names = "".join(f"<th>{escape(h)}</th>" for h in head)
    return [f"<table><thead><tr>{names}</tr></thead><tbody>", *cells, "</tbody></table>"]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _channels(contacts: Sequence[Row]) -> list[tuple[str, int]]:
    return list(Counter(str(ch) for c in contacts for ch in _list(c["channels"])).items())


def _table(items: Sequence[Row], zone: ZoneInfo) -> list[str]:
    head = ("person", "class", "score", "minutes", "first", "last", "quarantine until", "why")
    rows = []
    for item in items[:_TABLE_ROWS]:
        cells = [item["person"], str(item["class"]).replace("_", " "), item["score"], item["minutes"]]
        cells += [
            _when(item["first"], zone),
            _when(item["last"], zone),
            item.get("quarantine_until") or "–",
            item["why"],
        ]
        rows.append(cells)
    more = (
        f" The first {_TABLE_ROWS} of {len(items):,}; `contactgraph list` gives all."
        if len(items) > _TABLE_ROWS
        else ""
    )
    lead = f'<p class="lead">{len(items):,} people, one row each, most urgent first.{more}</p>'
    return ["<h2>The list</h2>", lead, *_plain_table(head, rows)]
